/**
 * Lines of the implementation as steps of an execution: a variable for each role of a server, and for each of its scouts and commanders; ballots as `3.s1`,
 * commands by their ids, pvalues as `<3.s1, slot, command>`. Of tables of slots only those are told that some of the lines speak of.
 */

import type { Parameters } from '../../../checker/model.js';
import type { Positioned } from '../../conform/order.js';
import { isPlain } from '../../conform/plain.js';
import type { Known, Telling } from '../../conform/telling.js';

/** The configuration is durable too, and no process. */
const ROLES = ['acceptor', 'leader', 'replica'];

type Fields = Readonly<Record<string, unknown>>;

/** What a step tells and its process does not keep, each with words for one of its entries. */
const OUTPUTS: Readonly<Record<string, (key: string, value: unknown) => string>> = {
  executed: (slot, requests) => `${(requests as readonly string[]).join(' and ')} in slot ${slot}`,
  answered: (request, kind) => `${kind} to ${request}`,
  asked: (request, kind) => `${kind} by ${request}`,
};
/** Entries of one of them that are told. */
const OUTPUTS_MAX = 4;

export const telling: Telling = {
  first: () => new Map(),

  actionOf(event: Positioned): string {
    return event.kind === 'step' ? `${processOf(event)}: ${event.action}` : event.kind;
  },

  outputsOf(event: Positioned): Parameters {
    if (event.kind !== 'step') return {};
    const told = Object.entries(OUTPUTS).flatMap(([name, words]) => {
      const output = event.changed[name];
      if (!isPlain(output)) return [];
      const all = Object.entries(output).map(([key, value]) => words(key, value));
      const more = all.length > OUTPUTS_MAX ? [`${all.length - OUTPUTS_MAX} more`] : [];
      return [[name, [...all.slice(0, OUTPUTS_MAX), ...more].join(', ')]];
    });
    return Object.fromEntries(told) as Parameters;
  },

  messageOf(message: object): unknown {
    const { epoch: _, ...rest } = message as Fields;
    return inWords(rest);
  },

  after(event: Positioned, before: Known): Known {
    if (event.kind === 'start') {
      const roles = Object.entries(event.durable).filter(([role]) => ROLES.includes(role));
      // What was not durable is forgotten.
      return new Map(roles.map(([role, state]) => [`${event.node} ${role}`, inWords(bySlot(state))]));
    }
    if (event.kind !== 'step' || Object.keys(event.changed).every((name) => OUTPUTS[name] !== undefined))
      return before;
    const variable = `${event.node} ${processOf(event)}`;
    const known = before.get(variable);
    const fields: Record<string, unknown> = isPlain(known) ? { ...known } : {};
    for (const [name, value] of Object.entries(inWords(event.changed) as Fields))
      if (OUTPUTS[name] === undefined) fields[name] = isTable(value) ? merged(fields[name], value) : value;
    return new Map([...before, [variable, fields]]);
  },

  partOf(value: unknown, events: readonly Positioned[]): unknown {
    const slots = slotsIn(events);
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [
        name,
        isTable(field)
          ? Object.fromEntries(Object.entries(field).filter(([slot]) => slots.has(slot)))
          : field,
      ]),
    );
  },
};

function processOf({ role, process, node }: Extract<Positioned, { kind: 'step' }>): string {
  return process === node ? role : process;
}

/** By slot. */
function isTable(value: unknown): value is Fields {
  return isPlain(value) && Object.keys(value).every((key) => /^\d+$/.test(key));
}

/** The entries that changed, null for gone. */
function merged(before: unknown, changed: Fields): Fields {
  const all = { ...(isPlain(before) ? before : {}), ...changed };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** What is found in stable storage has pvalues in a list. */
function bySlot(state: unknown): unknown {
  if (!isPlain(state)) return state;
  const { accepted, ...rest } = state;
  if (!Array.isArray(accepted)) return state;
  const pvalues = accepted.filter(isPlain);
  return { ...rest, accepted: Object.fromEntries(pvalues.map((pvalue) => [pvalue.slot, pvalue])) };
}

/** Ballots, commands and pvalues as a reader knows them. */
export function inWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWords);
  if (!isPlain(value)) return value;
  const { number, leader, id, kind, ballot, slot, command } = value;
  if (typeof number === 'number' && typeof leader === 'string') return `${number}.${leader}`;
  const isPvalue = kind === undefined && typeof slot === 'number' && ballot !== undefined;
  if (isPvalue && (isPlain(command) || typeof command === 'string'))
    return `<${inWords(ballot)}, ${slot}, ${inWords(command)}>`;
  const isCommand = typeof id === 'string' && ['batch', 'clock', 'no-op'].includes(String(kind));
  if (isCommand) return id;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inWords(part)]));
}

/** The slots that some lines name: in a field `slot`, or as entries of tables that they change. */
function slotsIn(events: readonly Positioned[]): ReadonlySet<string> {
  const slots = new Set<string>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isPlain(value)) return;
    if (typeof value.slot === 'number') slots.add(String(value.slot));
    for (const part of Object.values(value)) visit(part);
  };
  for (const event of events) {
    if (event.kind !== 'step') continue;
    visit(event.received?.message);
    for (const { message } of event.sent) visit(message);
    for (const field of Object.values(event.changed))
      if (isTable(field)) for (const slot of Object.keys(field)) slots.add(slot);
  }
  return slots;
}
