/**
 * Paxos Made Moderately Complex: what is told beside its pinned counts. Both forms of waiting, what must be in stable storage
 * and what need not, and what a weakening that breaks one property leaves alone.
 */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../checker/check.js';
import { check } from '../../checker/check-spec.js';
import type { Soup, View } from '../../checker/model.js';
import { bindings, reachable } from '../../spec/kit/plain.js';
import type { Envelope } from '../../spec/kit/role.js';
import { compareBallots, highestNumber } from '../../spec/pmmc/ballot.js';
import type { Message } from '../../spec/pmmc/messages.js';
import { pmmc } from '../../spec/pmmc/spec.js';

describe('ballots', () => {
  it('are ordered by number, then by leader, and no two are equal', () => {
    const ballots = ['0.1', '0.2', '1.1', '1.2', '10.1'] as const;
    ballots.forEach((one, i) => {
      ballots.forEach((other, j) => {
        expect(Math.sign(compareBallots(one, other))).toBe(Math.sign(i - j));
      });
    });
  });

  it('of two leaders go on above the last of the other', () => {
    expect([1, 2, 3].map((ballots) => highestNumber(1, 2, ballots))).toEqual([0, 1, 3]);
    expect([1, 2, 3].map((ballots) => highestNumber(2, 2, ballots))).toEqual([0, 2, 4]);
    expect(highestNumber(1, 1, 3)).toBe(2);
  });
});

/** Which sets of commands may be decided for the slots together, over all executions. */
async function decidable(parameters: Readonly<Record<string, unknown>>, mutant?: string): Promise<string[]> {
  const { model } = pmmc.instantiate(parameters, mutant);
  const inbox = model.variables.find(({ name }) => name === 'inbox r1') as Soup<Envelope<Message>>;
  const decided = (view: View, slot: number): string =>
    view
      .sent(inbox, { message: { kind: 'decision', slot } })
      .map(({ message }) => (message as Message & { kind: 'decision' }).command)
      .sort()
      .join();
  const sets = ['', 'c1', 'c2', 'c1,c2'];
  const properties = bindings({ first: sets, second: sets }).map(({ first, second }) =>
    reachable(
      `{${first}} {${second}}`,
      '',
      (view) => decided(view, 1) === first && decided(view, 2) === second,
    ),
  );
  const { coverage } = await checkModel({ ...model, properties });
  expect(coverage.queue).toBe(0);
  return coverage.properties.filter(({ verdict }) => verdict === 'holds').map(({ name }) => name);
}

describe('waiting by a quorum rule or by counting answers', () => {
  it.each([undefined, 'own-proposals-first', 'holes-left', 'pvalues-lost-on-restart'])(
    'has the same verdicts and reaches the same: %s',
    async (mutant) => {
      const told = async (waiting: string) => {
        const verdict = await check(pmmc, { parameters: { waiting }, mutant });
        return verdict.kind === 'violated'
          ? [verdict.kind, verdict.property]
          : [verdict.kind, verdict.coverage.properties.map(({ name, verdict: judged }) => [name, judged])];
      };
      expect(await told('waitfor')).toEqual(await told('quorum-rule'));
    },
  );

  it.each([
    [{ leaders: 1, slots: 2 }, undefined, 9],
    [{ acceptors: 2 }, 'quorum-of-f', 4],
  ])('decides the same commands: %j %s', async (sizes, mutant, many) => {
    const ruled = await decidable({ ...sizes, waiting: 'quorum-rule' }, mutant);
    expect(ruled.length).toBe(many);
    expect(await decidable({ ...sizes, waiting: 'waitfor' }, mutant)).toEqual(ruled);
  });
});

/** That a weakening breaks these properties, and all others hold. */
async function expectBroken(
  mutant: string,
  parameters: Readonly<Record<string, unknown>>,
  broken: readonly string[],
): Promise<void> {
  const { model } = pmmc.instantiate(parameters, mutant);
  const others = model.properties.map(({ name }) => name).filter((name) => !broken.includes(name));
  expect(await check(pmmc, { mutant, parameters, properties: others })).toMatchObject({ kind: 'holds' });
  for (const name of broken) {
    expect((await check(pmmc, { mutant, parameters, properties: [name] })).kind).toBe('violated');
  }
}

describe('stable storage', () => {
  const small = { replicas: 1 };

  it.each([
    ['acceptors that keep ballot and pvalues', { acceptorCrashes: 2 }],
    // With three acceptors in `npm run sweep`.
    ['leaders that keep their ballot', { ...small, acceptors: 2, commands: 1, leaderCrashes: 1, ballots: 2 }],
    ['replicas that keep everything', { replicaCrashes: 2 }],
    ['acceptors that collect what is applied, and restart', { collecting: true, acceptorCrashes: 1 }],
    ['acceptors that stop for good', { ...small, acceptorCrashes: 2, recovery: 'none' }],
    ['leaders that stop for good', { ...small, leaderCrashes: 1, recovery: 'none' }],
  ])('with %s everything holds', async (_who, parameters) => {
    expect((await check(pmmc, { parameters })).kind).toBe('holds');
  });

  it('replicas lose nothing but R4, and requests, with all that they know: they are told of the decisions again', async () => {
    await expectBroken('replica-forgets', { replicas: 1, replicaCrashes: 1 }, [
      'R4',
      'nothing-requested-is-dropped',
    ]);
  });
});

describe('reconfiguration', () => {
  const tiny = {
    acceptors: 1,
    leaders: 1,
    replicas: 2,
    slots: 2,
    commands: 1,
    window: 1,
    reconfigurations: 1,
  };

  it.each([
    ['scouts and commanders that count answers', { waiting: 'waitfor', acceptors: 2, replicas: 1 }],
    ['acceptors that collect what is applied', { collecting: true }],
    ['acceptors that keep the last of a slot', { keeping: 'last-of-slot' }],
    ['two leaders in each configuration', { leaders: 2, replicas: 1 }],
    ['a window of two', { slots: 3, commands: 2, window: 2, replicas: 1 }],
    ['a third configuration', { slots: 3, reconfigurations: 2, replicas: 1 }],
    ['acceptors that restart', { acceptorCrashes: 1, replicaCrashes: 1 }],
  ])('holds beside %s', async (_what, parameters) => {
    expect((await check(pmmc, { parameters: { ...tiny, ...parameters } })).kind).toBe('holds');
  });

  it('that takes effect a slot late endangers no agreement: all know the configuration, if not the one that is meant', async () => {
    await expectBroken('takes-effect-a-slot-late', tiny, [
      'decided-by-its-configuration',
      'quorum-of-its-configuration',
      'new-configuration-decides',
    ]);
  });

  it.each([
    [{ slots: 1 }, /slots is 1, and must be 2 or more/],
    [{ window: 2 }, /a window of 2 slots after its own: slots is 2, and must be 3 or more/],
  ])('is refused where it would take effect in no slot: %j', async (parameters, says) => {
    await expect(check(pmmc, { parameters: { ...tiny, ...parameters } })).rejects.toThrow(says);
  });

  // With two commands in `npm run sweep`.
  it('treats the acceptors of each configuration alike', async () => {
    const parameters = { ...tiny, acceptors: 2, replicas: 1 };
    expect(await check(pmmc, { parameters, lint: true })).toMatchObject({
      kind: 'holds',
      coverage: { symmetry: { groupSize: 4 } },
    });
  });
});

it('acceptors that accept above their ballot without adopting it endanger no agreement', async () => {
  await expectBroken('accepts-at-or-above', {}, ['A2']);
});
