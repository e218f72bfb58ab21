/**
 * Old ballot numbers used again. A livelock goes on for ever, and its numbers grow for ever, so that no state would come back.
 * But Paxos only compares ballots: states that differ by an order-preserving renumbering of them behave alike.
 *
 * Ballots come in rounds, one ballot a proposer in each. A round of which no process knows a ballot and no message has one is
 * skipped: all numbers above it are lowered by a round. That keeps the order of ballots, and whose they are. It is done as part of the
 * only step that makes numbers larger, the beginning of a ballot: were it a step of its own, one would have to say when it is
 * taken, and what is enabled would depend on it.
 *
 * The number that a proposer then picks is one above all that it knows of, which is all that Paxos asks for: each execution here is one
 * of Paxos with unbounded numbers, where it may be that proposers skip some.
 *
 * Fairness means the same before and after. Numbers are only ever lowered, so those of a message that stays in flight change
 * finitely often, and from then on it is the same message; no two messages in flight are equal.
 */
import { isMap } from 'immutable';
import { type Action, type Cell, set, type View } from '../../../checker/model.js';
import { range } from '../../kit/names.js';
import { bagOf } from '../../kit/network.js';

/** Fields that hold the number of a ballot; 0 is none. */
const BALLOTS: readonly string[] = ['ballot', 'promised'];

/** A value with another number for each ballot in it. */
export function withBallots(value: unknown, renumber: (ballot: number) => number): unknown {
  if (Array.isArray(value)) return value.map((item) => withBallots(item, renumber));
  if (isMap(value)) return value.map((item) => withBallots(item, renumber));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, part]) => [
      field,
      BALLOTS.includes(field) ? (part === 0 ? 0 : renumber(part)) : withBallots(part, renumber),
    ]),
  );
}

/** How ballots are renumbered. */
export interface Lowering {
  /** The new number of a ballot that is in use. */
  readonly lowered: (ballot: number) => number;
  /** By how much the highest is lowered. */
  readonly by: number;
}

/**
 * What skips the rounds of which no ballot is in use.
 * @param values all that knows of ballots: states of processes, messages in flight
 */
export function lowering(values: Iterable<unknown>, roundSize: number): Lowering {
  const roundOf = (ballot: number): number => Math.ceil(ballot / roundSize);
  const used = new Set<number>();
  const note = (ballot: number): number => {
    used.add(roundOf(ballot));
    return ballot;
  };
  for (const value of values) withBallots(value, note);
  const skipped = range(1, Math.max(0, ...used)).filter((round) => !used.has(round));
  return {
    lowered: (ballot) => ballot - roundSize * skipped.filter((round) => round < roundOf(ballot)).length,
    by: roundSize * skipped.length,
  };
}

/**
 * The action in the renumbered state, as one step.
 * @param cells where ballots are known
 * @param roundSize how many ballots there are in a round
 */
export function afterRenumbering(action: Action, cells: readonly Cell<unknown>[], roundSize: number): Action {
  return {
    ...action,
    run: (view, element) => {
      const before = new Map(cells.map((cell) => [cell, view.get(cell)]));
      const { lowered, by } = lowering(before.values(), roundSize);
      if (by === 0) return action.run(view, element);
      const after = new Map(
        [...before].map(([cell, value]) => {
          const renumbered = withBallots(value, lowered);
          return [cell, cell.isUnordered ? bagOf(renumbered as readonly unknown[]) : renumbered];
        }),
      );
      const updates = [...after].map(([cell, value]) => set(cell, value));
      const renumbered: View = {
        get: <T>(cell: Cell<T>) => (after.has(cell) ? (after.get(cell) as T) : view.get(cell)),
        sent: (soup, pattern) => view.sent(soup, pattern),
      };
      return action.run(renumbered, element).map((outcome) => ({
        ...outcome,
        parameters: { ...outcome.parameters, lowered: by },
        updates: [...updates, ...outcome.updates],
      }));
    },
  };
}
