/**
 * Old ballot numbers used again. A livelock goes on for ever, and its numbers grow for ever, so that no state would come back.
 * But Paxos only compares ballots: states that differ by an order-preserving renumbering of them behave alike.
 *
 * Ballots come in rounds, one ballot a leader in each. A round of which no process knows a ballot and no message has one is
 * skipped: all numbers above it are lowered by a round. That keeps the order of ballots, and whose they are. It is done as part of the
 * only step that makes numbers larger, the beginning of a ballot: were it a step of its own, one would have to say when it is
 * taken, and what is enabled would depend on it.
 *
 * The number that a leader then picks is one above all that it knows of, which is all that Paxos asks for: each execution here is one
 * of Paxos with unbounded numbers, where it may be that leaders skip some.
 *
 * Fairness means the same before and after. Numbers are only ever lowered, so those of a message that stays in flight change
 * finitely often, and from then on it is the same message; no two messages in flight are equal.
 */
import { type Action, type Cell, set, type View } from '../../checker/model.js';
import { range } from './names.js';
import { bagOf } from './network.js';
import { disabled } from './plain.js';
import type { AnyNode } from './process.js';
import type { AnyMessage } from './role.js';

/** How a protocol numbers its ballots. */
export interface Numbering {
  /** How many ballots there are in a round; numbers are from 1. */
  readonly roundSize: number;
  /** A value with another number for each ballot in it. */
  readonly withNumbers: (value: unknown, renumber: (number: number) => number) => unknown;
}

/** How ballots are renumbered. */
export interface Lowering {
  /** The new number of a ballot that is in use. */
  readonly lowered: (number: number) => number;
  /** By how much the highest is lowered. */
  readonly by: number;
}

/**
 * What skips the rounds of which no ballot is in use.
 * @param values all that knows of ballots: states of processes, messages in flight
 */
export function lowering(values: Iterable<unknown>, { roundSize, withNumbers }: Numbering): Lowering {
  const roundOf = (number: number): number => Math.ceil(number / roundSize);
  const used = new Set<number>();
  const note = (number: number): number => {
    used.add(roundOf(number));
    return number;
  };
  for (const value of values) withNumbers(value, note);
  const skipped = range(1, Math.max(0, ...used)).filter((round) => !used.has(round));
  return {
    lowered: (number) => number - roundSize * skipped.filter((round) => round < roundOf(number)).length,
    by: roundSize * skipped.length,
  };
}

/**
 * The beginning of a ballot, in renumbered state, put off until it may be.
 * @param everybody all processes: numbers are known to them, and in flight to them
 */
export function beginningWhen<M extends AnyMessage>(
  begin: Action,
  everybody: readonly AnyNode<M>[],
  numbering: Numbering,
  mayBegin: (view: View) => boolean,
): Action {
  const cells = everybody.flatMap(({ state, queues }): Cell<unknown>[] => [state, ...queues]);
  const beginning = afterRenumbering(begin, cells, numbering);
  return {
    ...beginning,
    run: (view, element) =>
      // What the process itself says is asked first: most states are done with after one look at it.
      begin.run(view, element).some(({ isCutOff = false }) => !isCutOff) && mayBegin(view)
        ? beginning.run(view, element)
        : disabled,
  };
}

/**
 * The action in the renumbered state, as one step.
 * @param cells where ballots are known
 */
function afterRenumbering(action: Action, cells: readonly Cell<unknown>[], numbering: Numbering): Action {
  return {
    ...action,
    run: (view, element) => {
      const before = new Map(cells.map((cell) => [cell, view.get(cell)]));
      const { lowered, by } = lowering(before.values(), numbering);
      if (by === 0) return action.run(view, element);
      const after = new Map(
        [...before].map(([cell, value]) => {
          const renumbered = numbering.withNumbers(value, lowered);
          return [cell, cell.isUnordered && Array.isArray(renumbered) ? bagOf(renumbered) : renumbered];
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
