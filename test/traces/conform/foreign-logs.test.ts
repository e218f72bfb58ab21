/**
 * Logs as a system writes them that knows nothing of specs: one line a handler, with one message to several, with timers, with what stable storage has at each
 * start; judged by paxos-roles with the mapping that the guide gives.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { ModelJudge } from '../../../traces/conform/model-judge.js';
import { type Mapping, renaming } from '../../../traces/conform/renaming.js';
import type { Event } from '../../../traces/event.js';
import { temporaryFolder } from '../../cli/run.js';
import { givenFile } from '../../guides.js';
import { judgeLines } from './walks.js';

type Message = { readonly id: string; readonly kind: string; readonly [field: string]: unknown };

const STORES = ['store-1', 'store-2', 'store-3'];

class Log {
  readonly lines: Event[] = [];
  readonly #positions = new Map<string, { incarnation: number; sequence: number }>();

  line(node: string, what: object, incarnation?: number): void {
    const last = this.#positions.get(node) ?? { incarnation: 1, sequence: 0 };
    const isNew = incarnation !== undefined && incarnation > last.incarnation;
    const at = isNew ? { incarnation, sequence: 1 } : { ...last, sequence: last.sequence + 1 };
    this.#positions.set(node, at);
    this.lines.push({ ...what, node, ...at } as Event);
  }

  header(node: string): void {
    const event = { kind: 'header', version: 1, run: 'r', node, roles: [node], configuration: {}, spec: 'x' };
    this.lines.push(event as Event);
  }

  step(node: string, action: string, { from, got, to, message, changed = {} }: Done): void {
    this.line(node, {
      kind: 'step',
      role: node,
      process: node,
      action,
      ...(got === undefined ? {} : { received: { from, message: got } }),
      sent: message === undefined ? [] : [{ to, message }],
      changed,
    });
  }
}

interface Done {
  readonly from?: string;
  readonly got?: Message;
  readonly to?: readonly string[];
  readonly message?: Message;
  readonly changed?: object;
}

/** The guide's: it has no types, and so is JavaScript. */
const file = path.join(temporaryFolder({ 'names.mjs': givenFile('store-names.ts') }), 'names.mjs');
const { default: mapping } = (await import(pathToFileURL(file).href)) as { readonly default: Mapping };

const { model } = paxosRoles.instantiate(mapping.parameters);
const judged = (log: Log) =>
  judgeLines(new ModelJudge('paxos-roles', model), log.lines, { rename: renaming(mapping, 'test') });

/** One ballot, in which a store is asked twice to accept, and starts again with what it has. */
function recorded({ found = 1 as unknown, again = true } = {}): Log {
  const log = new Log();
  for (const node of ['client', ...STORES, 'watch']) {
    log.header(node);
    log.line(node, { kind: 'start', durable: {} });
  }
  const ask: Message = { id: 'm1', kind: 'prepare', ballot: 1 };
  log.step('client', 'ask', {
    to: [...STORES].reverse(),
    message: ask,
    changed: { ballot: 1, phase: 'asking' },
  });
  log.step('client', 'timer', {});
  const pledges = STORES.map((store, i): Message => {
    const pledge = { id: `p${i}`, kind: 'promise', ballot: 1, vote: null };
    log.step(store, 'onAsk', {
      from: 'client',
      got: ask,
      to: ['client'],
      message: pledge,
      changed: { pledged: 1 },
    });
    return pledge;
  });
  log.step('client', 'onPledge', { from: 'store-1', got: pledges[0] });
  const put: Message = { id: 'a1', kind: 'accept', ballot: 1, value: 'red' };
  log.step('client', 'onPledge', {
    from: 'store-2',
    got: pledges[1],
    to: STORES,
    message: put,
    changed: { phase: 'proposed' },
  });
  const took = (id: string): Message => ({ id, kind: 'accepted', ballot: 1, value: 'red' });
  log.step('store-1', 'onPut', {
    from: 'client',
    got: put,
    to: ['watch'],
    message: took('t1'),
    changed: { last: { ballot: 1, value: 'red' } },
  });
  if (again) log.step('store-1', 'onPut', { from: 'client', got: put, to: ['watch'], message: took('t2') });
  log.line('store-2', { kind: 'crash' });
  log.line('store-2', { kind: 'start', durable: { pledged: found } }, 2);
  for (const node of ['client', ...STORES, 'watch']) log.line(node, { kind: 'end' });
  return log;
}

