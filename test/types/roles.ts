/** Wrong roles, systems and specs that must not compile. Nothing here runs. */
import { match } from 'ts-pattern';
import { choice, integer, parameterValues } from '../../checker/parameters.js';
import { defineSpec } from '../../spec/kit/define-spec.js';
import { network } from '../../spec/kit/network.js';
import { action, bindings, invariant } from '../../spec/kit/plain.js';
import {
  broadcast,
  choosing,
  exit,
  hand,
  ignore,
  type NodeStep,
  oneOf,
  type Role,
  send,
  step,
} from '../../spec/kit/role.js';
import { system } from '../../spec/kit/system.js';

type Message = { readonly kind: 'ping'; readonly n: number } | { readonly kind: 'pong' };

interface State {
  readonly seen: number;
}

export const right: Role<State, Message, { readonly limit: number }> = {
  init: () => ({ seen: 0 }),
  stable: ['seen'],
  receive: ({ constants }, state, from, message) =>
    match(message)
      .with({ kind: 'ping' }, ({ n }) =>
        n < constants.limit ? step({ seen: n }, send(from, { kind: 'pong' })) : ignore,
      )
      .with({ kind: 'pong' }, () => step(state))
      .exhaustive(),
};

export const notExhaustive: Role<State, Message> = {
  init: () => ({ seen: 0 }),
  receive: (_self, state, _from, message) =>
    match(message)
      .with({ kind: 'ping' }, () => step(state))
      // @ts-expect-error pong is not handled
      .exhaustive(),
};

export const wrongState: Role<State, Message> = {
  init: () => ({ seen: 0 }),
  actions: {
    // @ts-expect-error the state has a number
    see: () => [step({ seen: 'one' })],
    // @ts-expect-error a field is missing
    forget: () => [step({})],
  },
};

export const wrongMessages: Role<State, Message> = {
  init: () => ({ seen: 0 }),
  actions: {
    // @ts-expect-error there is no such message
    nack: (_self, state) => [step(state, send('a', { kind: 'nack' }))],
    // @ts-expect-error a ping carries a number
    ping: (_self, state) => [step(state, send('a', { kind: 'ping' }))],
    count: (_self, state, inbox) => {
      // @ts-expect-error there is no message of this kind to ask for
      inbox.sent({ kind: 'nack' });
      // @ts-expect-error a pong has no number to ask for
      inbox.sent({ kind: 'pong', n: 1 });
      const numbers: number[] = inbox.sent({ kind: 'ping' }).map(({ message }) => message.n);
      // @ts-expect-error a pong has no number
      inbox.sent({ kind: 'pong' })[0].message.n;
      return numbers.length > 0 ? [step(state)] : [];
    },
  },
};

/** A field that is none beside those that there are: what reads the right name would never change. */
export const misspeltFields: Role<State, Message> = {
  init: () => ({ seen: 0 }),
  // @ts-expect-error a state has no field sen, whatever the branch
  receive: (_self, state, _from, message) =>
    match(message)
      .with({ kind: 'ping' }, ({ n }) => step({ ...state, sen: n }))
      .with({ kind: 'pong' }, () => step(state))
      .exhaustive(),
  // @ts-expect-error nor has the state after the first step
  start: (_self, state) => step({ ...state, sen: 1 }),
  actions: {
    // @ts-expect-error nor where the state is written anew
    see: () => [step({ seen: 1, sen: 1 })],
    // @ts-expect-error nor in a list that is computed
    choose: (_self, state) => [1, 2].map((sen) => choosing({ sen }, step({ ...state, sen }))),
    // @ts-expect-error a ping has no field m
    ping: (_self, state) => [step(state, send('a', { kind: 'ping', n: 1, m: 1 }))],
    // @ts-expect-error one kind of message has not the fields of another
    pong: (_self, state) => [step(state, broadcast(['a'], { kind: 'pong', n: 1 }))],
    // @ts-expect-error also where another message is right
    both: (_self, state) => [step(state, hand('a', { kind: 'pong' }), send('a', { kind: 'pong', m: 1 }))],
  },
};

export const misspeltInAChoice: Role<State, Message> = {
  init: () => ({ seen: 0 }),
  // @ts-expect-error one of several answers
  receive: (_self, state) => oneOf([step(state), step({ ...state, sen: 1 })]),
};

type Sorts = { readonly phase: 'idle' } | { readonly phase: 'busy'; readonly votes: readonly string[] };

export const sortsOfStates: Role<Sorts, Message> = {
  init: () => ({ phase: 'idle' }),
  start: () => step({ phase: 'busy', votes: [] }),
  actions: {
    rest: (_self, state) => (state.phase === 'busy' ? [step({ phase: 'idle' })] : [exit()]),
    vote: (_self, state) => (state.phase === 'busy' ? [step({ ...state, votes: ['v'] })] : []),
    // @ts-expect-error neither sort has this field
    misspelt: (_self, state) => (state.phase === 'busy' ? [step({ ...state, vote: ['v'] })] : []),
  },
};

