/**
 * One process of a system: what it receives, does of its own accord, and loses in a crash, as variables and actions of the model.
 *
 * Crashes. With recovery `none` a process stops for good: a step `crash`. With `stable` and `amnesia` it goes on
 * with its stable fields, or with nothing: one step `restart`. A process that is down for a while does the same as
 * one that is slow, so that crash and recovery need not be two steps; what differs is what is forgotten.
 */
import { canonical, equalValues, ValueError } from '../../checker/canonical.js';
import {
  type Action,
  type Blind,
  blind,
  type Cell,
  cell,
  change,
  type Outcome,
  type Soup,
  set,
  type Update,
  type Variable,
  type View,
} from '../../checker/model.js';
import { checkedReaction, checkedSteps } from './answer.js';
import { FieldError, StateFields } from './fields.js';
import { guard } from './guard.js';
import { NetworkError, type Wiring } from './network.js';
import { outcomesOf, type Party } from './perform.js';
import { disabled } from './plain.js';
import {
  type AnyMessage,
  checkingWhereMade,
  type Envelope,
  type NodeStep,
  type Reaction,
  type Role,
  type Self,
} from './role.js';

/** How the names of the actions begin by which messages are received. */
const RECEIVE = 'receive ';

export interface Crashes<S extends object = object> {
  /** How many crashes there may be among all processes of the role. */
  readonly budget: number;
  readonly recovery: 'stable' | 'amnesia' | 'none';
  /** Where recovering takes several steps: how many processes of the role may be about it at once. */
  readonly atOnce?: { readonly most: number; readonly isRecovering: (state: S) => boolean };
}

/** The processes of one role. */
export interface Cast<S extends object, M extends AnyMessage, C> {
  readonly role: Role<S, M, C>;
  /** Their names, in order. */
  readonly nodes: readonly string[];
  readonly crashes?: Crashes<S>;
  /** Each is absent until a step spawns it, and again after it exits; its state is then null. */
  readonly spawned?: true;
  /**
   * How far the instance lets a process go: a step to a state outside is not taken. It bounds what is explored and is no
   * part of the protocol, so it never stands in a handler.
   */
  readonly within?: (state: S) => boolean;
  /**
   * By action: whether the instance lets a process take it in a state. It bounds as `within` does, and is asked first, so that an
   * action which reads much is not asked where its answer would not be taken.
   */
  readonly allows?: Readonly<Record<string, (state: S) => boolean>>;
}

/** A process as properties see it. */
export interface Node<S extends object | null, M extends AnyMessage> {
  readonly id: string;
  readonly state: Cell<S>;
  /** What was ever sent to it. Throws where the network is no soup, or it is spawned. */
  readonly inbox: Soup<Envelope<M>>;
  /** Of a process that is spawned: what was sent to it since then; null while it is not there. */
  readonly mailbox: Cell<readonly Envelope<M>[] | null>;
  /**
   * What is in flight to it, by cell: one of a bag, one for each sender of a fifo. None where the network is a soup. Null while a process
   * that is spawned is not there.
   */
  readonly queues: readonly Cell<readonly Envelope<M>[] | null>[];
  /** Whether it has not crashed for good. */
  readonly isUp: (view: View) => boolean;
  /** What its handler answers to a message in its present state; throws where it is not there. To properties its state may have more fields. */
  readonly reaction: (view: View, envelope: Envelope<M>) => Reaction<NonNullable<S>, M, unknown, unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: a process of any role
export type AnyNode<M extends AnyMessage> = Node<any, M>;

// biome-ignore lint/suspicious/noExplicitAny: a cast of any state; `Nodes` gives the state its type back
export type AnyCast = Cast<any, any, any>;
/** A system that is not well formed. */
export class SystemError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SystemError';
  }
}

