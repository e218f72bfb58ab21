/**
 * What is wrong with data that somebody wrote by hand, in words that need no knowledge of the library that found it (zod).
 */
import type { z } from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
};
const SHOWN_MAX = 60;

/**
 * The data as the schema has it, or what is wrong with it: `servers.0.http is missing; it takes a text`.
 * @param whole what the data is called where it is wrong as a whole
 */
export function readShape<T>(
  schema: z.ZodType<T>,
  given: unknown,
  whole: string,
): { readonly data: T } | { readonly flaw: string } {
  const { success, data, error } = schema.safeParse(given, { reportInput: true });
  return success ? { data } : { flaw: flawIn(error.issues[0], whole) };
}

function flawIn(issue: z.core.$ZodIssue, whole: string): string {
  const name = issue.path.length === 0 ? whole : issue.path.join('.');
  const { input } = issue;
  if (input === undefined && issue.code !== 'invalid_type') return `${name} is missing`;
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = TYPES[issue.expected] ?? issue.expected;
      return input === undefined
        ? `${name} is missing; it takes ${wanted}`
        : `${name} takes ${wanted}, not ${shown(input)}`;
    }
    case 'unrecognized_keys':
      return `${issue.path.length === 0 ? '' : `${name}: `}there is no field ${issue.keys.map(shown).join(', ')}`;
    case 'invalid_value':
      return `${name} takes ${issue.values.map(shown).join(' or ')}, not ${shown(input)}`;
    case 'too_small':
      return issue.origin === 'array' || (issue.origin === 'string' && issue.minimum === 1)
        ? `${name} is empty`
        : isNumber(issue.origin)
          ? `${name} takes at least ${issue.minimum}, not ${shown(input)}`
          : `${name}: ${issue.message}`;
    case 'too_big':
      return `${name} takes at most ${issue.maximum}, not ${shown(input)}`;
    case 'invalid_format':
      return `${name} takes ${issue.message}, not ${shown(input)}`;
    default:
      return `${name}: ${issue.message}`;
  }
}

function isNumber(origin: string): boolean {
  return ['number', 'int', 'bigint'].includes(origin);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text;
}