interface Phased {
  phase: 'idle' | 'waiting';
  heard: string[];
  last: { of: 'ping' | 'pong' } | null;
}

/** A word stays that word in a branch of match, where nothing says what is wanted; within a field only where the branches are told. */
export const words: Role<Phased, Message> = {
  init: () => ({ phase: 'idle', heard: [], last: null }),
  receive: (_self, state, from, message) =>
    match(message)
      .with({ kind: 'ping' }, () => step({ ...state, phase: 'idle', heard: [...state.heard, from] }))
      .with({ kind: 'pong' }, () => step({ phase: 'waiting', heard: [from], last: null }))
      .exhaustive(),
  start: (_self, state) =>
    match(state)
      .returnType<NodeStep<Phased, Message>>()
      .with({ phase: 'idle' }, () => step({ ...state, last: { of: 'ping' } }))
      // @ts-expect-error there the branch itself is told
      .otherwise(() => step({ ...state, phas: 'idle' })),
};

export const wrongPhase: Role<Phased, Message> = {
  init: () => ({ phase: 'idle', heard: [], last: null }),
  // @ts-expect-error there is no such phase
  receive: (_self, state, _from, message) =>
    match(message)
      .with({ kind: 'ping' }, () => step({ ...state, phase: 'idling' }))
      .with({ kind: 'pong' }, () => step(state))
      .exhaustive(),
};

export const writes: Role<State, Message> = {
  init: () => ({ seen: 0 }),
  receive: (_self, state) => {
    // @ts-expect-error a state is not written to
    state.seen = 1;
    return ignore;
  },
};

// @ts-expect-error the state has no such field
export const wrongStable: Role<State, Message> = { init: () => ({ seen: 0 }), stable: ['promised'] };

export const typed = system({
  name: 'typed',
  constants: { limit: 1 },
  network: network.soup(),
  roles: { node: { role: right, nodes: ['n1'], within: ({ seen }) => seen < 3 } },
  properties: (nodes) => [
    invariant('seen', '', (view) => view.get(nodes.node[0].state).seen >= 0),
    // @ts-expect-error the state has no such field
    invariant('promised', '', (view) => view.get(nodes.node[0].state).promised >= 0),
    // @ts-expect-error there is no such role
    invariant('learners', '', () => nodes.learner.length > 0),
  ],
});

// @ts-expect-error only a bag and a fifo have budgets
network.soup({ losses: 1 });

const parameters = {
  nodes: integer({ default: 3, min: 1, max: 5, help: '' }),
  mode: choice({ default: 'fast', choices: ['fast', 'slow'], help: '' }),
};
// @ts-expect-error the default is none of the choices
choice({ default: 'medium', choices: ['fast', 'slow'], help: '' });
// @ts-expect-error the value of an integer parameter is a number
export const wrongValue: string = parameterValues(parameters).nodes;
// @ts-expect-error the value of a choice is one of its words
export const wrongWord: 'medium' = parameterValues(parameters).mode;

const rules = { mayVote: (ballot: number) => ballot > 0 };
const spec = { name: 'typed', title: '', source: '', parameters, rules };

defineSpec({
  ...spec,
  // @ts-expect-error there is no such parameter
  model: ({ ballots }) => ({ ...typed, name: String(ballots) }),
});
defineSpec({
  ...spec,
  model: ({ nodes, mode }) => ({ ...typed, name: `${mode satisfies 'fast' | 'slow'} ${nodes.toFixed()}` }),
  mutants: {
    fine: { says: '', rules: { mayVote: () => true }, breaks: 'p', length: 1, parameters: { nodes: 2 } },
    // @ts-expect-error there is no such rule
    unknownRule: { says: '', rules: { mayPromise: () => true }, breaks: 'p', length: 1 },
    // @ts-expect-error the rule answers with a boolean
    wrongRule: { says: '', rules: { mayVote: () => 'yes' }, breaks: 'p', length: 1 },
    // @ts-expect-error the parameter is a number
    wrongParameter: { says: '', rules: {}, breaks: 'p', length: 1, parameters: { nodes: 'two' } },
    // @ts-expect-error there is no such parameter
    unknownParameter: { says: '', rules: {}, breaks: 'p', length: 1, parameters: { ballots: 2 } },
    // @ts-expect-error it does not say what it breaks
    breaksNothing: { says: '', rules: {}, length: 1 },
  },
});

// @ts-expect-error a parameter of an action is a primitive
action('Vote', { ballot: { number: 1 } }, () => []);
// @ts-expect-error a binding has only the domains that were given
bindings({ ballot: [1, 2] })[0].value;
// @ts-expect-error the values of a binding are those of its domain
export const wrongBinding: string = bindings({ ballot: [1, 2] })[0].ballot;
