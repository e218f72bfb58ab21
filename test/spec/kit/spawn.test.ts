/**
 * Processes that come to life on the way: spawned, started, gone; messages that are received in the step that sends them; and
 * messages that an instance loses. Small systems whose states can be counted by hand.
 */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { check } from '../../../checker/check-spec.js';
import type { Model, Property } from '../../../checker/model.js';
import { defineSpec } from '../../../spec/kit/define-spec.js';
import { droppingIgnored } from '../../../spec/kit/dropping.js';
import { type Network, NetworkError, network } from '../../../spec/kit/network.js';
import { invariant, reachable } from '../../../spec/kit/plain.js';
import {
  broadcast,
  choosing,
  exit,
  hand,
  ignore,
  oneOf,
  type Role,
  send,
  spawn,
  step,
} from '../../../spec/kit/role.js';
import { type Node, SystemError, system } from '../../../spec/kit/system.js';

type Message = { readonly kind: 'ask' } | { readonly kind: 'answer'; readonly from: string };

interface Owner {
  readonly spawned: number;
  readonly heard: number;
}

/** Spawns the child up to `times` times; hears how often it is done. */
const owner = (times: number): Role<Owner, Message> => ({
  init: () => ({ spawned: 0, heard: 0 }),
  actions: {
    begin: (_self, state) =>
      state.spawned < times && state.spawned === state.heard
        ? [step({ ...state, spawned: state.spawned + 1 }, spawn('child', { born: state.spawned + 1 }))]
        : [],
  },
  receive: (_self, state, _from, message) =>
    message.kind === 'answer' ? step({ ...state, heard: state.heard + 1 }) : ignore,
});

interface Child {
  readonly born: number;
}

/** Asks two helpers when it begins, and exits when both have answered; its owner hears of it at once. */
const child: Role<Child, Message> = {
  init: () => ({ born: 0 }),
  start: ({ nodes }, state) => step(state, broadcast(nodes.helper, { kind: 'ask' })),
  actions: {
    done: ({ id, nodes }, _state, inbox) =>
      inbox.sent({ kind: 'answer' }).length === 2
        ? [exit(hand(nodes.owner[0], { kind: 'answer', from: id }))]
        : [],
  },
};

interface Helper {
  readonly asked: boolean;
}

const helper: Role<Helper, Message> = {
  init: () => ({ asked: false }),
  receive: ({ id }, state, from, message) =>
    message.kind === 'ask' && !state.asked
      ? step({ asked: true }, send(from, { kind: 'answer', from: id }))
      : ignore,
};

function family(times: number, properties: Parameters<typeof system>[0]['properties'] = () => []): Model {
  return system({
    name: 'family',
    constants: {},
    network: network.soup(),
    roles: {
      owner: { role: owner(times), nodes: ['owner'] },
      child: { role: child, nodes: ['child'], spawned: true },
      helper: { role: helper, nodes: ['h1', 'h2'] },
    },
    properties: properties as never,
  });
}

describe('a process that is spawned', () => {
  it('asks in the step in which it is born, is told, and is gone with what it was told', async () => {
    // Nothing yet; born; one, the other, or both helpers asked; gone, and its owner has heard.
    const { coverage } = await checkModel(family(1));
    expect([coverage.distinct, coverage.generated, coverage.depth]).toEqual([6, 1 + 1 + 2 + 2 + 1, 5]);
  });

  it('may be spawned again, and hears nothing of what its forerunner was told', async () => {
    // The 6, and the second child, which waits in vain: its helpers have answered the first.
    const { coverage } = await checkModel(family(2));
    expect([coverage.distinct, coverage.generated]).toEqual([7, 7 + 1]);
  });

  it('has the state null while it is not there', async () => {
    const verdict = await checkModel(
      family(1, (nodes) => {
        const { child: children, owner: owners } = nodes as never as Record<
          string,
          { state: { kind: 'cell'; name: string } }[]
        >;
        return [
          invariant('there-in-between', '', (view) => {
            const { spawned, heard } = view.get(owners[0].state) as Owner;
            return (view.get(children[0].state) !== null) === spawned > heard;
          }),
        ];
      }),
    );
    expect(verdict.kind).toBe('holds');
  });
});

