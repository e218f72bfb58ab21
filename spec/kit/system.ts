/**
 * From roles to a Model. The instance says how many processes of each role there are, what the network and crashes may
 * do, and how far the processes go; the roles say nothing of it.
 *
 * Crashes. With recovery `none` a process stops for good: a step `crash`. With `stable` and `amnesia` it goes on
 * with its stable fields, or with nothing: one step `restart`. A process that is down for a while does the same as
 * one that is slow, so that crash and recovery need not be two steps; what differs is what is forgotten.
 */
import { equalValues } from '../../checker/canonical.js';
import {
  type Action,
  type Cell,
  cell,
  type Model,
  type Outcome,
  type Property,
  type Sort,
  type Soup,
  set,
  type Update,
  type Variable,
  type View,
} from '../../checker/model.js';
import { checkedReaction, checkedSteps } from './answer.js';
import { frozenCopy } from './frozen.js';
import { guard } from './guard.js';
import { type Network, type Wiring, wire } from './network.js';
import { outcomesOf, type Party } from './perform.js';
import { disabled } from './plain.js';
import type { AnyMessage, Envelope, NodeStep, Reaction, Role, Self } from './role.js';

export interface Crashes {
  /** How many crashes there may be among all processes of the role. */
  readonly budget: number;
  readonly recovery: 'stable' | 'amnesia' | 'none';
}

/** The processes of one role. */
export interface Cast<S extends object, M extends AnyMessage, C> {
  readonly role: Role<S, M, C>;
  /** Their names, in order. */
  readonly nodes: readonly string[];
  readonly crashes?: Crashes;
  /** Each is absent until a step spawns it, and again after it exits; its state is then null. Needs a soup. */
  readonly spawned?: true;
  /**
   * How far the instance lets a process go: a step to a state outside is not taken. It bounds what is explored and is no
   * part of the protocol, so it never stands in a handler.
   */
  readonly within?: (state: S) => boolean;
}

/** A process as properties see it. */
export interface Node<S extends object | null, M extends AnyMessage> {
  readonly id: string;
  readonly state: Cell<S>;
  /** What was ever sent to it. Throws where the network is no soup, or it is spawned. */
  readonly inbox: Soup<Envelope<M>>;
  /** Of a process that is spawned: what was sent to it since then; null while it is not there. */
  readonly mailbox: Cell<readonly Envelope<M>[] | null>;
  /** Whether it has not crashed for good. */
  readonly isUp: (view: View) => boolean;
  /** What its handler answers to a message in its present state; throws where it is not there. */
  readonly reaction: (view: View, envelope: Envelope<M>) => Reaction<NonNullable<S>, M>;
}

// biome-ignore lint/suspicious/noExplicitAny: a cast of any state; `Node` gives the state its type back
type AnyCast = Cast<any, any, any>;
type StateOf<K> = K extends { readonly role: Role<infer S, infer _M, infer _C> }
  ? K extends { readonly spawned: true }
    ? S | null
    : S
  : never;
type MessageOf<K> = K extends { readonly role: Role<infer _S, infer M, infer _C> } ? M : never;

export type Nodes<R extends Readonly<Record<string, AnyCast>>> = {
  readonly [K in keyof R]: readonly Node<StateOf<R[K]>, MessageOf<R[K]>>[];
};

export interface SystemDefinition<C, R extends Readonly<Record<string, AnyCast>>> {
  readonly name: string;
  readonly constants: C;
  readonly network: Network;
  readonly roles: R;
  /** Processes and values that are alike, or that look alike and are not. */
  readonly sorts?: readonly Sort[];
  readonly properties: (nodes: Nodes<R>) => readonly Property[];
}

/**
 * The model of a system of roles.
 * @throws SystemError where two processes share a name or have none of one word, a stable field is none of the
 *   state, a budget is no whole number, or there is no such recovery; NetworkError where there is no such network
 */
