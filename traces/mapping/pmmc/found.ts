/**
 * What evidence is made of: who answered and where that stands, what was done once, what is told where two of them do not go together, and how that
 * is an answer about a line.
 */
import type { Assignment } from '../../../checker/execution.js';
import type { GuardReading } from '../../../spec/kit/guard.js';
import { type Answer, type Finding, fine } from '../../conform/judge.js';
import type { Located, Positioned } from '../../conform/order.js';
import { at } from '../../conform/place.js';
import type { Answers } from './slots.js';
import type { Seen } from './visible.js';

/** What is broken. */
export type Found = Pick<Finding, 'rule' | 'says' | 'guards' | 'evidence' | 'others'> &
  Partial<Pick<Finding, 'differences'>>;

export const nobody: Answers = new Map();

/** One of the things that do not go together. */
export function side(variable: string, value: object): Assignment {
  return { variable, kind: 'cell', value };
}

/** Who answered, and where that stands. */
export function linesOf(answers: Answers): object {
  return Object.fromEntries([...answers].map(([id, place]) => [id, at(place)]).sort());
}

export function broken(
  rule: string,
  says: string,
  operands: GuardReading['operands'],
  evidence: readonly Assignment[],
  others: Finding['others'],
): Found {
  return { rule, says, guards: [{ name: rule, holds: false, operands }], evidence, others };
}

export function refused(level: 1 | 3, found: Found, line?: Located<Positioned>): Answer {
  const finding: Finding = {
    level,
    differences: [],
    ...found,
    allowed: [],
    suspect: 'implementation',
    ...(line === undefined ? {} : { at: line }),
  };
  return { kind: 'broken', finding };
}

export function answerTo(found: Seen | undefined): Answer {
  return found === undefined ? fine : refused(3, found, found.line);
}
