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
  type Blind,
  blind,
  type Cell,
  cell,
  change,
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
import { inboxView, type Network, type Wiring, wire } from './network.js';
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
  /**
   * How far the instance lets a process go: a step to a state outside is not taken. It bounds what is explored and is no
   * part of the protocol, so it never stands in a handler.
   */
  readonly within?: (state: S) => boolean;
}

/** A process as properties see it. */
export interface Node<S extends object, M extends AnyMessage> {
  readonly id: string;
  readonly state: Cell<S>;
  /** What was ever sent to it. Throws where the network is no soup. */
  readonly inbox: Soup<Envelope<M>>;
  /** What is in flight to it, by cell: one of a bag, one for each sender of a fifo. None where the network is a soup. */
  readonly queues: readonly Cell<readonly Envelope<M>[]>[];
  /** Whether it has not crashed for good. */
  readonly isUp: (view: View) => boolean;
  /** What its handler answers to a message in its present state. */
  readonly reaction: (view: View, envelope: Envelope<M>) => Reaction<S, M>;
}

// biome-ignore lint/suspicious/noExplicitAny: a cast of any state; `Node` gives the state its type back
type AnyCast = Cast<any, any, any>;
type StateOf<K> = K extends { readonly role: Role<infer S, infer _M, infer _C> } ? S : never;
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
  const wiring = wire(definition.network, everybody);
  const constants = frozenCopy(definition.constants);
  const nodesByRole = knownOnly(
    frozenCopy(Object.fromEntries(Object.entries(roles).map(([role, cast]) => [role, cast.nodes]))),
  );

  const variables: Variable[] = [];
  const initial: Update[] = [];
  const actions: Action[] = [];
  const handles: Record<string, Node<object, AnyMessage>[]> = {};
  const peers = new Map<string, Peer>();
  for (const [roleName, cast] of Object.entries(roles)) {
    const budget = cast.crashes !== undefined && cast.crashes.budget > 0 ? crashBudget(roleName) : undefined;
    if (budget !== undefined) {
      variables.push(budget);
      initial.push(set(budget, cast.crashes?.budget ?? 0));
    }
    handles[roleName] = cast.nodes.map((id, i) => {
      const self: Self<C> = Object.freeze({ id, index: i + 1, nodes: nodesByRole, constants });
      const process = new Process(self, cast, wiring, budget, peers);
      peers.set(id, process);
      variables.push(...process.variables);
      initial.push(...process.initial);
      actions.push(...process.actions);
      return process.handle;
    });
  }
  return {
    name,
    sorts: definition.sorts,
    variables: [...variables, ...wiring.variables],
    initial: [[...initial, ...wiring.initial]],
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
  for (const [role, { crashes }] of Object.entries(roles)) {
    if (crashes === undefined) continue;
    const { budget, recovery } = crashes;
    if (!Number.isInteger(budget) || budget < 0) {
      throw new SystemError(`the crash budget of ${role} is ${budget}; it must be a whole number, 0 or more`);
    }
    if (!RECOVERIES.includes(recovery)) {
      throw new SystemError(`the recovery of ${role} is ${recovery}; there are: ${RECOVERIES.join(', ')}`);
    }
  }
}

const ROLE_FIELDS = ['init', 'stable', 'receive', 'actions'];

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

/** A process as those see it that send to it. */
interface Peer {
  readonly ignores: (view: View, envelope: Envelope<AnyMessage>) => boolean;
}

/** One process: its variables and its actions. */
class Process<C> implements Peer {
  readonly variables: Variable[];
  readonly initial: Update[];
  readonly actions: Action[];
  readonly handle: Node<object, AnyMessage>;
  private readonly state: Cell<object>;
  /** Only for a process that may stop for good. */
  private readonly up: Cell<boolean> | undefined;
  /** What this process does not ignore in a state. */
  private readonly attended: Blind<readonly Envelope<AnyMessage>[], object>;

