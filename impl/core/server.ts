/**
 * A server: the roles that one process plays together, without I/O. State and input in; what must become durable, what may then
 * be sent, and what may then be answered, out. No clock, no disk, no network, no random numbers but those of a generator in the
 * state: the same inputs give the same outputs, in a simulation or in a real process (loop.ts has the loop that both run).
 *
 * The contract of the shell:
 *
 *     const state = initial(configuration, whatTheStoreHolds, seed);
 *     const { writes, sends, answers, steps } = step(state, input);
 *
 * - `writes` of one output are one atomic change: after a crash the store holds all of them or none.
 * - No send and no answer of an output leaves before the writes of this output, **and of every output before it**, are durable. Outputs
 *   may be gathered: one commit, one fsync, then all their sends and answers, in order (group commit).
 * - `initial` begins a new incarnation; the first output carries the write that says so. Step once (a tick) and make that
 *   durable before anything else.
 * - Sends may be lost, doubled, delayed and reordered. A send to the server itself is never made: its roles talk to each
 *   other within a step.
 * - The state is changed in place. `Output.state` is the same object.
 */
import type { Json } from '../../traces/event.js';
import type { Acceptor } from './acceptor.js';
import type { Ballot } from './ballot.js';
import { timeOf } from './clock.js';
import type { Operation, Result } from './command.js';
import type { Configuration, Role, Server } from './configuration.js';
import { prefixes } from './entries.js';
import { type Leader, newLeader, raiseFloor, startCommanders, startScout } from './leader.js';
import { leaderTick } from './leader-tick.js';
import { membersOf } from './machine.js';
import { type Epoch, epochsFrom, latest, type Membership } from './membership.js';
import type { Message } from './message.js';
import { type Random, seeded } from './random.js';
import { learnMembers, receive } from './receive.js';
import { leaderOf, newReplica, type Replica, request } from './replica.js';
import { replicaTick } from './replica-tick.js';
import { incarnationKey, restore } from './restore.js';
import { plays } from './roles.js';
import { Work } from './work.js';

export type Input =
  | { readonly kind: 'tick' }
  /** @param from the server that the transport says it is from. */
  | { readonly kind: 'message'; readonly from: string; readonly message: Message }
  /** Each is answered once or never: a client asks again, with the same sequence, until it is answered. */
  | {
      readonly kind: 'request';
      readonly client: string;
      readonly sequence: number;
      readonly operation: Operation;
    }
  /**
   * Little is left in stable storage, or there is room again. Clients' writes are refused (`full`) and no commands accepted; ballots,
   * which take a few bytes, go on, and with them reads. A shell says so while it has room for those.
   */
  | { readonly kind: 'disk'; readonly isFull: boolean };

/** Under `key` the store holds `value` from now on; null: nothing. */
export interface Write {
  readonly key: string;
  readonly value: Json | null;
}

export interface Send {
  readonly to: string;
  /** Where a message goes to several servers it is one object: a shell may turn it into bytes once. */
  readonly message: Message;
}

export interface Answer {
  readonly client: string;
  readonly sequence: number;
  readonly result: Result;
}

/** One atomic handler that ran: what a trace says of it (traces/event.ts). */
export interface Step {
  readonly role: Role;
  /** The process within the role: the server itself, or a scout or commander of its leader. */
  readonly process: string;
  /** `receive p2a`, or what it did of its own accord. */
  readonly action: string;
  readonly received?: { readonly from: string; readonly message: Message };
  readonly sent: readonly { readonly to: readonly string[]; readonly message: Message }[];
  /** The part of the state that changed, as it is after the step. Of a map, the entries that changed; null: gone. */
  readonly changed: Readonly<Record<string, Json>>;
}

export interface Output {
  readonly state: State;
  readonly writes: readonly Write[];
  readonly sends: readonly Send[];
  readonly answers: readonly Answer[];
  readonly steps: readonly Step[];
}

/** Opaque to shells, but for what `status` says of it. Roles that it does not play yet are there, and idle. */
export interface State {
  readonly configuration: Configuration;
  /** Which start of this server this is, from 1. */
  readonly incarnation: number;
  readonly random: Random;
  /** All configurations that it knows of, also those that its replica has not come to. */
  membership: Membership;
  /** Ticks since it started. */
  now: number;
  named: number;
  hasBegun: boolean;
  readonly acceptor: Acceptor;
  readonly leader: Leader;
  readonly replica: Replica;
}

