/** On which messages a step rests: those of its own process without which it could not be taken, and no more. */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Execution, Step } from '../../../checker/execution.js';
import type { Model, View } from '../../../checker/model.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { parseExecution, renderJson } from '../../../checker/report/json.js';
import { renderText } from '../../../checker/report/text.js';
import { network } from '../../../spec/kit/network.js';
import { invariant } from '../../../spec/kit/plain.js';
import { broadcast, exit, type Role, send, spawn, step } from '../../../spec/kit/role.js';
import { system } from '../../../spec/kit/system.js';

type Message = { kind: 'vote'; value: string } | { kind: 'noise' };

/** Votes once, and makes noise. */
const voter = (value: string): Role<{ voted: boolean }, Message> => ({
  init: () => ({ voted: false }),
  actions: {
    vote: ({ nodes }, { voted }) =>
      voted
        ? []
        : [
            step(
              { voted: true },
              broadcast(nodes.judge, { kind: 'vote', value }),
              send('j', { kind: 'noise' }),
            ),
          ],
  },
});

/** Decides for a value that two have voted for; it looks at the votes for every value, and at noise. */
const judge: Role<{ decided: string | null }, Message> = {
  init: () => ({ decided: null }),
  actions: {
    decide: (_self, { decided }, inbox) => {
      if (decided !== null || inbox.sent({ kind: 'noise' }).length < 0) return [];
      return ['x', 'y']
        .filter((value) => inbox.sent({ kind: 'vote', value }).length >= 2)
        .map((value) => step({ decided: value }));
    },
  },
};

/** Voters of x and of y; all vote before the judge may decide. */
function voting(votes: readonly string[], wanted: string): Model {
  const ids = votes.map((_, i) => `v${i + 1}`);
  return system({
    name: 'voting',
    constants: {},
    network: network.soup(),
    roles: {
      ...Object.fromEntries(votes.map((value, i) => [ids[i], { role: voter(value), nodes: [ids[i]] }])),
      judge: { role: judge, nodes: ['j'] },
    },
    properties: (nodes) => {
      const all = nodes as unknown as Record<string, readonly { state: never }[]>;
      const stateOf = (view: View, id: string) => view.get(all[id][0].state) as { voted: boolean };
      const decided = (view: View) => (view.get(all.judge[0].state) as { decided: string | null }).decided;
      return [
        invariant(
          'undecided',
          'not decided',
          (view) => !(decided(view) === wanted && ids.every((id) => stateOf(view, id).voted)),
        ),
      ];
    },
  });
}

async function broken(model: Model): Promise<Execution> {
  const verdict = await checkModel(model, {}, { spec: model.name, parameters: {} });
  if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
  return verdict.execution;
}

const readIn = ({ steps }: Execution): Step => steps.find(({ read }) => read !== undefined) as Step;

/** Who sent what is read, as the steps themselves say. */
function sendersOf({ steps }: Execution, { read = [] }: Step): readonly unknown[] {
  return read.map(({ from, sentAt }) => [from, steps[sentAt as number].node]);
}

describe('the messages that a step rests on', () => {
  it('are a smallest part of those that it looked at, of the value in question alone', async () => {
    const execution = await broken(voting(['x', 'y', 'y'], 'y'));
    const decided = readIn(execution);
    expect(decided.action).toBe('decide');
    expect(decided.read?.map(({ from, message }) => [from, message])).toEqual(
      expect.arrayContaining([
        ['v2', { kind: 'vote', value: 'y' }],
        ['v3', { kind: 'vote', value: 'y' }],
      ]),
    );
    expect(decided.read).toHaveLength(2);
    for (const [from, sender] of sendersOf(execution, decided) as [string, string][])
      expect(sender).toBe(from);
  });

  it('of more than are needed those that were sent first', async () => {
    const execution = await broken(voting(['x', 'x', 'x'], 'x'));
    const decided = readIn(execution);
    const at = execution.steps.indexOf(decided);
    const votes = execution.steps.flatMap(({ action }, i) => (action === 'vote' && i < at ? [i] : []));
    expect(decided.read?.map(({ sentAt }) => sentAt)).toEqual(votes.slice(0, 2));
  });

  it('are told of a process that is spawned too', async () => {
    type State = { asked: boolean };
    const parent: Role<State, Message> = {
      init: () => ({ asked: false }),
      actions: {
        ask: (_self, { asked }) => (asked ? [] : [step({ asked: true }, spawn('c', { asked: true }))]),
        tell: (_self, { asked }) => (asked ? [step({ asked }, send('c', { kind: 'vote', value: 'x' }))] : []),
      },
    };
    const child: Role<State, Message> = {
      init: () => ({ asked: false }),
      actions: {
        hear: (_self, _state, inbox) =>
          inbox.sent({ kind: 'vote' }).length > 0 ? [exit(send('p', { kind: 'noise' }))] : [],
      },
    };
    const model = system({
      name: 'spawning',
      constants: {},
      network: network.soup(),
      roles: { parent: { role: parent, nodes: ['p'] }, child: { role: child, nodes: ['c'], spawned: true } },
      properties: ({ parent: [p] }) => [
        invariant('silent', '', (view) => view.sent(p.inbox, { message: { kind: 'noise' } }).length === 0),
      ],
    });
    const { steps } = await broken(model);
    expect(steps.map(({ action }) => action)).toEqual(['ask', 'tell', 'hear']);
    expect(steps[2].read).toEqual([{ from: 'p', message: { kind: 'vote', value: 'x' }, sentAt: 1 }]);
  });

  it('are in the text, at the step and in the picture', async () => {
    const text = renderText(await broken(voting(['x', 'x'], 'x')));
    expect(text).toMatch(/rests on vote\(value: x\) from v[12], v[12]\n/);
    expect(text).toMatch(/├─+├─+▶● +1,2 +decide ◁ vote\(value: x\)/);
    expect(text).not.toContain('rests on noise');
  });
});

describe('a saved execution', () => {
  const model = voting(['x', 'x'], 'x');
  const readOff = ({ read: _, ...rest }: Step) => rest;

  it('replays to the same messages', async () => {
    const execution = parseExecution(renderJson(await broken(model)));
    expect(verifyExecution(model, execution)).toEqual(execution);
  });

  it('without them gets them', async () => {
    const execution = await broken(model);
    const old = { ...execution, steps: execution.steps.map(readOff) };
    expect(verifyExecution(model, parseExecution(renderJson(old)))).toEqual(execution);
  });

  it('with others is refused', async () => {
    const execution = await broken(model);
    const steps = execution.steps.map((one) =>
      one.read === undefined ? one : { ...one, read: one.read.slice(1) },
    );
    expect(() => verifyExecution(model, { ...execution, steps })).toThrow(
      'step 3, decide: rests on other messages than it says: vote(value: x) from v',
    );
    const loose = renderJson({
      ...execution,
      steps: execution.steps.map((one) => ({ ...one, read: [{ from: 'v1', message: 1, sentAt: 7 }] })),
    });
    expect(() => parseExecution(loose)).toThrow('steps[0].read[0].sentAt: 7 is no step before this one');
  });
});
