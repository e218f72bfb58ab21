/**
 * Networks, on protocols so small that every state can be counted by hand.
 * States of ping-pong are written phase(pings in flight, pongs in flight).
 */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Model } from '../../../checker/model.js';
import { droppingIgnored } from '../../../spec/kit/dropping.js';
import { type Budgets, type Network, NetworkError, network, wire } from '../../../spec/kit/network.js';
import { invariant, reachable } from '../../../spec/kit/plain.js';
import { type Role, send, step } from '../../../spec/kit/role.js';
import { type Node, system } from '../../../spec/kit/system.js';
import { pingPong, twoNumbers } from './ping-pong.js';

async function counts(model: Model): Promise<[distinct: number, generated: number]> {
  const { kind, coverage } = await checkModel(model);
  expect(kind).toBe('holds');
  return [coverage.distinct, coverage.generated];
}

describe('ping-pong has as many states and steps as one counts', () => {
  it.each<[string, Network, number, number]>([
    // idle - sent {ping} - sent {ping, pong} - done {ping, pong}: what is received again changes nothing.
    ['soup', network.soup(), 4, 1 + 3],
    // idle(0,0) - sent(1,0) - sent(0,1) - done(0,0)
    ['bag', network.bag(), 4, 1 + 3],
    ['fifo', network.fifo(), 4, 1 + 3],
    // The same 4 with the budget, and sent(0,0) without it, to which the ping or the pong may be lost.
    ['bag with one loss', network.bag({ losses: 1 }), 5, 1 + 3 + 2],
    ['fifo with one loss', network.fifo({ losses: 1 }), 5, 1 + 3 + 2],
    // A budget of two is spent once at most: one message is on its way at a time.
    ['bag with two losses', network.bag({ losses: 2 }), 5, 1 + 3 + 2],
    // The same 4 with the budget. Without it: sent(2,0), sent(1,1), sent(0,2), done(1,0), done(0,1), done(0,0).
    // Steps: 3 with the budget, 2 duplications; 20-11, 11-02, 11-done10, 02-done01, done10-done01, done01-done00.
    ['bag with one duplication', network.bag({ duplications: 1 }), 10, 1 + 3 + 2 + 6],
    ['fifo with one duplication', network.fifo({ duplications: 1 }), 10, 1 + 3 + 2 + 6],
    // Nobody is waiting for a second pong: sent(0,2) ends in done(0,0), and so does done(1,0), whose ping is answered.
    ['bag that drops what is ignored', droppingIgnored(network.bag({ duplications: 1 })), 9, 1 + 3 + 2 + 5],
    ['fifo that drops what is ignored', droppingIgnored(network.fifo({ duplications: 1 })), 9, 1 + 3 + 2 + 5],
  ])('%s', async (_name, kind, distinct, generated) => {
    expect(await counts(pingPong(kind))).toEqual([distinct, generated]);
  });

  it('where the ponger may stop for good', async () => {
    // Each of the 4 states with the ponger up and down; up: 3 steps and 4 crashes; down: the ping may still be
    // sent, and the pong that is on its way still arrives.
    const crashes = { budget: 1, recovery: 'none' } as const;
    for (const kind of [network.bag(), network.fifo(), network.soup()]) {
      expect(await counts(pingPong(kind, crashes))).toEqual([8, 1 + 3 + 4 + 2]);
    }
    // A ping to a ponger that is down is gone.
    const nothingWaits = ({
      isUp,
      queues,
    }: Pick<Node<object, { kind: 'ping' } | { kind: 'pong' }>, 'isUp' | 'queues'>) =>
      invariant('nothing-waits', '', (view) => isUp(view) || view.get(queues[0])?.length === 0);
    const dropping = droppingIgnored(network.bag());
    expect(await counts(pingPong(dropping, crashes, nothingWaits))).toEqual([8, 1 + 3 + 4 + 2]);
    const keeping = await checkModel(pingPong(network.bag(), crashes, nothingWaits));
    expect(keeping).toMatchObject({ kind: 'violated', property: 'nothing-waits' });
  });
});

describe('two numbers sent in one step', () => {
  const unsorted = (model: 'reached' | 'never') => (log: (view: never) => readonly number[]) => {
    const isSorted = (view: never): boolean => log(view).every((n, i, all) => i === 0 || all[i - 1] <= n);
    return model === 'reached'
      ? [reachable('unsorted', '', (view) => !isSorted(view as never))]
      : [invariant('sorted', '', (view) => isSorted(view as never))];
  };

  it('arrive in order over a fifo', async () => {
    // nothing sent - [] {1,2} - [1] {2} - [1,2]
    expect(await counts(twoNumbers(network.fifo(), 9, unsorted('never')))).toEqual([4, 1 + 3]);
  });

  it('arrive in any order out of a bag', async () => {
    // nothing sent - [] {1,2} - [1] {2} or [2] {1} - [1,2] or [2,1]
    expect(await counts(twoNumbers(network.bag(), 9, unsorted('reached')))).toEqual([6, 1 + 5]);
  });

  it('arrive in any order and any number of times out of a soup: what the instance lets them', async () => {
    // nothing sent; then all logs over {1, 2} with at most 2 entries: 1 + 2 + 4. Steps: 1, then 2 from each of 3 logs.
    expect(await counts(twoNumbers(network.soup(), 2, unsorted('reached')))).toEqual([1 + 7, 1 + 1 + 6]);
  });

  it('stay in order over a fifo that loses and duplicates', async () => {
    await counts(twoNumbers(network.fifo({ losses: 2, duplications: 2 }), 9, unsorted('never')));
  });

  it('lose only the first message of a fifo, any of a bag', async () => {
    // fifo, budget left: nothing sent, [] {1,2}, [1] {2}, [1,2]; spent: [] {2}, [2], [1] {}. Steps 3 + lose 1, lose 2, take 2.
    expect(await counts(twoNumbers(network.fifo({ losses: 1 }), 9))).toEqual([7, 1 + 3 + 2 + 1]);
    // bag, budget left: the 6 of before; spent: [] {2}, [] {1}, [1] {}, [2] {}.
    // Steps 5; losses: 2 from [] {1,2}, 1 from [1] {2}, 1 from [2] {1}; then [] {2} and [] {1} are taken.
    expect(await counts(twoNumbers(network.bag({ losses: 1 }), 9))).toEqual([10, 1 + 5 + 4 + 2]);
  });

  it('are not taken where that would lead out of bounds', async () => {
    // nothing sent - [] {1,2} - [1] {2}: the second is left in the channel.
    expect(await counts(twoNumbers(network.fifo(), 1))).toEqual([3, 1 + 2]);
  });
});

