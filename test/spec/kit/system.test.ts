/**
 * Systems of roles: crash and recovery on a counter whose states can be counted by hand, what a system refuses, and
 * the accumulating form of a vote count against its quorum rule.
 */
import { Map, Set } from 'immutable';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Model } from '../../../checker/model.js';
import { type Network, network } from '../../../spec/kit/network.js';
import { bindings, invariant, reachable } from '../../../spec/kit/plain.js';
import { majorities, type Quorums, threshold } from '../../../spec/kit/quorum.js';
import { broadcast, ignore, type Role, step } from '../../../spec/kit/role.js';
import { type Crashes, SystemError, system } from '../../../spec/kit/system.js';

interface Count {
  /** Counted since the beginning. */
  readonly kept: number;
  /** Counted since the last restart. */
  readonly lost: number;
}

const counter: Role<Count, { readonly kind: 'unused' }> = {
  init: () => ({ kept: 0, lost: 0 }),
  stable: ['kept'],
  actions: { count: (_self, { kept, lost }) => [step({ kept: kept + 1, lost: lost + 1 })] },
};

function counters(nodes: readonly string[], max: number, crashes?: Crashes, role = counter): Model {
  return system({
    name: 'counters',
    constants: {},
    network: network.soup(),
    roles: { counter: { role, nodes, crashes, within: ({ kept }) => kept <= max } },
    properties: () => [],
  });
}

async function counts(model: Model): Promise<[distinct: number, generated: number]> {
  const { coverage } = await checkModel(model);
  return [coverage.distinct, coverage.generated];
}

describe('a counter up to 2, states written (kept, lost), has as many states and steps as one counts', () => {
  it('without crashes', async () => {
    // (0,0) - (1,1) - (2,2)
    expect(await counts(counters(['c1'], 2))).toEqual([3, 1 + 2]);
    expect(await counts(counters(['c1'], 2, { budget: 0, recovery: 'amnesia' }))).toEqual([3, 1 + 2]);
  });

  it('when it may stop for good', async () => {
    // The 3, each up and down; 2 counts, 3 crashes, nothing after.
    expect(await counts(counters(['c1'], 2, { budget: 1, recovery: 'none' }))).toEqual([6, 1 + 2 + 3]);
    // Who is down cannot crash again: a second crash is never used.
    expect(await counts(counters(['c1'], 2, { budget: 2, recovery: 'none' }))).toEqual([6, 1 + 2 + 3]);
  });

  it('when it restarts with what is stable', async () => {
    // Before: the 3. After: (1,0) and (2,0), by a restart that forgets, and (2,1), counted on from (1,0).
    // At (0,0) there is nothing to forget. Steps: 2 counts, 2 restarts, 1 count.
    expect(await counts(counters(['c1'], 2, { budget: 1, recovery: 'stable' }))).toEqual([6, 1 + 2 + 2 + 1]);
  });

  it('when it restarts with nothing', async () => {
    // Before: the 3. After: the 3 again. Steps: 2 counts, 2 restarts, both to (0,0), 2 counts.
    expect(await counts(counters(['c1'], 2, { budget: 1, recovery: 'amnesia' }))).toEqual([6, 1 + 2 + 2 + 2]);
  });

  it('when two restart, and one at a time has yet to recover', async () => {
    // Each is at (0,0), (1,1) or (1,0), which it never leaves: 3 x 3, and 6 counts and 6 restarts. Without both at (1,0): 2 restarts fewer.
    const crashes: Crashes = { budget: 2, recovery: 'stable' };
    expect(await counts(counters(['c1', 'c2'], 1, crashes))).toEqual([9, 1 + 6 + 6]);
    const isRecovering = ({ kept, lost }: { kept: number; lost: number }) => kept > lost;
    const one = { ...crashes, atOnce: { most: 1, isRecovering } } as Crashes;
    expect(await counts(counters(['c1', 'c2'], 1, one))).toEqual([8, 1 + 6 + 4]);
  });

  it('when nothing that it knows is lost, a restart is no step', async () => {
    const role = { ...counter, stable: ['kept', 'lost'] as const };
    expect(await counts(counters(['c1'], 2, { budget: 1, recovery: 'stable' }, role))).toEqual([3, 1 + 2]);
  });

  it('when its action is not allowed from 2 on, and is then not asked either', async () => {
    const asked = new globalThis.Set<number>();
    const count: Required<typeof counter>['actions'][string] = (_self, { kept, lost }) => {
      asked.add(kept);
      return [step({ kept: kept + 1, lost: lost + 1 })];
    };
    const model = system({
      name: 'counters',
      constants: {},
      network: network.soup(),
      roles: {
        counter: {
          role: { ...counter, actions: { count } },
          nodes: ['c1'],
          allows: { count: ({ kept }) => kept < 2 },
        },
      },
      properties: () => [],
    });
    expect(await counts(model)).toEqual([3, 1 + 2]);
    expect([...asked]).toEqual([0, 1]);
  });

  it('when two up to 1 share one crash', async () => {
    // Both up: 2 x 2; one of them down: 2 x (2 x 2). Steps: up 4 counts and 4 x 2 crashes; down 2 x 2 counts.
    expect(await counts(counters(['c1', 'c2'], 1, { budget: 1, recovery: 'none' }))).toEqual([
      12,
      1 + 4 + 8 + 4,
    ]);
  });
});