/** What an operator or a shell wants to know; cheap. */
export interface Status {
  readonly node: string;
  readonly incarnation: number;
  /** The server that leads, as far as is known here. */
  readonly leader: string | null;
  /** Whether this server leads. */
  readonly isActive: boolean;
  readonly ballot: Ballot | null;
  /** All slots up to this one are applied here. */
  readonly applied: number;
  /** Up to this slot the state is durable here. */
  readonly checkpoint: number;
  readonly epoch: Epoch;
  /** Servers that messages may go to: more than the latest epoch has, while one before it still counts. Shells keep connections to them. */
  readonly peers: readonly Server[];
  /** The log's time in ticks, and how much it has. */
  readonly time: number;
  readonly keys: number;
  readonly sessions: number;
  readonly locks: number;
  /** Requests that wait here for an answer. */
  readonly waiting: number;
}

/**
 * @param durable what the store holds: nothing, the first time
 * @param seed of its random numbers; the same server should have another one in each incarnation
 * @throws DamagedError where that is nothing that a server ever wrote
 */
export function initial(
  configuration: Configuration,
  durable: Iterable<readonly [key: string, value: Json]>,
  seed: number,
): State {
  const found = restore(configuration, durable);
  return {
    configuration,
    incarnation: found.incarnation + 1,
    random: seeded(seed),
    membership: found.membership,
    now: 0,
    named: 0,
    hasBegun: false,
    acceptor: found.acceptor,
    leader: newLeader(found.ballot, configuration.timeoutMin),
    replica: newReplica(found.entries, found.checkpoint),
  };
}

/** Handles one input, and all that follows from it within the server. */
export function step(state: State, input: Input): Output {
  if (input.kind === 'tick') state.now += 1;
  const work = new Work(state);
  if (!state.hasBegun) {
    state.hasBegun = true;
    work.write(incarnationKey, state.incarnation);
  }
  switch (input.kind) {
    case 'tick':
      tick(state, work);
      break;
    case 'message':
      receive(state, { from: input.from, message: input.message }, work);
      break;
    case 'request':
      work.step('replica', work.self, 'request', undefined, () => request(state.replica, input, work));
      break;
    case 'disk':
      state.replica.isFull = input.isFull;
      state.acceptor.isFull = input.isFull;
      break;
  }
  settle(state, work);
  const writes = [...work.writes].map(([key, value]) => ({ key, value }));
  return { state, writes, sends: work.sends, answers: work.answers, steps: work.steps };
}

/** Until nothing is left to do: messages to roles of this server, processes that were spawned, what one role learns from another. */
function settle(state: State, work: Work): void {
  const { leader, replica } = state;
  for (;;) {
    const local = work.locals.shift();
    if (local !== undefined) receive(state, local, work);
    const known = membersOf(replica.entries);
    if (known !== undefined) learnMembers(state, known, work);
    if (plays('replica', state) && leader.floor < replica.slotOut) {
      work.step('leader', work.self, 'forget', undefined, () => raiseFloor(leader, replica.slotOut, work));
    }
    startScout(leader, work);
    startCommanders(leader, work);
    if (work.locals.length === 0) return;
  }
}

function tick(state: State, work: Work): void {
  if (plays('leader', state)) leaderTick(state.leader, work);
  if (plays('replica', state)) {
    work.step('replica', work.self, 'tick', undefined, () => replicaTick(state.replica, work));
  }
}

export function status(state: State): Status {
  const { configuration, membership, replica, leader } = state;
  const { entries } = replica;
  const known = new Map(
    epochsFrom(membership, replica.checkpoint).flatMap(({ servers }) => servers.map((s) => [s.id, s])),
  );
  return {
    node: configuration.self,
    incarnation: state.incarnation,
    leader: leaderOf(replica),
    isActive: leader.active,
    ballot: leader.ballot,
    applied: replica.slotOut - 1,
    checkpoint: replica.checkpoint,
    epoch: latest(membership),
    peers: [...known.values()].filter(({ id }) => id !== configuration.self),
    time: timeOf(entries),
    keys: entries.count(prefixes.key),
    sessions: entries.count(prefixes.session),
    locks: entries.count(prefixes.lock),
    waiting: replica.waiting.size,
  };
}