export function system<C, const R extends Readonly<Record<string, AnyCast>>>(
  definition: SystemDefinition<C, R>,
): Model {
  const { name, roles } = definition;
  const everybody = Object.values(roles).flatMap((cast) => cast.nodes);
  const twice = everybody.find((id, i) => everybody.indexOf(id) !== i);
  if (twice !== undefined) throw new SystemError(`system ${name} has two processes named ${twice}`);
  const spaced = everybody.find((id) => !/^\S+$/.test(id));
  if (spaced !== undefined)
    throw new SystemError(`a process is named by one word, not ${JSON.stringify(spaced)}`);
  requireKnownCrashes(roles);
  requireKnownFields(roles);
  if (definition.network === undefined) throw new SystemError(`system ${name} has no network`);
  const spawned = Object.values(roles).flatMap((cast) => (cast.spawned === true ? cast.nodes : []));
  const wiring = wire(definition.network, everybody, spawned);
  const constants = frozenCopy(definition.constants);
  const nodesByRole = knownOnly(
    frozenCopy(Object.fromEntries(Object.entries(roles).map(([role, cast]) => [role, cast.nodes]))),
  );

  const variables: Variable[] = [];
  const initial: Update[] = [];
  const actions: Action[] = [];
  const handles: Record<string, Node<object, AnyMessage>[]> = {};
  const processes = new Map<string, Process<C>>();
  for (const [roleName, cast] of Object.entries(roles)) {
    const budget = cast.crashes !== undefined && cast.crashes.budget > 0 ? crashBudget(roleName) : undefined;
    if (budget !== undefined) {
      variables.push(budget);
      initial.push(set(budget, cast.crashes?.budget ?? 0));
    }
    handles[roleName] = cast.nodes.map((id, i) => {
      const self: Self<C> = Object.freeze({ id, index: i + 1, nodes: nodesByRole, constants });
      const process = new Process(self, cast, wiring, budget, processes);
      processes.set(id, process);
      variables.push(...process.variables);
      initial.push(...process.initial);
      actions.push(...process.actions);
      return process.handle;
    });
  }
  // Only now is everybody there whom a first step may spawn or send to.
  const started = [...processes.values()].flatMap((process) => process.started());
  return {
    name,
    sorts: definition.sorts,
    variables: [...variables, ...wiring.variables],
    initial: [[...initial, ...wiring.initial, ...started]],
    actions: [...actions, ...wiring.faults],
    properties: definition.properties(handles as unknown as Nodes<R>),
  };
}

function crashBudget(role: string): Cell<number> {
  return cell<number>(`crashes left of ${role}`);
}

/** A system that is not well formed. */
export class SystemError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SystemError';
  }
}

/** The names of processes by role; asking for a role that does not exist throws instead of giving undefined. */
function knownOnly<T extends object>(byRole: T): T {
  return new Proxy(byRole, {
    get: (target, role) => {
      if (typeof role === 'string' && !Object.hasOwn(target, role)) {
        throw new SystemError(`there is no role ${role}; there are: ${Object.keys(target).join(', ')}`);
      }
      return Reflect.get(target, role);
    },
  });
}

const RECOVERIES: readonly string[] = ['stable', 'amnesia', 'none'] satisfies Crashes['recovery'][];

function requireKnownCrashes(roles: Readonly<Record<string, AnyCast>>): void {
  for (const [role, { crashes, spawned }] of Object.entries(roles)) {
    if (crashes === undefined) continue;
    if (spawned === true)
      throw new SystemError(`${role} is spawned; crashes of such a role are not modelled`);
    const { budget, recovery } = crashes;
    if (!Number.isInteger(budget) || budget < 0) {
      throw new SystemError(`the crash budget of ${role} is ${budget}; it must be a whole number, 0 or more`);
    }
    if (!RECOVERIES.includes(recovery)) {
      throw new SystemError(`the recovery of ${role} is ${recovery}; there are: ${RECOVERIES.join(', ')}`);
    }
  }
}

const ROLE_FIELDS = ['init', 'stable', 'start', 'receive', 'actions'];

/** A misspelt field of a role would make it silently do less. */
function requireKnownFields(roles: Readonly<Record<string, AnyCast>>): void {
  for (const [name, { role }] of Object.entries(roles)) {
    if (typeof role?.init !== 'function') throw new SystemError(`role ${name} has no init`);
    const unknown = Object.keys(role).find((field) => !ROLE_FIELDS.includes(field));
    if (unknown !== undefined) {
      throw new SystemError(
        `role ${name} has an unknown field ${unknown}; there are: ${ROLE_FIELDS.join(', ')}`,
      );
    }
  }
}

/** One process: its variables and its actions. */
class Process<C> implements Party {
  readonly id: string;
  readonly variables: Variable[];
  readonly initial: Update[];
  readonly actions: Action[];
  readonly handle: Node<object, AnyMessage>;
  readonly state: Cell<object | null>;
  readonly isSpawned: boolean;
  /** Only for a process that may stop for good. */
  private readonly up: Cell<boolean> | undefined;

  constructor(
    private readonly self: Self<C>,
    private readonly cast: AnyCast,
    private readonly wiring: Wiring,
    private readonly budget: Cell<number> | undefined,
    private readonly parties: ReadonlyMap<string, Party>,
  ) {
    const { id } = self;
    this.id = id;
    this.state = cell<object | null>(id);
    this.isSpawned = cast.spawned === true;
    const stops = budget !== undefined && cast.crashes?.recovery === 'none';
    this.up = stops ? cell<boolean>(`up ${id}`) : undefined;
    const init = this.init();
    this.variables = [this.state, ...(this.up === undefined ? [] : [this.up])];
    this.initial = [
      set(this.state, this.isSpawned ? null : init),
      ...(this.up === undefined ? [] : [set(this.up, true)]),
    ];
    this.requireStableFields(init);
    this.actions = [...this.receiving(), ...this.spontaneous(), ...this.crashing()];
    const { isUp } = this;
    const state = this.state as Cell<object>;
    this.handle = {
      id,
      state,
      get inbox() {
        return wiring.inbox(id);
      },
      get mailbox() {
        return wiring.mailbox(id);
      },
      isUp,
      reaction: (view, { from, message }) => this.react(view.get(state), from, message),
    };
  }