describe('a log of a system of its own', () => {
  it('conforms: broadcasts, timers, one handler for two steps, a message answered again, a restart', () => {
    expect(judged(recorded()).verdict).toEqual({ kind: 'conforms' });
  });

  it('is refuted where a start finds less than was promised, at that line', () => {
    expect(judged(recorded({ found: 0 })).verdict).toMatchObject({
      kind: 'violation',
      violation: {
        node: 'a2',
        incarnation: 2,
        rule: 'restart: stable state survives',
        differences: [{ field: 'durable.promised', expected: 1, observed: 0 }],
        suspect: 'implementation',
      },
    });
  });

  /** The log of a store that promises, and then accepts; its `persist` lines as given, and what it finds when it starts again. */
  const restarted = (persisted: readonly string[], found: object) => {
    const log = recorded({ again: false });
    const lines = log.lines.flatMap((event): Event[] => {
      if (!('incarnation' in event) || event.node !== 'store-1') return [event];
      if (event.kind === 'step' && persisted.includes(event.action))
        return [
          event,
          { kind: 'persist', node: event.node, incarnation: 1, sequence: 0, through: 0 } as Event,
        ];
      if (event.kind !== 'end') return [event];
      const { time: _, ...at } = event;
      return [
        { ...at, kind: 'crash' },
        { ...at, kind: 'start', incarnation: 2, durable: found },
        { ...at, incarnation: 2 },
      ] as Event[];
    });
    const next = new Map<string, number>();
    for (const [i, event] of lines.entries()) {
      if (!('incarnation' in event)) continue;
      const key = `${event.node} ${event.incarnation}`;
      next.set(key, (next.get(key) ?? 0) + 1);
      const sequence = next.get(key) as number;
      lines[i] = { ...event, sequence, ...(event.kind === 'persist' ? { through: sequence - 1 } : {}) };
    }
    return judged({ lines } as Log).verdict.kind;
  };
  const vote = { ballot: 1, value: 'red' };

  it.each([
    ['all, where no log says what is durable', [], { pledged: 1, last: vote }, 'conforms'],
    ['less, where no log says what is durable', [], { pledged: 1, last: null }, 'violation'],
    ['what was durable, and not what came after', ['onAsk'], { pledged: 1, last: null }, 'conforms'],
    ['what came after it', ['onAsk'], { pledged: 1, last: vote }, 'conforms'],
    ['less than was durable', ['onAsk'], { pledged: 0, last: null }, 'violation'],
    ['less than was durable at last', ['onAsk', 'onPut'], { pledged: 1, last: null }, 'violation'],
  ] as const)('a start finds %s', (_name, persisted, found, verdict) => {
    expect(restarted(persisted, found)).toBe(verdict);
  });

  it('is a gap where a process has no log', () => {
    const log = recorded();
    const without = { lines: log.lines.filter((event) => !('node' in event) || event.node !== 'watch') };
    expect(judged(without as Log).verdict).toMatchObject({
      kind: 'inconclusive',
      reason: 'gap',
      says: expect.stringMatching(/there is no log of l1: a gap/),
    });
  });

  it('speaks of an action that the spec does not have, and is not blamed', () => {
    const log = recorded();
    const lines = log.lines.map((event) =>
      event.kind === 'step' && event.action === 'onPut' ? { ...event, action: 'put' } : event,
    );
    expect(judged({ lines } as Log).verdict).toMatchObject({ kind: 'inconclusive', reason: 'unknown' });
  });
});