describe('where what is received is gone', () => {
  /** Asks the helper when it begins, and exits when it has an answer, or when it is told to. */
  const brief: Role<Child, Message> = {
    init: () => ({ born: 0 }),
    start: ({ nodes }, state) => step(state, broadcast(nodes.helper, { kind: 'ask' })),
    receive: ({ id, nodes }) => exit(hand(nodes.owner[0], { kind: 'answer', from: id })),
  };
  const willing: Role<object, Message> = {
    init: () => ({}),
    receive: ({ id }, state, from) => step(state, send(from, { kind: 'answer', from: id })),
  };
  const hasty = (
    kind: Network,
    properties: (child: Node<Child | null, Message>) => readonly Property[] = () => [],
  ): Model =>
    system({
      name: 'hasty',
      constants: {},
      network: kind,
      roles: {
        owner: { role: owner(2), nodes: ['owner'] },
        child: { role: brief, nodes: ['child'], spawned: true },
        helper: { role: willing, nodes: ['h1', 'h2'] },
      },
      properties: (nodes) => properties(nodes.child[0]),
    });

  it.each([
    ['bag', network.bag()],
    ['bag that drops what is ignored', droppingIgnored(network.bag())],
    ['fifo', network.fifo()],
  ])('%s: what was sent to a process is gone when it is, and what comes later never was', async (_, net) => {
    // Either helper may answer first and end the child; the answer of the other is gone, or comes to the next child or to nobody.
    const verdict = await checkModel(
      hasty(net, ({ state, queues }) => [
        invariant(
          'nothing-waits-for-nobody',
          '',
          (view) => (view.get(state) === null) === queues.every((queue) => view.get(queue) === null),
        ),
        reachable('answered-by-both', '', (view) =>
          queues.flatMap((queue) => view.get(queue) ?? []).some((_envelope, i) => i === 1),
        ),
      ]),
    );
    expect(verdict.kind).toBe('holds');
  });

  it('what a first step sends is in flight in the initial state', async () => {
    const role: Role<object, Message> = {
      init: () => ({}),
      start: () => step({}, spawn('child', { born: 1 })),
    };
    const model = (kind: Network): Model =>
      system({
        name: 'early',
        constants: {},
        network: kind,
        roles: {
          owner: { role, nodes: ['owner'] },
          child: { role: brief, nodes: ['child'], spawned: true },
          helper: { role: willing, nodes: ['h1'] },
        },
        properties: () => [],
      });
    // Asked; answered; gone.
    for (const net of [network.bag(), droppingIgnored(network.bag()), network.fifo()]) {
      const { coverage } = await checkModel(model(net));
      expect([coverage.distinct, coverage.generated]).toEqual([3, 3]);
    }
  });
});

describe('a system refuses', () => {
  const build = (roles: object) =>
    system({
      name: 's',
      constants: {},
      network: network.soup(),
      roles: roles as never,
      properties: () => [],
    });
  const lone = { role: helper, nodes: ['x'] };

  it('crashes of spawned processes', () => {
    const crashes = { budget: 1, recovery: 'none' };
    expect(() => build({ lone: { ...lone, spawned: true, crashes } })).toThrow(
      new SystemError('lone is spawned; crashes of such a role are not modelled'),
    );
  });

  it('the inbox of a spawned process to properties', () => {
    expect(() =>
      family(1, ((nodes: { child: { inbox: unknown }[] }) => [nodes.child[0].inbox]) as never),
    ).toThrow(new NetworkError('child is spawned: what was sent to it is forgotten when it is gone'));
  });

  it.each([
    ['a step spawns x, whose role is not declared as spawned: true', () => step({}, spawn('x', {}))],
    ['a step spawns y, which is no process of this system', () => step({}, spawn('y', {}))],
    [
      'a message is handed to y, which is no process of this system',
      () => step({}, hand('y', { kind: 'ask' })),
    ],
    ['a exits, and its role is not declared as spawned: true', () => exit()],
  ])('%s', async (message, answer) => {
    const role: Role<object, Message> = { init: () => ({}), actions: { act: () => [answer() as never] } };
    const model = build({ lone, actor: { role, nodes: ['a'] } });
    const verdict = await checkModel(model);
    expect(verdict).toMatchObject({ kind: 'spec-error', message: expect.stringContaining(message) });
  });

  it('a first step that hands a message over', () => {
    const role: Role<object, Message> = {
      init: () => ({}),
      start: () => step({}, hand('x', { kind: 'ask' })),
    };
    expect(() => build({ lone, actor: { role, nodes: ['a'] } })).toThrow(
      new SystemError('a first step hands a message to x, which may not be there yet'),
    );
  });
});

