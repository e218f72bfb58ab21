/**
 * A log in names of its own, judged by a spec: a mapping says what the spec calls its nodes, actions, kinds of messages and fields. Where names are
 * not enough a mapping of TypeScript has a function that makes of each line another.
 */
import { z } from 'zod';
import type { Names } from '../../checker/execution.js';
import { InputError } from '../../checker/input-error.js';
import type { Model } from '../../checker/model.js';
import { type Event, type EventOf, event as eventSchema } from '../event.js';
import type { Located } from './order.js';
import { isPlain } from './plain.js';
import { moverOf } from './unseen.js';

const names = z.record(z.string(), z.string().min(1)).optional();

/** Each from the name in the log to the name in the spec. What is not listed keeps its name. */
export const mappingSchema = z.strictObject({
  nodes: names.describe('also where a field has the name of a node as its value'),
  actions: names.describe('without parameters'),
  kinds: names.describe('of messages'),
  fields: names.describe('of messages, of `changed` and `durable`, at any depth'),
  values: names.describe('of fields, at any depth'),
  parameters: z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
    .optional()
    .describe('of the spec: how many processes there are, what bounds it'),
  line: z
    .custom<(event: Event) => unknown>((value) => typeof value === 'function', 'must be a function')
    .optional(),
});

export type Mapping = z.infer<typeof mappingSchema>;

/** A line in the words of the spec; where it is none or several of its steps, these are the parts. */
export interface Rename {
  (event: Event): Pick<Located, 'event' | 'parts'>;
  /** Of `nodes`: by the name in the spec, the one in the log. */
  readonly names: Names;
}

/**
 * @param label of the file, for messages
 * @throws InputError where it is no mapping
 */
export function mappingOf(value: unknown, label: string): Mapping {
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new InputError(
    `${label} is no mapping: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}; it has nodes, actions, kinds, fields and values, each with names of the log and those of the spec; parameters of the spec; and, in TypeScript, a function line`,
  );
}

/** @throws InputError where it speaks of what the spec does not have */
export function refuseStrangers({ nodes = {}, actions = {} }: Mapping, model: Model, label: string): void {
  const processes = [...new Set(model.actions.map((action) => moverOf(model, action)))];
  const taken = new Map<string, string>();
  for (const [from, to] of Object.entries(nodes)) {
    if (!processes.includes(to))
      throw new InputError(
        `${label}: nodes.${from}: ${model.name} has no process ${to}; it has ${processes.join(', ')}; "parameters" of the mapping say how many there are`,
      );
    const other = taken.get(to);
    if (other !== undefined)
      throw new InputError(`${label}: nodes.${from}: ${to} is ${other} already; two nodes are two processes`);
    taken.set(to, from);
  }
  const known = [
    ...new Set(
      model.actions.map(({ name, nameBegins }) =>
        typeof name === 'string' ? name : `${nameBegins ?? ''}...`,
      ),
    ),
  ];
  for (const [from, to] of Object.entries(actions)) {
    const isKnown = known.some((name) =>
      name.endsWith('...') ? to.startsWith(name.slice(0, -3)) : name === to,
    );
    if (!isKnown)
      throw new InputError(
        `${label}: actions.${from}: ${model.name} has no action ${to}; it has ${known.join(', ')}`,
      );
  }
}

/** A name among the parameters of an action. */
const WORD = /[^\s(){}[\],:]+/g;

/** What a mapping makes of each line: another; of a step also several, or none. @throws InputError where its function fails, or makes no line */
export function renaming(mapping: Mapping, label: string): Rename {
  const { nodes = {}, actions = {}, kinds = {}, fields = {}, values = {}, line } = mapping;
  const node = (name: string): string => nodes[name] ?? name;
  /** Nodes are keys of maps, and of what changed elsewhere (`@r1`). */
  const key = (name: string): string => (name.startsWith('@') ? `@${node(name.slice(1))}` : node(name));
  const words = (value: unknown): unknown => {
    if (typeof value === 'string') return values[value] ?? node(value);
    if (Array.isArray(value)) return value.map(words);
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([field, part]) => [fields[field] ?? key(field), words(part)]),
    );
  };
  const message = <M extends { readonly id: string; readonly kind: string }>({ id, kind, ...rest }: M): M =>
    ({ id, kind: kinds[kind] ?? kind, ...(words(rest) as object) }) as unknown as M;
  const step = (event: EventOf<'step'>): Event => {
    const { received, sent, changed, action, role, process } = event;
    const [, name, parameters] = /^([^(]*)(.*)$/s.exec(action) ?? [];
    return {
      ...event,
      node: node(event.node),
      role: node(role),
      process: node(process),
      action: `${actions[name] ?? name}${parameters.replace(WORD, (word) => values[word] ?? node(word))}`,
      ...(received === undefined
        ? {}
        : { received: { from: node(received.from), message: message(received.message) } }),
      sent: sent.map((one) => ({ to: one.to.map(node), message: message(one.message) })),
      changed: words(changed) as typeof changed,
    };
  };
  const renamed = (event: Event): Event => {
    if (event.kind === 'step') return step(event);
    if (event.kind === 'start')
      return { ...event, node: node(event.node), durable: words(event.durable) as typeof event.durable };
    return 'node' in event ? { ...event, node: node(event.node) } : event;
  };
  const names = Object.fromEntries(
    Object.entries(nodes).flatMap(([from, to]) => (from === to ? [] : [[to, from]])),
  );
  const rename = (given: Event): ReturnType<Rename> => {
    const made = line === undefined ? [given] : madeBy(line, given, label);
    if (made.length === 1) return { event: renamed(made[0]) };
    const parts = made.map(renamed) as EventOf<'step'>[];
    return { event: whole(renamed(given) as EventOf<'step'>, parts), parts };
  };
  return Object.assign(rename, { names });
}

/** What all steps of a line do together: the line has a place among the others, and messages come and go. */
function whole(given: EventOf<'step'>, parts: readonly EventOf<'step'>[]): EventOf<'step'> {
  const { received: _, ...rest } = given;
  const received = parts.find((part) => part.received !== undefined)?.received;
  return {
    ...rest,
    ...(received === undefined ? {} : { received }),
    sent: parts.flatMap(({ sent }) => sent),
    changed: Object.assign({}, ...parts.map(({ changed }) => changed)) as EventOf<'step'>['changed'],
  };
}

function madeBy(line: (event: Event) => unknown, given: Event, label: string): readonly Event[] {
  let made: unknown;
  try {
    // One of its own: it may change the line, and what is in it may be in other lines, too.
    made = line(structuredClone(given));
  } catch (error) {
    throw new InputError(`${label}: line: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (given.kind === 'step' && made === null) return [];
  if (given.kind === 'step' && Array.isArray(made)) {
    const { node, incarnation, sequence } = given;
    const steps = made.map((one: unknown) =>
      lineOf({ ...(one as Event), node, incarnation, sequence }, label),
    );
    if (steps.some(({ kind }) => kind !== 'step'))
      throw new InputError(`${label}: line makes a list in which not all are steps`);
    if (steps.filter((one) => one.kind === 'step' && one.received !== undefined).length > 1)
      throw new InputError(
        `${label}: line makes several steps that receive something: a line receives one message at most`,
      );
    return steps;
  }
  return [lineOf(made, label)];
}

function lineOf(made: unknown, label: string): Event {
  const parsed = eventSchema.safeParse(made);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  const where = path.length === 0 ? '' : `${path.join('.')}: `;
  throw new InputError(
    `${label}: line makes something that is no line: ${where}${message}; of a step it may make a list of steps, or null for none`,
  );
}
