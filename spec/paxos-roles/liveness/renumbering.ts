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
import {
  type Action,
  type Cell,
  type Parameters,
  set,
  type Update,
  type View,
} from '../../../checker/model.js';
import { range } from '../../kit/names.js';
import { bagOf } from '../../kit/network.js';

/** Fields that hold the number of a ballot; 0 is none. */
const BALLOTS: readonly string[] = ['ballot', 'promised'];

/** A value with another number for each ballot in it. */
function withBallots(value: unknown, renumber: (ballot: number) => number): unknown {
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

/** Where ballots are known. */
export interface Renumbered {
  readonly cells: readonly Cell<unknown>[];
  /** How many ballots there are in a round. */
  readonly roundSize: number;
  /** What is in a cell and can no longer matter to anybody. */
  readonly isOver: (view: View, cell: Cell<unknown>) => boolean;
}

/** The action in the renumbered state, as one step. */
export function afterRenumbering(action: Action, { cells, roundSize, isOver }: Renumbered): Action {
  const roundOf = (ballot: number): number => Math.ceil(ballot / roundSize);
  return {
    ...action,
    run: (view, element) => {
      // The cells of messages to a process that stopped for good.
      const states = new Map(cells.map((cell) => [cell, isOver(view, cell) ? [] : view.get(cell)]));
      const used = new Set<number>();
      const note = (ballot: number): number => {
        used.add(roundOf(ballot));
        return ballot;
      };
      for (const value of states.values()) withBallots(value, note);
      const skipped = range(1, Math.max(0, ...used)).filter((round) => !used.has(round));
      const lowered = (ballot: number): number =>
        ballot - roundSize * skipped.filter((round) => round < roundOf(ballot)).length;
      const updates: Update[] = [];
      for (const [cell, value] of states) {
        const renumbered = withBallots(value, lowered);
        states.set(cell, cell.isUnordered ? bagOf(renumbered as readonly unknown[]) : renumbered);
        updates.push(set(cell, states.get(cell)));
      }
      const renumbered: View = {
        get: <T>(cell: Cell<T>) => (states.has(cell) ? (states.get(cell) as T) : view.get(cell)),
        sent: (soup, pattern) => view.sent(soup, pattern),
      };
      const shown: Parameters = skipped.length === 0 ? {} : { skipped: `round ${skipped.join(', ')}` };
      return action.run(renumbered, element).map((outcome) => ({
        ...outcome,
        parameters: { ...outcome.parameters, ...shown },
        updates: [...updates, ...outcome.updates],
      }));
    },
  };
}