  constructor(
    private readonly self: Self<C>,
    private readonly cast: AnyCast,
    private readonly wiring: Wiring,
    private readonly budget: Cell<number> | undefined,
    private readonly peers: ReadonlyMap<string, Peer>,
  ) {
    const { id } = self;
    this.state = cell<object>(id);
    const stops = budget !== undefined && cast.crashes?.recovery === 'none';
    this.up = stops ? cell<boolean>(`up ${id}`) : undefined;
    this.attended = blind(`attended by ${id}`, (queue, state) =>
      queue.filter(({ from, message }) => this.react(state, from, message).kind !== 'ignore'),
    );
    const init = this.init();
    this.variables = [this.state, ...(this.up === undefined ? [] : [this.up])];
    this.initial = [set(this.state, init), ...(this.up === undefined ? [] : [set(this.up, true)])];
    this.requireStableFields(init);
    this.actions = [...this.receiving(), ...this.spontaneous(), ...this.crashing()];
    const { state, isUp } = this;
    this.handle = {
      id,
      state,
      get inbox() {
        return wiring.inbox(id);
      },
      queues: wiring.queues(id),
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

  private readonly isUp = (view: View): boolean => this.up === undefined || view.get(this.up);

  readonly ignores = (view: View, { from, message }: Envelope<AnyMessage>): boolean =>
    !this.isUp(view) || this.react(view.get(this.state), from, message).kind === 'ignore';

  /** Where what is ignored does not stay in flight: of what waits for this process, only what it does not ignore in its next state. */
  private afterwards(state: object): readonly Update[] {
    if (!this.wiring.dropsIgnored) return [];
    return this.wiring.queues(this.self.id).map((queue) => change(queue, this.attended, state));
  }

  private react(state: object, from: string, message: AnyMessage): Reaction<object, AnyMessage> {
    const { receive } = this.cast.role;
    if (receive === undefined) return { kind: 'ignore' };
    return checkedReaction(receive(this.self, state, from, message), message.kind);
  }

  private receiving(): Action[] {
    if (this.cast.role.receive === undefined) return [];
    const { id } = this.self;
    return this.wiring.arrivals(id).map((arrival) => ({
      name: (element) => `receive ${(element as Envelope<AnyMessage>).message.kind}`,
      node: id,
      over: arrival.over,
      run: (view, element) => {
        if (!this.isUp(view)) return disabled;
        const { from, message } = element as Envelope<AnyMessage>;
        const received = { from, to: id, message };
        const taken = arrival.taken({ from, message });
        const state = view.get(this.state);
        const reaction = this.react(state, from, message);
        if (reaction.kind === 'ignore') return taken.length === 0 ? disabled : [{ updates: taken, received }];
        const outcome = this.outcome(view, reaction);
        return outcome === undefined
          ? disabled
          : [{ ...outcome, updates: [...taken, ...outcome.updates], received }];
      },
    }));
  }

  private spontaneous(): Action[] {
    return Object.entries(this.cast.role.actions ?? {}).map(([name, run]) => ({
      name,
      node: this.self.id,
      run: (view) => {
        if (!this.isUp(view)) return disabled;
        const state = view.get(this.state);
        const inbox = inboxView(view as never, this.wiring, this.self.id);
        const steps = checkedSteps(run(this.self, state, inbox));
        return steps.map((taken) => this.outcome(view, taken)).filter((outcome) => outcome !== undefined);
      },
    }));
  }

  /** A step as an outcome; none where it leads outside the instance's bounds. */
  private outcome(
    view: View,
    { state, sends, parameters }: NodeStep<object, AnyMessage>,
  ): Outcome | undefined {
    if (this.cast.within !== undefined && !this.cast.within(state)) return undefined;
    const { id } = this.self;
    const inFlight = this.wiring.dropsIgnored
      ? sends.filter(
          ({ to, message }) => to === id || !this.peers.get(to)?.ignores(view, { from: id, message }),
        )
      : sends;
    return {
      updates: [
        set(this.state, state),
        ...inFlight.map(({ to, message }) => this.wiring.sent(id, to, message)),
        ...this.afterwards(state),
      ],
      sent: sends.map(({ to, message }) => ({ from: id, to, message })),
      parameters,
    };
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
          if (up !== undefined) {
            const dropped = this.wiring.dropsIgnored ? this.wiring.queues(this.self.id) : [];
            const updates = [
              set(budget, left - 1),
              set(up, false),
              ...dropped.map((queue) => set(queue, [])),
            ];
            return view.get(up) ? [{ updates }] : disabled;
          }
          const state = view.get(this.state) as Readonly<Record<string, unknown>>;
          const kept = Object.fromEntries(stable.map((field) => [field, state[field as string]]));
          const after = { ...this.init(), ...kept };
          if (!guard('something is forgotten', !equalValues(state, after), { state })) return disabled;
          return [{ updates: [set(budget, left - 1), set(this.state, after)] }];
        },
      },
    ];
  }
}
