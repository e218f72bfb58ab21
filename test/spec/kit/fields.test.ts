/** The fields of a role's states: those of the first one, and what the role says a state may be without. */
import { Record } from 'immutable';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Verdict } from '../../../checker/verdict.js';
import { network } from '../../../spec/kit/network.js';
import { hand, ignore, type Role, spawn, step } from '../../../spec/kit/role.js';
import { type Crashes, system } from '../../../spec/kit/system.js';

type Message = { readonly kind: 'hello' };

interface Voter {
  readonly ballot: number;
  readonly vote?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: wrong roles too, as they come where no type checker looks
type Any = any;

function run(role: Any, crashes?: Crashes, others: Any = {}): Promise<Verdict> {
  const roles = {
    voter: { role: { init: () => ({ ballot: 0 }), ...role }, nodes: ['v1'], crashes },
    ...others,
  };
  return checkModel(
    system({ name: 's', constants: {}, network: network.soup(), roles, properties: () => [] }),
  );
}

const goes = (state: object) => ({ actions: { go: () => [step(state)] } });
const list = (field: string) =>
  `or, if only some states are to have it, write beside init optional: ['${field}'])`;

describe('is told', () => {
  it.each([
    ['a field that is misspelt', { ballot: 0, balot: 1 }, 'balot', 'did you mean ballot?'],
    ['a field that is like none', { ballot: 0, phase: 1 }, 'phase', 'there are: ballot'],
  ])('%s', async (_, state, field, guess) => {
    expect(await run(goes(state))).toMatchObject({
      kind: 'spec-error',
      message: `action go(node: v1): threw FieldError: the next state of v1 has a field ${field}, which its first state has not; ${guess} (have init give it too; ${list(field)}`,
    });
  });

  it('a field that is no longer there', async () => {
    expect(await run(goes({}))).toMatchObject({
      kind: 'spec-error',
      message: `action go(node: v1): threw FieldError: the next state of v1 lacks the field ballot, which its first state has (keep what does not change with ...state; ${list('ballot')}`,
    });
  });

  it('whose state it is, where another process makes the step', async () => {
    const deaf = { init: () => ({ heard: 0 }), receive: () => step({ herd: 1 }) };
    const tells = { actions: { tell: () => [step({ ballot: 1 }, hand('d', { kind: 'hello' }))] } };
    expect(await run(tells, undefined, { deaf: { role: deaf, nodes: ['d'] } })).toMatchObject({
      kind: 'spec-error',
      message: expect.stringContaining(
        'action tell(node: v1): threw FieldError: the next state of d has a field herd, which its first state has not; did you mean heard?',
      ),
    });
  });

  it('the state that a process is spawned with', async () => {
    const child = { role: { init: () => ({ born: 0 }) }, nodes: ['c'], spawned: true };
    const spawns = { actions: { have: () => [step({ ballot: 1 }, spawn('c', { borm: 1 }))] } };
    expect(await run(spawns, undefined, { child })).toMatchObject({
      kind: 'spec-error',
      message: expect.stringContaining(
        'the next state of c has a field borm, which its first state has not; did you mean born?',
      ),
    });
  });

  it('a first step, where the model is made', () => {
    expect(() => run({ start: () => step({ ballot: 0, balot: 1 }) })).toThrow(
      'the next state of v1 has a field balot',
    );
  });
});

describe('a field that is listed as optional', () => {
  const role: Partial<Role<Voter, Message>> = {
    optional: ['vote'],
    stable: ['vote'],
    actions: {
      vote: (_self, { ballot }) => (ballot === 1 ? [step({ ballot: 2, vote: 'v' })] : []),
      begin: (_self, { ballot }) => (ballot === 0 ? [step({ ballot: 1 })] : []),
    },
  };

  it('may come and go, and survives a crash where it is there', async () => {
    const { kind, coverage } = await run(role);
    expect([kind, coverage.distinct]).toEqual(['holds', 3]);
    // After a restart: begun anew, with the vote, without a ballot; from there as before.
    const crashed = await run(role, { budget: 1, recovery: 'stable' });
    expect([crashed.kind, crashed.coverage.distinct]).toEqual(['holds', 3 + 3 + 1]);
  });

  it('takes no other along', async () => {
    const { kind } = await run({ ...role, actions: { go: () => [step({ ballot: 1, vot: 'v' })] } });
    expect(kind).toBe('spec-error');
  });
});

it('says nothing of states that are no plain objects', async () => {
  const Counter = Record({ n: 0 });
  const { kind, coverage } = await run({
    init: () => Counter(),
    receive: () => ignore,
    actions: { up: (_self: Any, state: Any) => (state.n < 2 ? [step(state.set('n', state.n + 1))] : []) },
  });
  expect([kind, coverage.distinct]).toEqual(['holds', 3]);
});
