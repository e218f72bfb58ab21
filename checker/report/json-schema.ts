/**
 * What a saved execution looks like, field by field, and what is said when one does not fit.
 */
import { z } from 'zod';
import type { Execution } from '../execution.js';
import { fromJson, type JsonValue, JsonValueError } from '../json-value.js';

const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Any JSON that stands for a value of a spec; read, it is that value. */
const value = z
  .custom<JsonValue>((json) => json !== undefined)
  .transform((json, context): unknown => {
    try {
      return fromJson(json);
    } catch (error) {
      if (!(error instanceof JsonValueError)) throw error;
      context.addIssue({ code: 'custom', message: error.what, params: { path: error.path } });
      return z.NEVER;
    }
  });

const transfer = z.strictObject({ from: z.string(), to: z.string(), message: value });

const change = z.discriminatedUnion('kind', [
  z.strictObject({ variable: z.string(), kind: z.literal('cell'), before: value, after: value }),
  z.strictObject({ variable: z.string(), kind: z.literal('soup'), after: value.pipe(z.array(z.unknown())) }),
]);

const assignment = z.discriminatedUnion('kind', [
  z.strictObject({ variable: z.string(), kind: z.literal('cell'), value }),
  z.strictObject({ variable: z.string(), kind: z.literal('soup'), value: value.pipe(z.array(z.unknown())) }),
]);

const step = z.strictObject({
  action: z.string(),
  node: z.string().optional(),
  parameters,
  received: transfer.optional(),
  read: z
    .array(z.strictObject({ from: z.string(), message: value, sentAt: z.int().nonnegative().optional() }))
    .optional(),
  sent: z.array(transfer),
  changes: z.array(change),
  place: z.string().optional(),
});

const property = z.strictObject({
  name: z.string(),
  kind: z.string(),
  says: z.string(),
  parameters,
  outcome: z.literal(['violated', 'reached']),
});

const fairness = z.strictObject({
  kind: z.literal(['weak', 'strong']),
  action: z.string(),
  node: z.string().optional(),
  which: z.string().optional(),
  how: z.literal(['taken', 'disabled', 'never-enabled']),
  at: z.int().nonnegative().optional(),
});

const actions = z.array(z.strictObject({ action: z.string(), node: z.string().optional() }));

const liveness = z.strictObject({
  since: z.int().nonnegative().optional(),
  fairness: z.array(fairness).optional(),
  unfair: actions.optional(),
  stillReachable: z.int().positive().optional(),
  cutOff: actions.optional(),
});

const abstractChanges = z.array(
  z.strictObject({
    variable: z.string(),
    kind: z.literal(['cell', 'soup']),
    before: value.optional(),
    after: value,
  }),
);

const refinement = z.strictObject({
  abstract: z.string(),
  changes: abstractChanges,
  nearest: z.array(
    z.strictObject({
      action: z.string().optional(),
      node: z.string().optional(),
      parameters: parameters.optional(),
      changes: abstractChanges,
    }),
  ),
  allowed: z.int().nonnegative(),
});

const guards = z.array(
  z.strictObject({ name: z.string(), holds: z.boolean(), operands: z.record(z.string(), value) }),
);

const recorded = z.strictObject({
  run: z.string(),
  names: z.record(z.string(), z.string()).optional(),
  at: z.int().nonnegative(),
  incarnation: z.int().positive().optional(),
  sequence: z.int().positive().optional(),
  differences: z.array(
    z.strictObject({ field: z.string(), expected: value.optional(), observed: value.optional() }),
  ),
  guards,
  tried: z.array(z.strictObject({ action: z.string(), given: value.optional(), guards })).optional(),
  state: value.optional(),
  allowed: z.array(z.string()),
  edit: z.string().optional(),
  editKind: z.literal(['field', 'drop', 'add', 'swap']).optional(),
  suspect: z.string(),
  evidence: z.array(assignment),
});

/** Everything but `format` and `version`, which decide whether this schema applies. */
export const executionSchema: z.ZodType<Execution> = z
  .strictObject({
    spec: z.string(),
    specFile: z.string().optional(),
    parameters,
    mutant: z.string().optional(),
    property: property.optional(),
    initial: z.array(assignment),
    steps: z.array(step),
    loopStart: z.int().nonnegative().optional(),
    liveness: liveness.optional(),
    cutOff: actions.optional(),
    refinement: refinement.optional(),
    recorded: recorded.optional(),
  })
  .superRefine((execution, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const variables = new Set<string>();
    execution.initial.forEach(({ variable }, i) => {
      if (variables.has(variable))
        refuse(['initial', i, 'variable'], `${JSON.stringify(variable)} is there twice`);
      variables.add(variable);
    });
    execution.steps.forEach(({ changes, read = [] }, i) => {
      read.forEach(({ sentAt }, j) => {
        if (sentAt !== undefined && sentAt >= i)
          refuse(['steps', i, 'read', j, 'sentAt'], `${sentAt} is no step before this one`);
      });
      changes.forEach(({ variable }, j) => {
        if (variables.has(variable)) return;
        const path = ['steps', i, 'changes', j, 'variable'];
        refuse(path, `the initial state has no variable ${JSON.stringify(variable)}`);
      });
    });
    const { loopStart, steps } = execution;
    if (loopStart !== undefined && loopStart > steps.length) {
      refuse(['loopStart'], `${loopStart} is past the last of ${steps.length} steps`);
    }
    const at = execution.recorded?.at;
    if (at !== undefined && at >= steps.length)
      refuse(['recorded', 'at'], `${at} is past the last of ${steps.length} steps`);
  });

/** One line for a reader: which field, what it must be, what it is. */
export function explainIssue(issue: z.core.$ZodIssue, json: unknown): string {
  const path = formatPath(issue.path);
  const found = issue.path.reduce<unknown>(field, json);
  if (issue.code === 'unrecognized_keys') {
    return `${path === '' ? 'it' : path} has an unknown field ${JSON.stringify(issue.keys[0])}`;
  }
  if (found === undefined) return `${path} is missing`;
  if (issue.code === 'custom') {
    const inner = typeof issue.params?.path === 'string' ? issue.params.path : '';
    return `${path}${inner === '' || inner.startsWith('[') ? inner : `.${inner}`}: ${issue.message}`;
  }
  return `${path} must be ${expected(issue)}, but is ${describe(found)}`;
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((item) => JSON.stringify(item)).join(' or ');
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? 'a string, a number, a boolean or null' : '"cell" or "soup"';
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

/** Short things as they are, others by their type. */
function describe(found: unknown): string {
  if (Array.isArray(found)) return 'an array';
  if (typeof found === 'object' && found !== null) return 'an object';
  const text = JSON.stringify(found);
  return text.length <= 40 ? text : 'a long string';
}

function field(json: unknown, key: PropertyKey): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<PropertyKey, unknown>)[key] : undefined;
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