describe('a network refuses', () => {
  type Message = { readonly kind: 'hello' };

  it.each([
    [{ losses: -1 }, 'the budget of losses is -1; it must be a whole number, 0 or more'],
    [{ duplications: 0.5 }, 'the budget of duplications is 0.5; it must be a whole number, 0 or more'],
    [{ loses: 1 }, 'a network has no budget loses; did you mean losses?'],
    [{ delay: 1 }, 'a network has no budget delay; there are: losses, duplications'],
    [{ losses: Number.NaN }, 'the budget of losses is NaN; it must be a whole number, 0 or more'],
  ])('the budgets %j', (budgets, message) => {
    for (const kind of [network.bag, network.fifo])
      expect(() => kind(budgets as Budgets)).toThrow(new NetworkError(message));
  });

  it.each([
    [{ kind: 'bag', losses: -1, duplications: 0 }, 'the budget of losses is -1'],
    [{ kind: 'fifo', losses: 0, duplications: 0.5 }, 'the budget of duplications is 0.5'],
    [{ kind: 'bagg', losses: 0, duplications: 0 }, 'there is no network of the kind bagg; there are: '],
    [network.bag, 'there are: network.soup(), network.bag(), network.fifo()'],
  ])('%j, which no maker made', (given, message) => {
    const build = (): Model => pingPong(given as unknown as Network);
    expect(build).toThrow(NetworkError);
    expect(build).toThrow(message);
  });

  it.each<[string, Network, string]>([
    ['soup', network.soup(), 'nobody'],
    ['bag', network.bag(), 'nobody'],
    ['bag', network.bag(), ''],
    ['fifo', network.fifo(), 'nobody'],
    ['fifo', network.fifo(), 'a1 a1'],
  ])('%s: a message to a process that is not there', async (_name, kind, stranger) => {
    const role: Role<object, Message> = {
      init: () => ({}),
      actions: { greet: (_self, state) => [step(state, send(stranger, { kind: 'hello' }))] },
    };
    const model = system({
      name: 's',
      constants: {},
      network: kind,
      roles: { a: { role, nodes: ['a1'] } },
      properties: () => [],
    });
    expect(await checkModel(model, { maxStates: 100 })).toMatchObject({
      kind: 'spec-error',
      message: `action greet(node: a1): threw NetworkError: a message is sent to ${stranger}, which is no process of this system`,
    });
  });

  it.each<['bag' | 'fifo', Network]>([
    ['bag', network.bag()],
    ['fifo', network.fifo()],
  ])('%s: to be asked what was ever sent', async (name, kind) => {
    const role: Role<object, Message> = {
      init: () => ({}),
      actions: {
        count: (_self, state, inbox) => (inbox.sent({ kind: 'hello' }).length > 2 ? [step(state)] : []),
      },
    };
    const define = (properties: Parameters<typeof system>[0]['properties']): Model =>
      system({ name: 's', constants: {}, network: kind, roles: { a: { role, nodes: ['a1'] } }, properties });
    const what = `a ${name} does not remember what was sent to a1; a quorum rule needs a soup`;
    expect(await checkModel(define(() => []))).toMatchObject({
      kind: 'spec-error',
      message: `action count(node: a1): threw NetworkError: ${what}`,
    });
    expect(() =>
      define((nodes) => [invariant('p', '', (view) => view.sent(nodes.a[0].inbox).length === 0)]),
    ).not.toThrow();
    expect(() => define((nodes) => [nodes.a[0].inbox] as never)).toThrow(new NetworkError(what));
  });
});

it('the channels of a fifo are apart, however its processes are named', () => {
  const { variables, sent } = wire(network.fifo(), ['a', 'a b', 'b c', 'c']);
  expect(variables.length).toBe(16);
  const queue = (from: string, to: string): unknown => {
    const [update] = sent(from, to, { kind: 'hello' });
    return update.kind === 'change' ? update.cell : undefined;
  };
  expect(queue('a', 'b c')).toBe(variables[2 * 4]);
  expect(queue('a b', 'c')).toBe(variables[3 * 4 + 1]);
});