  private init(): object {
    return this.cast.role.init(this.self);
  }

  private requireStableFields(init: object): void {
    for (const field of this.cast.role.stable ?? []) {
      if (!(field in init)) {
        throw new SystemError(`${this.self.id} has no field ${String(field)}, which its role calls stable`);
      }
    }
  }

  /** What the first step of a process that is there from the beginning adds to the initial state. */
  started(): readonly Update[] {
    if (this.isSpawned || this.cast.role.start === undefined) return [];
    const first = this.outcomes(beforeTheFirstState, [this.start(this.init())]);
    if (first.length === 1) return first[0].updates;
    throw new SystemError(`the first step of ${this.id} leads outside the bounds of the instance`);
  }

  readonly isUp = (view: View): boolean => this.up === undefined || view.get(this.up);

  isWithin(state: object): boolean {
    return this.cast.within === undefined || this.cast.within(state);
  }

  react(state: object, from: string, message: AnyMessage): Reaction<object, AnyMessage> {
    const { receive } = this.cast.role;
    if (receive === undefined) return { kind: 'ignore' };
    return checkedReaction(receive(this.self, state, from, message), message.kind);
  }

  start(state: object): NodeStep<object, AnyMessage> {
    const { start } = this.cast.role;
    if (start === undefined) return { kind: 'step', state, sends: [] };
    return checkedSteps([start(this.self, state)])[0];
  }

  private outcomes(view: View, steps: readonly NodeStep<object, AnyMessage>[]): readonly Outcome[] {
    return outcomesOf(view, this.wiring, this.parties, this.id, steps);
  }

  /** Its state; null where it has crashed or is not there. */
  private present(view: View): object | null {
    return this.isUp(view) ? view.get(this.state) : null;
  }

  private receiving(): Action[] {
    if (this.cast.role.receive === undefined) return [];
    const { id } = this.self;
    return this.wiring.arrivals(id).map((arrival) => ({
      name: (element) => `receive ${(element as Envelope<AnyMessage>).message.kind}`,
      node: id,
      over: arrival.over,
      run: (view, element) => {
        const state = this.present(view);
        if (state === null) return disabled;
        const { from, message } = element as Envelope<AnyMessage>;
        const received = { from, to: id, message };
        const taken = arrival.taken({ from, message });
        const reaction = this.react(state, from, message);
        if (reaction.kind === 'ignore') return taken.length === 0 ? disabled : [{ updates: taken, received }];
        const steps = reaction.kind === 'choice' ? reaction.steps : [reaction];
        return this.outcomes(view, steps).map((outcome) => ({
          ...outcome,
          updates: [...taken, ...outcome.updates],
          received,
        }));
      },
    }));
  }

  private spontaneous(): Action[] {
    return Object.entries(this.cast.role.actions ?? {}).map(([name, run]) => ({
      name,
      node: this.self.id,
      run: (view) => {
        const state = this.present(view);
        if (state === null) return disabled;
        const inbox = this.wiring.sentTo(view, this.self.id);
        return this.outcomes(view, checkedSteps(run(this.self, state, inbox)));
      },
    }));
  }

  private crashing(): Action[] {
    const { budget, up, cast } = this;
    if (budget === undefined) return [];
    const stable = cast.crashes?.recovery === 'stable' ? (cast.role.stable ?? []) : [];
    return [
      {
        name: up === undefined ? 'restart' : 'crash',
        node: this.self.id,
        run: (view) => {
          const left = view.get(budget);
          if (!guard('crashes are left', left > 0, { left })) return disabled;
          const spent = set(budget, left - 1);
          if (up !== undefined) {
            return view.get(up) ? [{ updates: [spent, set(up, false)] }] : disabled;
          }
          const state = view.get(this.state) as Readonly<Record<string, unknown>>;
          const kept = Object.fromEntries(stable.map((field) => [field, state[field as string]]));
          const after = { ...this.init(), ...kept };
          const changes = cast.role.start !== undefined || !equalValues(state, after);
          if (!guard('something is forgotten, or done first', changes, { state })) return disabled;
          return this.outcomes(view, [this.start(after)]).map((outcome) => ({
            ...outcome,
            updates: [spent, ...outcome.updates],
          }));
        },
      },
    ];
  }
}

/** No process is there yet to whom a message could be handed. */
const beforeTheFirstState: View = {
  get: ({ name }) => {
    throw new SystemError(`a first step hands a message to ${name}, which may not be there yet`);
  },
  sent: () => [],
};