/** One process: its variables and its actions. */
export class Process<C> implements Party {
  readonly id: string;
  readonly variables: Variable[];
  readonly initial: Update[];
  readonly actions: Action[];
  readonly handle: Node<object, AnyMessage>;
  readonly state: Cell<object | null>;
  readonly isSpawned: boolean;
  /** Only for a process that may stop for good. */
  private readonly up: Cell<boolean> | undefined;
  private readonly fields: StateFields;
  /** What this process does not ignore in a state. */
  private readonly attended: Blind<readonly Envelope<AnyMessage>[] | null, object>;

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
    this.attended = blind(`attended by ${id}`, (queue, state) =>
      (queue ?? []).filter(({ from, message }) => this.react(state, from, message).kind !== 'ignore'),
    );
    const init = this.init();
    this.variables = [this.state, ...(this.up === undefined ? [] : [this.up])];
    this.initial = [
      set(this.state, this.isSpawned ? null : init),
      ...(this.up === undefined ? [] : [set(this.up, true)]),
    ];
    this.fields = new StateFields(id, init, cast.role.optional);
    this.requireStableFields(init);
    this.requireWithin(init);
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
      queues: wiring.queues(id),
      isUp,
      reaction: (view, { from, message }) => this.react(view.get(state), from, message),
    };
  }

  private init(): object {
    return this.cast.role.init(this.self);
  }

  private requireStableFields(init: object): void {
    const { stable = [], optional = [] } = this.cast.role;
    for (const field of stable) {
      if (!(field in init) && !optional.includes(field)) {
        throw new SystemError(`${this.self.id} has no field ${String(field)}, which its role calls stable`);
      }
    }
  }

  private requireWithin(init: object): void {
    // With a first step, nobody is ever in this state: what that step leads to must be within.
    if (this.isSpawned || this.cast.role.start !== undefined || this.isWithin(init)) return;
    throw new SystemError(
      `${this.self.id} begins outside the bounds of the instance: within is false of its first state`,
    );
  }

  /** What the first step of a process that is there from the beginning adds to the initial state. */
  started(): readonly Update[] {
    if (this.isSpawned || this.cast.role.start === undefined) return [];
    const begin = () => [this.start(this.init())];
    // Nobody is there yet who could ignore a message: it is in flight until it is received.
    const first = this.outcomes(beforeTheFirstState, begin(), begin, { ...this.wiring, dropsIgnored: false });
    if (first.length === 1 && !first[0].isCutOff) return first[0].updates;
    throw new SystemError(`the first step of ${this.id} leads outside the bounds of the instance`);
  }

  readonly isUp = (view: View): boolean => this.up === undefined || view.get(this.up);

  requireFields(state: object): void {
    this.fields.require(state);
  }

  isWithin(state: object): boolean {
    const { within } = this.cast;
    if (within === undefined) return true;
    try {
      // What is no value is refused first: of NaN every bound is false.
      canonical(state);
    } catch (error) {
      throw error instanceof ValueError ? error.of(this.id) : error;
    }
    return within(state);
  }

  react(state: object, from: string, message: AnyMessage): Reaction<object, AnyMessage> {
    const { receive } = this.cast.role;
    if (receive === undefined) return { kind: 'ignore' };
    return checkedReaction(receive(this.self, state, from, message), message.kind);
  }

  /** Where what is ignored does not stay in flight: of what waits for this process, only what it does not ignore in its next state. */
  forgetIgnored(state: object): readonly Update[] {
    if (!this.wiring.dropsIgnored) return [];
    return this.wiring.queues(this.id).map((queue) => change(queue, this.attended, state));
  }

  start(state: object): NodeStep<object, AnyMessage> {
    const { start } = this.cast.role;
    if (start === undefined) return { kind: 'step', state, sends: [] };
    return checkedSteps([start(this.self, state)])[0];
  }

  /** @param again makes the steps once more, for an error that is to tell the line */
  private outcomes(
    view: View,
    steps: readonly NodeStep<object, AnyMessage>[],
    again: () => unknown,
    wiring: Wiring = this.wiring,
  ): readonly Outcome[] {
    const { parties, id } = this;
    try {
      return outcomesOf(view, wiring, parties, id, steps);
    } catch (error) {
      if (error instanceof NetworkError) {
        checkingWhereMade({ receiver: (to) => wiring.sent(id, to, { kind: '' }) }, again);
      }
      if (error instanceof FieldError) {
        checkingWhereMade({ state: (state) => state && this.requireFields(state) }, again);
      }
      throw error;
    }
  }

  /** Its state; null where it has crashed or is not there. */
  private present(view: View): object | null {
    return this.isUp(view) ? view.get(this.state) : null;
  }

  private receiving(): Action[] {
    if (this.cast.role.receive === undefined) return [];
    const { id } = this.self;
    return this.wiring.arrivals(id).map((arrival) => ({
      name: (element) => `${RECEIVE}${(element as Envelope<AnyMessage>).message.kind}`,
      nameBegins: RECEIVE,
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
        const again = () => this.react(state, from, message);
        return this.outcomes(view, steps, again).map((outcome) => ({
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
        if (state === null || this.cast.allows?.[name]?.(state) === false) return disabled;
        const inbox = this.wiring.sentTo(view, this.self.id);
        const ask = () => checkedSteps(run(this.self, state, inbox));
        return this.outcomes(view, ask(), ask);
      },
    }));
  }

  /** Whether few enough others are recovering. */
  private mayCrash(view: View): boolean {
    const { atOnce } = this.cast.crashes ?? {};
    if (atOnce === undefined) return true;
    const recovering = this.cast.nodes.filter((id) => {
      const state = view.get((this.parties.get(id) as Party).state);
      return id !== this.id && state !== null && atOnce.isRecovering(state);
    });
    return guard('few enough others are recovering', recovering.length < atOnce.most, { recovering });
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
            const dropped = this.wiring.dropsIgnored ? this.wiring.queues(this.id) : [];
            const updates = [spent, set(up, false), ...dropped.map((queue) => set(queue, []))];
            return view.get(up) ? [{ updates }] : disabled;
          }
          if (!this.mayCrash(view)) return disabled;
          const state = view.get(this.state) as Readonly<Record<string, unknown>>;
          const known = stable.filter((field) => field in state);
          const kept = Object.fromEntries(known.map((field) => [field, state[field as string]]));
          const after = { ...this.init(), ...kept };
          const changes = cast.role.start !== undefined || !equalValues(state, after);
          if (!guard('something is forgotten, or done first', changes, { state })) return disabled;
          const begin = () => [this.start(after)];
          return this.outcomes(view, begin(), begin).map((outcome) => ({
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