describe('a system refuses', () => {
  it('two processes of one name, in one role or in two', () => {
    expect(() => counters(['c1', 'c2', 'c1'], 1)).toThrow(
      new SystemError('system counters has two processes named c1'),
    );
    const roles = { first: { role: counter, nodes: ['x'] }, second: { role: counter, nodes: ['x'] } };
    expect(() =>
      system({ name: 's', constants: {}, network: network.soup(), roles, properties: () => [] }),
    ).toThrow(new SystemError('system s has two processes named x'));
  });

  it.each([
    [
      { budget: -1, recovery: 'none' },
      'the crash budget of counter is -1; it must be a whole number, 0 or more',
    ],
    [
      { budget: 0.5, recovery: 'none' },
      'the crash budget of counter is 0.5; it must be a whole number, 0 or more',
    ],
    [{ budget: 1, recovery: 'nonee' }, 'the recovery of counter is nonee; there are: stable, amnesia, none'],
    [{ budget: 0 }, 'the recovery of counter is undefined; there are: stable, amnesia, none'],
    [
      { budget: 1, recovery: 'stable', atOnce: { most: 0, isRecovering: () => true } },
      'of counter 0 may be recovering at once; it must be a whole number, 1 or more',
    ],
    [
      { budget: 1, recovery: 'none', atOnce: { most: 1, isRecovering: () => true } },
      'counter does not recover, so atOnce bounds nothing',
    ],
  ])('the crashes %j', (crashes, message) => {
    expect(() => counters(['c1'], 1, crashes as Crashes)).toThrow(new SystemError(message));
  });

  it('a bound on an action that the role does not have', () => {
    const make = () =>
      system({
        name: 's',
        constants: {},
        network: network.soup(),
        roles: { counter: { role: counter, nodes: ['c1'], allows: { counts: () => true } } },
        properties: () => [],
      });
    expect(make).toThrow(/^role counter has no action counts to allow; there are: /);
  });

  it('a stable field that the state does not have', () => {
    const role = { ...counter, stable: ['promised'] } as unknown as typeof counter;
    expect(() => counters(['c1'], 1, undefined, role)).toThrow(
      new SystemError('c1 has no field promised, which its role calls stable'),
    );
  });
});

type Vote = { readonly kind: 'vote'; readonly value: 'x' | 'y' };

interface Constants {
  readonly quorums: Quorums;
}

const VALUES = ['x', 'y'] as const;

const voter: Role<{ readonly voted: string | null }, Vote, Constants> = {
  init: () => ({ voted: null }),
  actions: {
    vote: ({ nodes }, { voted }) =>
      voted !== null
        ? []
        : VALUES.map((value) => step({ voted: value }, broadcast(nodes.teller, { kind: 'vote', value }))),
  },
};

interface Tally {
  readonly decided: string | null;
  /** Only in the accumulating form: who voted for what. */
  readonly votes: Map<string, Set<string>>;
}

/** Decides once a quorum of votes was sent: nothing is counted in the state. */
const byQuorumRule: Role<Tally, Vote, Constants> = {
  init: () => ({ decided: null, votes: Map() }),
  actions: {
    decide: ({ constants }, state, inbox) =>
      state.decided !== null
        ? []
        : VALUES.filter((value) =>
            constants.quorums.isQuorum(inbox.sent({ kind: 'vote', value }).map((v) => v.from)),
          ).map((value) => step({ ...state, decided: value })),
  },
};

/** Counts votes one by one as they come. */
const byAccumulating: Role<Tally, Vote, Constants> = {
  init: () => ({ decided: null, votes: Map() }),
  receive: ({ constants }, state, from, { value }) => {
    if (state.decided !== null) return ignore;
    const voters = state.votes.get(value, Set<string>()).add(from);
    const votes = state.votes.set(value, voters);
    return step({ votes, decided: constants.quorums.isQuorum(voters) ? value : null });
  },
};

function election(kind: Network, teller: Role<Tally, Vote, Constants>, quorums: Quorums): Model {
  return system({
    name: 'election',
    constants: { quorums },
    network: kind,
    roles: {
      voter: { role: voter, nodes: ['v1', 'v2', 'v3'] },
      teller: { role: teller, nodes: ['t1', 't2'] },
    },
    properties: ({ teller }) => [
      ...bindings({ first: [null, ...VALUES], second: [null, ...VALUES] }).map(({ first, second }) =>
        reachable(`decided ${first} ${second}`, '', (view) => {
          const [one, two] = teller.map(({ state }) => view.get(state).decided);
          return one === first && two === second;
        }),
      ),
      invariant('true', '', () => true),
    ],
  });
}

describe('counting votes by a quorum rule and by accumulating them decides the same values', () => {
  const voters = ['v1', 'v2', 'v3'];
  const decided = async (model: Model): Promise<string[]> => {
    const { coverage } = await checkModel(model);
    expect(coverage.queue).toBe(0);
    return coverage.properties
      .filter((p) => p.kind === 'reachable' && p.verdict === 'holds')
      .map((p) => p.name);
  };

  it.each([
    ['a majority', majorities(voters), 7],
    ['everybody', threshold(voters, 3), 7],
    ['anybody, which is no quorum system: then tellers may differ', threshold(voters, 1), 9],
  ])('by %s', async (_name, quorums, outcomes) => {
    const ruled = await decided(election(network.soup(), byQuorumRule, quorums));
    expect(ruled.length).toBe(outcomes);
    expect(await decided(election(network.soup(), byAccumulating, quorums))).toEqual(ruled);
    expect(await decided(election(network.bag(), byAccumulating, quorums))).toEqual(ruled);
  });
});
