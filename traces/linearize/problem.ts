/**
 * What the search is given: the operations on one object as far as a history goes, in typed arrays. Those that returned must find a place between
 * call and return. Those that are open may find one after their call. Those that failed have none and are left out.
 */
import type { Operation } from './history.js';
import type { Transitions } from './transitions.js';

export interface Problem {
  readonly transitions: Transitions;
  /** By number, in the order of calls: first those that returned, then the open ones. */
  readonly operations: readonly Operation[];
  readonly returned: number;
  /** Places in the order of events. */
  readonly calls: Int32Array;
  /** Of those that returned. */
  readonly returns: Int32Array;
  readonly classes: Int32Array;
  /** Of an open one: the last before it that asks the same, as a number, or -1. */
  readonly alike: Int32Array;
}

/**
 * @param operations those on one object, in the order of their calls
 * @param until the place of the last event that is seen: what returns or fails later is still open
 */
export function problemOf(
  operations: readonly Operation[],
  transitions: Transitions,
  until = Number.MAX_SAFE_INTEGER,
): Problem {
  const seen = operations.filter(({ call }) => call.at <= until);
  const isSeen = ({ end }: Operation): boolean => end.kind !== 'open' && end.at <= until;
  const returned = seen.filter((operation) => isSeen(operation) && operation.end.kind === 'returned');
  const open = seen.filter((operation) => !isSeen(operation));
  const all = [...returned, ...open];
  const classes = Int32Array.from(all, (operation, number) => {
    const { end } = operation;
    const answer = number < returned.length && end.kind === 'returned' ? end.answer : undefined;
    return transitions.classOf(operation, answer);
  });
  return {
    transitions,
    operations: all,
    returned: returned.length,
    calls: Int32Array.from(all, ({ call }) => call.at),
    returns: Int32Array.from(returned, ({ end }) => (end.kind === 'returned' ? end.at : -1)),
    classes,
    alike: alikeBefore(classes, returned.length),
  };
}

function alikeBefore(classes: Int32Array, returned: number): Int32Array {
  const last = new Map<number, number>();
  return Int32Array.from(classes, (number, index) => {
    if (index < returned) return -1;
    const before = last.get(number) ?? -1;
    last.set(number, index);
    return before;
  });
}
