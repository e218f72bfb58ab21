/**
 * Servers whose lines have no order: the orders are searched (conform/orders.ts). The judge of servers goes on from its own state and cannot go back;
 * so a state of the search is the lines that led there, which a new judge takes again where the search comes back to it.
 */
import { type Answer, type Finding, fine, type Judge } from '../../conform/judge.js';
import type { Located, Positioned, Sent } from '../../conform/order.js';
import { Orders, type Stepper } from '../../conform/orders.js';

/** Lines that are tried; each may make a judge take all lines before it again. */
const TRIED_MAX = 5_000;

interface Path {
  readonly before: Path | undefined;
  readonly line: Located<Positioned> | undefined;
  readonly sent: Sent | undefined;
  /** Of each node the order in which its lines came: servers that took theirs in the same order are in the same state. */
  readonly orders: Readonly<Record<string, string>>;
  /** How many lines. */
  readonly count: number;
  /** A server of which lines are missing behind these. */
  readonly lost?: string;
  /** What a line speaks of that the mapping does not know. */
  readonly unknown?: string | undefined;
  /** A judge that has taken these lines and no others, until somebody goes on with it. */
  judge: Judge | undefined;
}

/** @returns the answer, and a judge that has taken all lines in an order that explains them */
export function judgeInAnyOrder(
  lines: readonly Located<Positioned>[],
  isFree: (node: string) => boolean,
  makeJudge: () => Judge,
): { readonly answer: Answer; readonly judge?: Judge } {
  const numbers = new Map(lines.map((line, number) => [line, number]));
  let found:
    | { readonly finding: Finding; readonly line: Located<Positioned>; readonly depth: number }
    | undefined;
  const stepper: Stepper<Path> = {
    initial: [
      { before: undefined, line: undefined, sent: undefined, orders: {}, count: 0, judge: makeJudge() },
    ],
    take: (path, line, sent) => {
      const judge = path.judge ?? again(path, makeJudge());
      path.judge = undefined;
      const answer = judge.take(line, sent, true);
      const { node } = line.event;
      if (answer.kind === 'broken') {
        if (found === undefined || path.count > found.depth)
          found = { finding: answer.finding, line, depth: path.count };
        return [];
      }
      const orders = { ...path.orders, [node]: `${path.orders[node] ?? ''},${numbers.get(line)}` };
      const unknown = path.unknown ?? (answer.kind === 'unknown' ? answer.says : undefined);
      return [{ before: path, line, sent, orders, count: path.count + 1, judge, unknown }];
    },
    canHide: () => false,
    hidden: () => [],
    opened: (path, node) => {
      path.judge?.lost(node, Infinity);
      return { ...path, lost: node };
    },
    keyOf: ({ orders }) => JSON.stringify(orders),
  };
  const { kind, state } = new Orders(lines, isFree, stepper).search(TRIED_MAX);
  if (kind === 'explained' && state.unknown !== undefined)
    return { answer: { kind: 'unknown', says: state.unknown } };
  if (kind === 'explained')
    return { answer: fine, ...(state.judge === undefined ? {} : { judge: state.judge }) };
  if (kind === 'budget' || found === undefined)
    return {
      answer: { kind: 'budget', says: `${lines.length} lines have more orders than can be tried` },
    };
  const { finding, line } = found;
  const says = `${finding.says}; no order of the lines explains all of them`;
  return { answer: { kind: 'broken', finding: { at: line, ...finding, says } } };
}

function again(path: Path, judge: Judge): Judge {
  const steps: Path[] = [];
  for (let at: Path | undefined = path; at !== undefined; at = at.before) steps.push(at);
  for (const { line, sent, lost } of steps.reverse()) {
    if (line !== undefined) judge.take(line, sent, true);
    if (lost !== undefined) judge.lost(lost, Infinity);
  }
  return judge;
}
