/** A line that the spec's action does not explain: in which fields, by which guards, and what it would have allowed. */
import { formatValue } from '../../../checker/format-value.js';
import type { Answer, Finding } from '../../conform/judge.js';
import type { Difference } from '../../conform/verdict.js';
import type { Check } from './check.js';
import type { Names } from './names.js';
import { inWords } from './telling.js';

/**
 * @param action with its role
 * @param state of the process, before the line
 * @param hasGap whether lines before it are missing
 */
export function unexplained(
  action: string,
  check: Check,
  state: unknown,
  names: Names,
  hasGap: boolean,
): Answer {
  const differences = check.differences.map(({ field, expected, observed }) => ({
    field,
    expected: inWords(expected),
    observed: inWords(observed),
  }));
  const fields = differences.map(({ field }) => field).join(', ');
  const says = check.says ?? `the spec's ${action} leads elsewhere: ${fields}`;
  const finding: Finding = {
    level: hasGap ? 2 : 1,
    rule: action,
    says: hasGap ? `${says}, and the gap before it does not explain that` : says,
    differences,
    guards: check.guards().map((guard) => ({
      ...guard,
      operands: names.readable(guard.operands) as Record<string, unknown>,
    })),
    state: names.readable(state),
    // What a guard of the mapping says is not about a field.
    ...(check.says === undefined ? allowed(action, differences) : { allowed: [] }),
    suspect: 'implementation',
  };
  return { kind: 'broken', finding };
}

/** The action as the spec takes it, and the edit of the line that makes it so where there is one. */
function allowed(
  action: string,
  differences: readonly Difference[],
): Pick<Finding, 'allowed' | 'edit' | 'editKind'> {
  const expected = differences.map((one) => `${one.field}: ${shown(one.expected)}`);
  const alternatives = [`${action}, with ${expected.join(', ')}`];
  if (differences.length !== 1) return { allowed: alternatives };
  const observed = shown(differences[0].observed);
  return { allowed: alternatives, editKind: 'field', edit: `${expected[0]} instead of ${observed}` };
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : formatValue(value));