describe('a message that is handed', () => {
  interface Chooser {
    readonly chose: string;
  }
  const asker: Role<{ readonly has: boolean }, Message> = {
    init: () => ({ has: false }),
    actions: {
      ask: (_self, { has }) =>
        has ? [] : [choosing({ once: true }, step({ has: true }, hand('c', { kind: 'ask' })))],
    },
  };
  const chooser: Role<Chooser, Message> = {
    init: () => ({ chose: '' }),
    receive: (_self, { chose }, _from, message) =>
      message.kind === 'ask'
        ? oneOf(['x', 'y'].filter((letter) => letter !== chose).map((letter) => step({ chose: letter })))
        : ignore,
  };
  const asked = (crashes?: { budget: number; recovery: 'none' }): Model =>
    system({
      name: 'asked',
      constants: {},
      network: network.soup(),
      roles: {
        asker: { role: asker, nodes: ['a'] },
        chooser: {
          role: chooser,
          nodes: ['c'],
          crashes,
          within: ({ chose }) => chose !== 'y' || crashes === undefined,
        },
      },
      properties: () => [],
    });

  it('is answered in every way in which it may be', async () => {
    const { coverage } = await checkModel(asked());
    expect([coverage.distinct, coverage.generated]).toEqual([3, 1 + 2]);
  });

  it('is not taken where the answer leads out of bounds, and lost where its receiver has crashed', async () => {
    // Neither; x chosen; crashed before either, before and after the question, or with x chosen.
    const { coverage } = await checkModel(asked({ budget: 1, recovery: 'none' }));
    expect([coverage.distinct, coverage.generated]).toEqual([5, 1 + 2 + 1 + 1]);
  });
});

it('a restart does the first step again', async () => {
  const role: Role<{ readonly starts: number; readonly work: number }, Message> = {
    init: () => ({ starts: 0, work: 0 }),
    stable: ['starts'],
    start: (_self, state) => step({ ...state, starts: state.starts + 1 }),
    actions: { work: (_self, state) => [step({ ...state, work: state.work + 1 })] },
  };
  const model = system({
    name: 'worker',
    constants: {},
    network: network.soup(),
    roles: {
      worker: {
        role,
        nodes: ['w'],
        crashes: { budget: 1, recovery: 'stable' },
        within: ({ work }) => work <= 1,
      },
    },
    properties: () => [],
  });
  // (starts, work): (1,0) and (1,1), each restarted to (2,0), which goes on to (2,1).
  const { coverage } = await checkModel(model);
  expect([coverage.distinct, coverage.generated]).toEqual([4, 1 + 1 + 2 + 1]);
});

it('what an instance loses is sent and never arrives', async () => {
  const model = (loses?: (message: Message) => boolean) =>
    system({
      name: 'letters',
      constants: {},
      network: network.soup<Message>({ loses }),
      roles: {
        helper: { role: helper, nodes: ['h'] },
        asker: {
          role: {
            init: () => ({ has: false }),
            actions: {
              ask: (_self: unknown, { has }: { has: boolean }) =>
                has ? [] : [step({ has: true }, send('h', { kind: 'ask' }))],
            },
          } as Role<{ readonly has: boolean }, Message>,
          nodes: ['a'],
        },
      },
      properties: () => [],
    });
  expect((await checkModel(model())).coverage.distinct).toBe(3);
  expect((await checkModel(model(({ kind }) => kind === 'ask'))).coverage.distinct).toBe(2);
});

describe('what is said to be harmless', () => {
  const counting = (harmless: Record<string, { says: string; rules: object; because: string }>) =>
    defineSpec({
      name: 'counting',
      title: '',
      source: '',
      parameters: {},
      rules: { max: 1 },
      model: (_parameters, { max }) => family(max, () => [reachable('always', '', () => true)]),
      mutants: { never: { says: '', rules: { max: 0 }, breaks: 'always', length: null } },
      harmless,
    });

  it('is a weakening like any other, with its reason', async () => {
    const spec = counting({ more: { says: 'twice', rules: { max: 2 }, because: 'nobody minds' } });
    expect(spec.harmless).toEqual([{ name: 'more', says: 'twice', because: 'nobody minds' }]);
    expect((await check(spec, { mutant: 'more' })).coverage.distinct).toBe(7);
  });

  it('is no mutant at the same time', () => {
    expect(() => counting({ never: { says: '', rules: {}, because: '' } })).toThrow(
      'spec counting: never is both a mutant and harmless',
    );
  });
});
