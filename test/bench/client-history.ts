/**
 * A client history to measure with: clients that call a store of several keys, whose operations take effect at some moment between call and return, made from a
 * seed. It is linearizable by construction; one changed answer makes it another, as a rule not linearizable.
 */

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ClientEvent, Json } from '../../traces/linearize/history.js';

export interface HistorySize {
  readonly operations: number;
  readonly keys: number;
  readonly clients: number;
  /** Of a hundred operations, how many are never answered. */
  readonly crashes: number;
  readonly seed: number;
  /** Every action, of few values, where nothing is said; or gets and puts alone, each put of another value. */
  readonly kinds?: 'different-values';
}

interface Pending {
  readonly action: 'get' | 'put' | 'append' | 'cas';
  readonly key: string;
  readonly argument: Json | undefined;
  answer: Json | undefined;
  hasEffect: boolean;
}

export function clientHistory({
  operations,
  keys,
  clients,
  crashes,
  seed,
  kinds,
}: HistorySize): readonly ClientEvent[] {
  const random = xoroshiro128plus(seed);
  const below = (limit: number) => uniformInt(random, 0, limit - 1);
  const store = new Map<string, string>();
  const pending = new Map<number, Pending>();
  /** Clients that go on under another name, as Jepsen's do. */
  const names = Array.from({ length: clients }, (_, client) => client);
  const events: ClientEvent[] = [];
  const takeEffect = (operation: Pending) => {
    const { action, key, argument } = operation;
    const value = store.get(key) ?? '';
    operation.hasEffect = true;
    if (action === 'get') operation.answer = value;
    else if (action === 'put') store.set(key, String(argument));
    else if (action === 'append') store.set(key, value + String(argument));
    else {
      const [from, to] = argument as readonly [string, string];
      operation.answer = value === from;
      if (value === from) store.set(key, to);
    }
  };
  for (let called = 0; called < operations || pending.size > 0; ) {
    const client = below(clients);
    const operation = pending.get(client);
    const line = events.length + 1;
    const base = { line, client: String(names[client]) };
    if (operation === undefined) {
      if (called === operations) continue;
      called++;
      const key = `k${below(keys)}`;
      const asked =
        kinds === undefined ? chooseAny(below, key, called) : chooseWithOtherValue(below, key, called);
      pending.set(client, { ...asked, answer: undefined, hasEffect: false });
      events.push({ ...base, type: 'invoke', ...asked });
    } else if (!operation.hasEffect && below(2) === 0) takeEffect(operation);
    else if (below(100) < crashes) {
      events.push({ ...base, action: operation.action, type: 'info' });
      pending.delete(client);
      names[client] += clients;
    } else {
      if (!operation.hasEffect) takeEffect(operation);
      events.push({ ...base, action: operation.action, type: 'ok', answer: operation.answer });
      pending.delete(client);
    }
  }
  return events;
}

type Chosen = Pick<Pending, 'action' | 'key' | 'argument'>;

function chooseWithOtherValue(below: (limit: number) => number, key: string, called: number): Chosen {
  if (below(2) === 0) return { action: 'get', key, argument: undefined };
  return { action: 'put', key, argument: `v${called}` };
}

function chooseAny(below: (limit: number) => number, key: string, called: number): Chosen {
  const value = () => String(below(5));
  switch (below(8)) {
    case 0:
    case 1:
      return { action: 'put', key, argument: value() };
    case 2:
      return { action: 'append', key, argument: `,${called}` };
    case 3:
      return { action: 'cas', key, argument: [value(), value()] };
    default:
      return { action: 'get', key, argument: undefined };
  }
}
