/**
 * Judges what clients saw against the log that the servers agreed on: each request executed once, with the result that was given; every
 * result one that the state had between question and answer (linearizable, with the log as the witness); at most one holder of a lock.
 *
 * The order of the log is the only one that is tried for writes. That asks for more than linearizability does, and is what the
 * protocol promises: a write is executed where the log has it.
 */
import type { Command, Operation, Result } from '../core/command.js';
import type { Asked, History, Told } from './history.js';
import { Model, readAt } from './model.js';

export interface Terms {
  readonly sessionTicks: number;
  readonly clockTicks: number;
  /** Milliseconds of a tick of the fastest server. */
  readonly tickMin: number;
}

const isRead = ({ kind }: Operation) => kind === 'get' || kind === 'range' || kind === 'holder';
const isChange = ({ kind }: Operation) => kind.endsWith('-server');
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const told = (line: Asked) => `${line.client} ${line.sequence}: ${JSON.stringify(line.operation)}`;

/**
 * @param log from slot 1 on, without holes
 * @returns the model of the log
 * @throws Error that says which request, and what is wrong with it
 */
export function judge(log: readonly Command[], history: History, terms: Terms): Model {
  const model = new Model(terms);
  for (const command of log) model.apply(command);
  judgeOrder(model, history);
  judgeLocks(history, terms);
  return model;
}

/** Requests in the order of real time. `low` is the latest moment that some answer has shown: what is asked after that is not earlier. */
function judgeOrder(model: Model, history: History): void {
  let low = 0;
  const lowWhenAsked = new Map<Asked, number>();
  for (const line of history) {
    if (line.kind === 'invoke') {
      lowWhenAsked.set(line, low);
      const at = model.executed.get(Model.keyOf(line))?.at;
      if (at !== undefined && at <= low) {
        throw new Error(
          `${told(line)}: the log has it at ${at}, before it was asked for, which is after ${low}`,
        );
      }
      continue;
    }
    if (line.kind !== 'ok') continue;
    const { asked, result } = line as Told & { result: Result };
    const from = lowWhenAsked.get(asked) as number;
    low = Math.max(
      low,
      isRead(asked.operation)
        ? momentOfRead(model, asked, result, from)
        : momentOfWrite(model, asked, result),
    );
  }
}

function momentOfWrite(model: Model, asked: Asked, result: Result): number {
  const executed = model.executed.get(Model.keyOf(asked));
  if (executed === undefined)
    throw new Error(`${told(asked)}: answered ${JSON.stringify(result)}, not in the log`);
  if (!isChange(asked.operation) && !same(executed.result, result)) {
    throw new Error(
      `${told(asked)}: answered ${JSON.stringify(result)}, not ${JSON.stringify(executed.result)}`,
    );
  }
  return executed.at;
}

/** The first moment that explains what was read: the earliest leaves most room to others. */
function momentOfRead(model: Model, asked: Asked, result: Result, from: number): number {
  for (let at = from; at < model.moments.length; at++) {
    if (same(readAt(model.moments[at], asked.operation), result)) return at;
  }
  const now = JSON.stringify(readAt(model.moments[from], asked.operation));
  throw new Error(
    `${told(asked)}: read ${JSON.stringify(result)}; at moment ${from} it was ${now}, and later not that`,
  );
}

/**
 * A client that acquires a lock may count on it from the answer until it lets go, or for the lease as counted from its question, in ticks of the
 * fastest server. No two may count on one lock at once.
 */
function judgeLocks(history: History, { tickMin }: Terms): void {
  const spans = new Map<string, { client: string; from: number; to: number }[]>();
  for (const line of history) {
    const asked = line.kind === 'invoke' ? line : line.asked;
    const { operation, client } = asked;
    if (operation.kind === 'release' && line.kind === 'invoke') {
      for (const span of spans.get(operation.lock) ?? []) {
        if (span.client === client) span.to = Math.min(span.to, line.time);
      }
    }
    if (operation.kind !== 'acquire' || line.kind !== 'ok' || line.result?.kind !== 'acquired') continue;
    const span = { client, from: line.time, to: asked.time + operation.lease * tickMin };
    const others = spans.get(operation.lock) ?? [];
    const other = others.find((held) => held.client !== client && held.from < span.to && span.from < held.to);
    if (other !== undefined && span.from < span.to) {
      throw new Error(
        `${operation.lock} has two holders: ${other.client} from ${other.from} to ${other.to} ms, ${client} from ${span.from} to ${span.to} ms`,
      );
    }
    spans.set(operation.lock, [...others, span]);
  }
}
