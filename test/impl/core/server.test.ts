/** The cores by hand: what clients are promised, and the story of each bug that the simulation found on the way. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../impl/core/command.js';
import type { Commander } from '../../../impl/core/commander.js';
import { configuration } from '../../../impl/core/configuration.js';
import type { Body, Message } from '../../../impl/core/message.js';
import { DamagedError } from '../../../impl/core/restore.js';
import { initial, type State, status } from '../../../impl/core/server.js';
import { Cluster, type InFlight } from './cluster.js';

const three = ['s1', 's2', 's3'];
const stateOf = (cluster: Cluster, id: string) => cluster.states.get(id) as State;
const put = (key: string, value: string) => ({ kind: 'put', key, value }) as const;
const get = (key: string) => ({ kind: 'get', key }) as const;
let named = 0;
const message = (body: Body): Message => ({ ...body, id: `test.1.${++named}`, epoch: 0 });

function led(tuning = {}): Cluster {
  const cluster = new Cluster(three, tuning);
  cluster.elect('s1');
  return cluster;
}

describe('clients', () => {
  it('read what they wrote, on any server', () => {
    const cluster = led();
    expect(cluster.ask('s1', 'c', 1, put('a', 'one'))).toEqual({ kind: 'done' });
    for (const id of three) {
      expect(cluster.ask(id, 'd', 1, get('a'))).toEqual({ kind: 'value', value: 'one' });
    }
  });

  it('are sent to the leader with their writes', () => {
    expect(led().ask('s2', 'c', 1, put('a', 'one'))).toEqual({ kind: 'redirect', leader: 's1' });
  });

  it('are refused a value that cannot be kept as JSON, and the server stays up', () => {
    const cluster = led();
    const deep = JSON.parse('['.repeat(65) + ']'.repeat(65));
    const reason = 'a value has lists and objects within each other 64 deep at most';
    expect(cluster.ask('s1', 'c', 1, { kind: 'put', key: 'a', value: deep })).toEqual({
      kind: 'refused',
      reason,
    });
    const swap = { kind: 'cas', key: 'a', expected: null, value: Number.POSITIVE_INFINITY } as const;
    expect(cluster.ask('s1', 'c', 1, swap)).toMatchObject({ kind: 'refused' });
    const fits = { kind: 'put', key: 'a', value: deep[0] } as const;
    expect(cluster.ask('s1', 'c', 1, fits)).toEqual({ kind: 'done' });
  });

  it('have a request executed once however often they send it, and are told the same', () => {
    const cluster = led();
    const swap = { kind: 'cas', key: 'a', expected: null, value: 1 } as const;
    expect(cluster.ask('s1', 'c', 1, swap)).toEqual({ kind: 'swapped' });
    expect(cluster.ask('s1', 'c', 1, swap)).toEqual({ kind: 'swapped' });
    expect(cluster.ask('s1', 'c', 2, swap)).toEqual({ kind: 'differs', value: 1 });
    expect(cluster.ask('s1', 'c', 1, swap)).toEqual({ kind: 'stale' });
  });

  it('whose session ended are told so, and a copy that was held up is not executed', () => {
    const cluster = led({ sessionTicks: 40, clockTicks: 5 });
    cluster.ask('s1', 'c', 1, put('a', 'one'));
    cluster.ask('s1', 'c', 2, put('a', 'two'));
    cluster.ticks(200);
    expect(status(stateOf(cluster, 's1'))).toMatchObject({ sessions: 0 });
    expect(cluster.ask('s1', 'c', 3, put('a', 'three'))).toEqual({ kind: 'expired' });
    const old: Command = {
      kind: 'batch',
      id: 'held up',
      commands: [{ client: 'c', sequence: 1, operation: put('a', 'one'), since: 0 }],
    };
    const slot = status(stateOf(cluster, 's1')).applied + 1;
    cluster.deliver({ from: 's2', to: 's1', message: message({ kind: 'propose', slot, command: old }) });
    cluster.settle();
    expect(status(stateOf(cluster, 's1')).applied).toBe(slot);
    expect(cluster.ask('s1', 'd', 1, get('a'))).toEqual({ kind: 'value', value: 'two' });
  });

  it('list keys in order, a page at a time', () => {
    const cluster = led();
    for (const [i, key] of ['b', 'a', 'c', 'd'].entries()) cluster.ask('s1', 'c', i + 1, put(key, key));
    expect(cluster.ask('s1', 'd', 1, { kind: 'range', from: 'b', to: null, limit: 2 })).toEqual({
      kind: 'entries',
      entries: [
        ['b', 'b'],
        ['c', 'c'],
      ],
      more: true,
    });
    expect(cluster.ask('s1', 'd', 2, { kind: 'range', from: '', to: 'b', limit: 9 })).toEqual({
      kind: 'entries',
      entries: [['a', 'a']],
      more: false,
    });
  });

  it('are told where the disk is full; reads go on', () => {
    const cluster = led();
    cluster.ask('s1', 'c', 1, put('a', 'one'));
    for (const id of three) cluster.input(id, { kind: 'disk', isFull: true });
    expect(cluster.ask('s1', 'c', 2, put('a', 'two'))).toEqual({ kind: 'full' });
    expect(cluster.ask('s1', 'c', 3, get('a'))).toEqual({ kind: 'value', value: 'one' });
    for (const id of three) cluster.input(id, { kind: 'disk', isFull: false });
    expect(cluster.ask('s1', 'c', 2, put('a', 'two'))).toEqual({ kind: 'done' });
  });

  it('get no answer from a leader that was cut off, when they read', () => {
    const cluster = led();
    cluster.ask('s1', 'c', 1, put('a', 'one'));
    cluster.input('s1', { kind: 'request', client: 'd', sequence: 1, operation: get('a') });
    cluster.answers.length = 0;
    cluster.settle(() => false);
    cluster.elect('s2');
    expect(cluster.ask('s2', 'c', 2, put('a', 'two'))).toEqual({ kind: 'done' });
    cluster.ticks(20);
    expect(cluster.answers).toContainEqual({
      client: 'd',
      sequence: 1,
      result: { kind: 'value', value: 'two' },
    });
  });
});

describe('locks', () => {
  it('have one holder, until the lease ends by the time of the log', () => {
    const cluster = led({ clockTicks: 5 });
    const acquire = { kind: 'acquire', lock: 'l', lease: 50 } as const;
    expect(cluster.ask('s1', 'c', 1, acquire)).toMatchObject({ kind: 'acquired', token: 1 });
    expect(cluster.ask('s1', 'd', 1, acquire)).toMatchObject({ kind: 'held', holder: 'c' });
    cluster.ticks(49);
    expect(cluster.ask('s1', 'd', 2, acquire)).toMatchObject({ kind: 'held', holder: 'c' });
    cluster.ticks(30);
    expect(cluster.ask('s1', 'd', 3, acquire)).toMatchObject({ kind: 'acquired', token: 2 });
    expect(cluster.ask('s1', 'c', 2, { kind: 'release', lock: 'l' })).toEqual({
      kind: 'not-held',
      holder: 'd',
    });
    expect(cluster.ask('s1', 'd', 4, { kind: 'release', lock: 'l' })).toEqual({ kind: 'released' });
  });

  // The first clock that was tried put a time into the log. After a while without clocks the next one ended leases that had just begun.
  it('last their lease although the time stood still before', () => {
    const cluster = led({ clockTicks: 5 });
    stateOf(cluster, 's1').now += 10_000;
    const acquire = { kind: 'acquire', lock: 'l', lease: 50 } as const;
    expect(cluster.ask('s1', 'c', 1, acquire)).toMatchObject({ kind: 'acquired' });
    cluster.ticks(40);
    expect(cluster.ask('s1', 'd', 1, acquire)).toMatchObject({ kind: 'held', holder: 'c' });
  });
});

describe('messages that come late', () => {
  // A leader that is elected a second time hears an acceptor answer a p2a of its first ballot, with the ballot that is adopted now.
  // Without the question in the answer that passed for a vote in the second ballot, which the acceptor never gave.
  it.each([
    ['are no votes for another ballot', [], ['s1']],
    ['would be, without the question in the answer', ['counts-other-ballot'] as const, ['s1', 's2', 's3']],
  ])('%s', (_what, bugs, votes) => {
    const cluster = led({ bugs });
    const late: InFlight[] = [];
    cluster.input('s1', { kind: 'request', client: 'c', sequence: 1, operation: put('a', 'one') });
    cluster.settle((flying) => {
      if (flying.message.kind === 'p2a') late.push(flying);
      return false;
    });
    const ballot = { number: 2, leader: 's2' };
    cluster.deliver({ from: 's1', to: 's1', message: message({ kind: 'preempted', ballot }) });
    stateOf(cluster, 's1').leader.deadline = 1;
    cluster.input('s1', { kind: 'tick' });
    cluster.settle(({ message: { kind } }) => kind !== 'p2a');
    expect(stateOf(cluster, 's1').leader).toMatchObject({ active: true, ballot: { number: 3 } });
    const { heard } = stateOf(cluster, 's1').leader.commanders.get(1) as Commander;
    expect([...heard]).toEqual(['s1']);
    for (const flying of late) cluster.deliver(flying);
    cluster.settle(({ message: { kind } }) => kind === 'p2b');
    expect([...heard]).toEqual(expect.arrayContaining(votes.slice(0, 2)));
    expect(heard.size > 1).toBe(votes.length > 1);
  });

  // Rounds of reads were counted from one in each incarnation: the answer to a round of the one before let a read see too little.
  it('of another incarnation answer no round of reads', () => {
    const cluster = led();
    cluster.input('s2', { kind: 'request', client: 'c', sequence: 1, operation: get('a') });
    const first = stateOf(cluster, 's2').replica.reads.round;
    cluster.settle(() => false);
    cluster.start('s2');
    cluster.ticks(10);
    cluster.input('s2', { kind: 'request', client: 'c', sequence: 2, operation: get('a') });
    expect(stateOf(cluster, 's2').replica.reads.round).not.toBe(first);
  });
});

describe('a server that starts again', () => {
  it('has what it had promised, and the state of its last checkpoint', () => {
    const cluster = led({ checkpointSlots: 4 });
    for (let i = 1; i <= 10; i++) cluster.ask('s1', 'c', i, put(`k${i % 3}`, `v${i}`));
    const before = stateOf(cluster, 's2');
    cluster.start('s2');
    const after = stateOf(cluster, 's2');
    expect(after.incarnation).toBe(2);
    expect(after.acceptor.ballot).toEqual(before.acceptor.ballot);
    expect([...after.acceptor.accepted]).toEqual([...before.acceptor.accepted]);
    expect(after.replica.checkpoint).toBe(8);
    cluster.ticks(60);
    expect(stateOf(cluster, 's2').replica.entries.digest()).toBe(
      stateOf(cluster, 's1').replica.entries.digest(),
    );
  });

  it('fetches the state where the log begins later', () => {
    const cluster = led({ checkpointSlots: 4, logSlots: 0, pageMax: 2 });
    for (let i = 1; i <= 4; i++) cluster.ask('s1', 'c', i, put(`k${i}`, 'there'));
    // s3 deletes a key that its stable storage has, hears no more, and then fetches a state in which the key is gone.
    cluster.ask('s1', 'c', 5, { kind: 'delete', key: 'k1' });
    const isNotForS3 = ({ to }: { to: string }) => to !== 's3';
    for (let i = 6; i <= 20; i++) {
      cluster.input('s1', { kind: 'request', client: 'c', sequence: i, operation: put('k2', `v${i}`) });
      cluster.settle(isNotForS3);
    }
    expect(stateOf(cluster, 's3').replica.slotOut).toBe(6);
    cluster.ticks(60);
    expect(stateOf(cluster, 's3').replica.checkpoint).toBeGreaterThanOrEqual(20);
    // What was deleted since the checkpoint stayed in stable storage, and came back with the next start.
    expect(cluster.disks.get('s3')?.has('entry/k/k1')).toBe(false);
    cluster.start('s3');
    cluster.ticks(30);
    const digest = stateOf(cluster, 's1').replica.entries.digest();
    expect(stateOf(cluster, 's3').replica.entries.digest()).toBe(digest);
  });

  it.each([
    ['a key of nobody', { 'server/incarnation': 1, 'server/color': 'red' }, /server\/color/],
    ['a ballot that is none', { 'server/incarnation': 1, 'acceptor/ballot': 7 }, /under acceptor\/ballot/],
    ['a pvalue of another slot', { 'server/incarnation': 1, 'accepted/4': { slot: 5 } }, /under accepted\/4/],
    ['state without an incarnation', { 'entry/k/a': 1 }, /server\/incarnation, which is written first/],
  ])('refuses %s', (_what, stored, reason) => {
    const servers = [{ id: 's1', roles: ['acceptor', 'leader', 'replica'] }] as const;
    const start = () => initial(configuration({ self: 's1', servers }), Object.entries(stored), 1);
    expect(start).toThrow(DamagedError);
    expect(start).toThrow(reason);
  });
});

describe('the configuration', () => {
  const s4 = { id: 's4', roles: ['acceptor', 'leader', 'replica'] } as const;

  it('changes one server at a time, in force after the window', () => {
    const cluster = led({ window: 8 });
    const answer = cluster.ask('s1', 'admin', 1, { kind: 'replace-server', id: 's3', server: s4 });
    expect(answer).toEqual({ kind: 'reconfigured', epoch: 1, from: 9 });
    // The leader fills the window with no-ops, so that nobody has to wait.
    expect(status(stateOf(cluster, 's1'))).toMatchObject({ epoch: { number: 1 } });
    expect(status(stateOf(cluster, 's1')).applied).toBeGreaterThanOrEqual(8);
    expect(cluster.ask('s1', 'admin', 2, { kind: 'add-server', server: s4 })).toEqual({
      kind: 'refused',
      reason: 's4 is a server of the cluster',
    });
    cluster.ticks(60);
    cluster.answers.length = 0;
    for (const client of ['one', 'other']) {
      cluster.input('s1', {
        kind: 'request',
        client,
        sequence: 1,
        operation: { kind: 'remove-server', id: 's4' },
      });
    }
    cluster.settle();
    expect(cluster.answers.map(({ result }) => result.kind)).toEqual(['reconfigured', 'refused']);
  });

  // Servers replaced in quick succession: acceptors had forgotten what only those that left had in stable storage.
  it('does not change again before a majority of those who will be there has caught up', () => {
    const cluster = led({ window: 8 });
    const replace = (sequence: number, id: string, by: string) =>
      cluster.ask('s1', 'admin', sequence, { kind: 'replace-server', id, server: { ...s4, id: by } });
    const noneFrom3 = ({ to, from }: { to: string; from: string }) => to !== 's3' && from !== 's3';
    cluster.input('s1', {
      kind: 'request',
      client: 'admin',
      sequence: 1,
      operation: { kind: 'replace-server', id: 's2', server: s4 },
    });
    cluster.settle(noneFrom3);
    // s3 hears nothing, s4 is not there: slots of the window are open, and nobody has the state in which the configuration begins.
    expect(replace(2, 's4', 's5')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/caught up .* slot 8: not yet s1, s3/),
    });
    cluster.ticks(60);
    expect(replace(3, 's4', 's5')).toMatchObject({ kind: 'reconfigured', epoch: 2 });
    cluster.ticks(60);
    expect(replace(4, 's5', 's2')).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/s2 was a server of the cluster/),
    });
  });

  it.each([
    [{ servers: [] }, /nobody plays the role acceptor/],
    [{ pingTicks: 25 }, /pingTicks 25 is not below timeoutMin 25/],
    [{ window: 0 }, /window is 0; at least 1/],
    [{ timeoutMin: 500 }, /timeoutMin 500 is above timeoutMax 400/],
  ])('that cannot work is refused: %j', (given, reason) => {
    const servers = [{ id: 's1', roles: ['acceptor', 'leader', 'replica'] }] as const;
    expect(() => configuration({ self: 's1', servers, ...given })).toThrow(reason);
  });
});
