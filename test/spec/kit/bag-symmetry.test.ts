/** Networks under symmetry: what lies in a bag has no order, and so has none when its senders change names. */
import { match } from 'ts-pattern';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Model } from '../../../checker/model.js';
import { type Network, network } from '../../../spec/kit/network.js';
import { reachable } from '../../../spec/kit/plain.js';
import { broadcast, ignore, type Role, send, step } from '../../../spec/kit/role.js';
import { system } from '../../../spec/kit/system.js';
import { countOrbits } from '../../checker/symmetry/naive-orbits.js';

type Message = { readonly kind: 'ready' | 'go' | 'rest'; readonly of: string };

const worker: Role<{ readonly phase: 'idle' | 'sent' | 'done' }, Message> = {
  init: () => ({ phase: 'idle' }),
  actions: {
    ready: ({ id, nodes }, { phase }) =>
      phase === 'idle' ? [step({ phase: 'sent' }, send(nodes.server[0], { kind: 'ready', of: id }))] : [],
  },
  receive: (_self, _state, _from, { kind }) =>
    match(kind)
      .with('go', 'rest', () => step({ phase: 'done' as const }))
      .with('ready', () => ignore)
      .exhaustive(),
};

/** Answers each worker, or all of them at once. */
const server = (answersAll: boolean): Role<object, Message> => ({
  init: () => ({}),
  receive: ({ nodes }, state, from, { kind }) =>
    match(kind)
      .with('ready', () =>
        step(
          state,
          answersAll
            ? broadcast(nodes.worker, { kind: 'rest', of: from })
            : send(from, { kind: 'go', of: from }),
        ),
      )
      .with('go', 'rest', () => ignore)
      .exhaustive(),
});

function work(kind: Network, workers: number, answersAll: boolean): Model {
  const ids = Array.from({ length: workers }, (_, i) => `w${i + 1}`);
  return system({
    name: 'work',
    constants: {},
    network: kind,
    sorts: [{ name: 'workers', ids }],
    roles: {
      worker: { role: worker, nodes: ids },
      server: { role: server(answersAll), nodes: ['s'] },
    },
    properties: (nodes) => [
      reachable('all-done', 'every worker is done', (view) =>
        nodes.worker.every(({ state }) => view.get(state).phase === 'done'),
      ),
    ],
  });
}

const isBag = (variable: string): boolean => variable.startsWith('inbox ');
const isNone = (): boolean => false;

describe('workers that each wait for an answer of their own', () => {
  // A worker is idle, its message is on its way, the answer is, or it is done: 4^3 states, of which 20 differ in more than names.
  it.each<[string, Network]>([
    ['bag', network.bag()],
    ['fifo', network.fifo()],
  ])('over a %s', async (_name, kind) => {
    const model = work(kind, 3, false);
    expect(await checkModel(model)).toMatchObject({ kind: 'holds', coverage: { distinct: 64 } });
    expect(await checkModel(model, { symmetry: true, lint: true })).toMatchObject({
      kind: 'holds',
      coverage: { distinct: 20, symmetryLint: { states: 64, isComplete: true } },
    });
  });
});

describe('workers whose inboxes fill up', () => {
  it.each<[string, Network, (variable: string) => boolean, boolean]>([
    ['bag', network.bag(), isBag, true],
    ['bag that loses and duplicates', network.bag({ losses: 1, duplications: 1 }), isBag, false],
    ['fifo', network.fifo(), isNone, true],
    ['fifo that loses and duplicates', network.fifo({ losses: 1, duplications: 1 }), isNone, false],
    ['soup', network.soup(), isNone, true],
  ])('over a %s', async (_name, kind, isUnordered, answersAll) => {
    const model = work(kind, 3, answersAll);
    const { coverage } = await checkModel(model, { symmetry: true });
    expect(coverage.distinct).toBe(countOrbits(model, isUnordered));
    const plain = (await checkModel(model)).coverage.distinct;
    // Many states are one of six.
    expect(plain / coverage.distinct).toBeGreaterThan(3.5);
  });
});
