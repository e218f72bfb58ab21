/**
 * The Informal Trace Format of Apalache and Quint (Apalache's ADR 015, revised 2023-09-14), which their tools
 * and trace viewers read. It tells states, not steps: what led to a state stands in the variables
 * `mbt::actionTaken` and `mbt::nondetPicks`, as Quint writes them, and with its messages in the state's `#meta`.
 *
 * What ITF has no word for: null is Quint's option `None`; undefined, fractions and the infinite are
 * `#unserializable`; a record with a field that begins with `#` is a map. Lists and arrays are both sequences.
 */
import { isList, isMap, isRecord, isSet } from 'immutable';
import stringify from 'json-stringify-pretty-compact';
import type { Execution, Step } from '../execution.js';
import type { Transfer } from '../model.js';
import { foundLines } from './found.js';
import { WIDTH } from './layout.js';
import { headline, isRefuted, reasonLines } from './narrative.js';
import { soupsOf, statesOf } from './states.js';

type Itf = boolean | string | readonly Itf[] | { readonly [key: string]: Itf };

const ACTION_TAKEN = 'mbt::actionTaken';
const NONDET_PICKS = 'mbt::nondetPicks';
/** The name that Quint gives to the action of the first state. */
const INITIAL_ACTION = 'init';
const NONE: Itf = { tag: 'None', value: { '#tup': [] } };

/**
 * The trace, pretty-printed. Of an endless execution `loop` is the index of the state that the last state
 * equals: the last state is written out again, so that the action which closes the loop is told too; read as
 * "from there on again and again", the trace differs from ours by one stuttering step.
 */
export function renderItf(execution: Execution): string {
  const soups = soupsOf(execution);
  const picks = [...new Set(execution.steps.flatMap((step) => Object.keys(step.parameters)))];
  const [what, why] = headline(execution);
  const because = [...reasonLines(execution), ...foundLines(execution)];
  const trace = {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: execution.spec,
      ...(execution.property === undefined ? {} : { status: execution.property.outcome }),
      description: `Created by paxoscope: ${why === undefined ? what : `${what} ${why}`}`,
      ...(because.length === 0 ? {} : { why: because }),
    },
    vars: [...execution.initial.map(({ variable }) => variableName(variable)), ACTION_TAKEN, NONDET_PICKS],
    states: statesOf(execution).map((state, index) => {
      const step = index === 0 ? undefined : execution.steps[index - 1];
      const variables = [...state].map(([name, value]) => [
        variableName(name),
        soups.has(name) ? { '#set': sorted(itfItems(value)) } : toItf(value),
      ]);
      return {
        '#meta': {
          index,
          ...(step === undefined ? {} : stepMeta(step)),
          ...(isRefuted(execution, index - 1) ? { refuted: true } : {}),
        },
        ...Object.fromEntries(variables),
        [ACTION_TAKEN]: step?.action ?? INITIAL_ACTION,
        [NONDET_PICKS]: Object.fromEntries(picks.map((pick) => [pick, toPick(step, pick)])),
      };
    }),
    ...(execution.loopStart === undefined ? {} : { loop: execution.loopStart }),
  };
  return stringify(trace, { maxLength: WIDTH });
}

/** `#meta` is the format's own. */
function variableName(name: string): string {
  return name.startsWith('#') ? `variable ${name}` : name;
}

/** What a step read was sent on the way to the state with the number `sentIn`. */
function stepMeta({ action, node, received, read, sent, place }: Step): { readonly [key: string]: unknown } {
  return {
    action,
    ...(place === undefined ? {} : { place }),
    ...(node === undefined ? {} : { node }),
    ...(received === undefined ? {} : { received: transferMeta(received) }),
    ...(read === undefined
      ? {}
      : {
          read: read.map(({ from, message, sentAt }) => ({
            from,
            message: toItf(message),
            ...(sentAt === undefined ? {} : { sentIn: sentAt + 1 }),
          })),
        }),
    sent: sent.map(transferMeta),
  };
}

function transferMeta({ from, to, message }: Transfer): Itf {
  return { from, to, message: toItf(message) };
}

/** Every state has every pick, so that the record has one type in all states. */
function toPick(step: Step | undefined, name: string): Itf {
  if (step === undefined || !Object.hasOwn(step.parameters, name)) return NONE;
  return { tag: 'Some', value: toItf(step.parameters[name]) };
}

function toItf(value: unknown): Itf {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return { '#bigint': String(value) };
    case 'number':
      return Number.isInteger(value)
        ? { '#bigint': String(BigInt(value)) }
        : { '#unserializable': String(value) };
    case 'object':
      return value === null ? NONE : objectToItf(value);
    default:
      return { '#unserializable': String(value) };
  }
}

function objectToItf(value: object): Itf {
  if (Array.isArray(value)) return itfItems(value);
  if (isList(value)) return itfItems(value.toArray());
  if (isSet(value)) return { '#set': sorted(itfItems(value.toArray())) };
  if (isMap(value)) return mapToItf([...value]);
  const fields = Object.entries(isRecord(value) ? value.toObject() : value).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return fields.some(([name]) => name.startsWith('#'))
    ? mapToItf(fields)
    : Object.fromEntries(fields.map(([name, item]) => [name, toItf(item)]));
}

function mapToItf(entries: readonly (readonly [unknown, unknown])[]): Itf {
  return { '#map': sorted(entries.map(([key, item]) => [toItf(key), toItf(item)])) };
}

function itfItems(items: unknown): readonly Itf[] {
  return Array.isArray(items) ? items.map(toItf) : [];
}

/** Sets and maps have no order; a file that is compared with another needs one. */
function sorted(items: readonly Itf[]): readonly Itf[] {
  return [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
