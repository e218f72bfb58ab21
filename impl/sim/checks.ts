/**
 * Looks at every step of every server and holds it against what the protocol promises: what a message says must be in stable storage when it has left, a
 * ballot is used once and proposes one command a slot, a decision has a majority of votes, no two replicas decide differently, and replicas
 * that have applied the same slots are in the same state.
 */
import type { EventOf } from '../../traces/event.js';
import { type Ballot, compareBallots } from '../core/ballot.js';
import type { Command } from '../core/command.js';
import { epochOf, isMajority } from '../core/membership.js';
import type { BodyOf, Message } from '../core/message.js';
import type { State } from '../core/server.js';

/** What a server has let others know, and must not forget. */
interface Promised {
  ballot: Ballot | null;
  /** By slot: the ballot of its last vote that has left. */
  readonly votes: Map<number, Ballot>;
  /** The number of the highest ballot that it has asked for. */
  number: number;
  /** It has told that its state after this slot is durable. */
  applied: number;
}

const nameOf = (ballot: Ballot | null) => (ballot === null ? 'none' : `${ballot.number}.${ballot.leader}`);
const isVote = (message: Message): message is Message & BodyOf<'p2b'> =>
  message.kind === 'p2b' && compareBallots(message.ballot, message.asked) === 0;
const isAbove = (one: Ballot | null, other: Ballot | null) => compareBallots(one, other) > 0;

export class Checks {
  /** What is decided, by slot. */
  readonly decided = new Map<number, Command>();
  readonly #promised = new Map<string, Promised>();
  /** Which incarnation used a ballot. */
  readonly #users = new Map<string, number>();
  /** By ballot and slot: what is proposed, and who voted for it. */
  readonly #proposed = new Map<string, { readonly id: string; readonly votes: Set<string> }>();
  readonly #digests = new Map<number, { readonly node: string; readonly digest: string }>();

  /** @throws Error where a promise is broken */
  step(event: EventOf<'step'>, state: State): void {
    for (const { message } of event.sent) {
      const sent = message as unknown as Message;
      if (sent.kind === 'p2a') this.#proposes(sent.ballot, sent.slot, sent.command);
      if (isVote(sent)) this.#proposed.get(`${nameOf(sent.ballot)}/${sent.slot}`)?.votes.add(event.node);
      if (sent.kind === 'decision') this.#decides(sent.slot, sent.command, event.process, state);
    }
    const { decisions, slotOut, fetched } = event.changed as {
      readonly decisions?: Readonly<Record<string, Command>>;
      readonly slotOut?: number;
      readonly fetched?: unknown;
    };
    for (const [slot, command] of Object.entries(decisions ?? {}))
      this.#agrees(Number(slot), command, event.node);
    if (slotOut !== undefined || fetched !== undefined) this.#hasSameState(state.replica, event.node);
  }

  /** A message has left the server, in that incarnation of it. */
  sent(node: string, incarnation: number, message: Message): void {
    const promised = this.#of(node);
    if (message.kind === 'p1a') this.#usesBallot(message.ballot, node, incarnation);
    if (message.kind === 'p1b' && isAbove(message.ballot, promised.ballot)) promised.ballot = message.ballot;
    if (isVote(message)) {
      const before = promised.votes.get(message.slot) ?? null;
      if (isAbove(message.ballot, before)) promised.votes.set(message.slot, message.ballot);
    }
    if (message.kind === 'p1a') promised.number = Math.max(promised.number, message.ballot.number);
    if (message.kind === 'applied') promised.applied = Math.max(promised.applied, message.slot);
  }

  /** A server has started: with what it had let others know? */
  started({ configuration, acceptor, leader, replica }: State): void {
    const node = configuration.self;
    const { ballot, votes, number, applied } = this.#of(node);
    const demand = (isKept: boolean, what: string) => {
      if (!isKept) throw new Error(`${node} started, and has forgotten ${what}`);
    };
    demand(!isAbove(ballot, acceptor.ballot), `its promise of ballot ${nameOf(ballot)}`);
    for (const [slot, vote] of votes) {
      const kept = acceptor.accepted.get(slot)?.ballot ?? null;
      demand(
        slot <= acceptor.collected || !isAbove(vote, kept),
        `its vote for slot ${slot} in ${nameOf(vote)}`,
      );
    }
    demand(number <= (leader.ballot?.number ?? 0), `that it used ballot number ${number}`);
    demand(applied <= replica.checkpoint, `its state after slot ${applied}`);
    this.#hasSameState(replica, node);
  }

  #of(node: string): Promised {
    const there = this.#promised.get(node) ?? { ballot: null, votes: new Map(), number: 0, applied: 0 };
    this.#promised.set(node, there);
    return there;
  }

  #usesBallot(ballot: Ballot, node: string, incarnation: number): void {
    const name = nameOf(ballot);
    const user = this.#users.get(name) ?? incarnation;
    if (ballot.leader !== node || user !== incarnation) {
      throw new Error(`${node} uses ballot ${name} in incarnation ${incarnation}; it was used in ${user}`);
    }
    this.#users.set(name, incarnation);
  }

  #proposes(ballot: Ballot, slot: number, { id }: Command): void {
    const name = `${nameOf(ballot)}/${slot}`;
    const there = this.#proposed.get(name);
    if (there !== undefined && there.id !== id) {
      throw new Error(`ballot ${nameOf(ballot)} proposes ${there.id} and ${id} for slot ${slot}`);
    }
    if (there === undefined) this.#proposed.set(name, { id, votes: new Set() });
  }

  #decides(slot: number, { id }: Command, process: string, { membership }: State): void {
    const name = process.replace('commander ', '');
    const there = this.#proposed.get(name);
    const hasVotes = there !== undefined && isMajority('acceptor', epochOf(membership, slot), there.votes);
    if (there?.id !== id || !hasVotes) {
      const votes = [...(there?.votes ?? [])].join(', ');
      throw new Error(
        `${id} is decided for slot ${slot} by commander ${name} with the votes of ${votes || 'nobody'}`,
      );
    }
  }

  #agrees(slot: number, command: Command, node: string): void {
    const there = this.decided.get(slot) ?? command;
    if (there.id !== command.id) {
      throw new Error(`slot ${slot} is decided as ${there.id}, and at ${node} as ${command.id}`);
    }
    this.decided.set(slot, there);
  }

  #hasSameState(replica: State['replica'], node: string): void {
    const slot = replica.slotOut - 1;
    const digest = replica.entries.digest();
    const there = this.#digests.get(slot) ?? { node, digest };
    if (there.digest !== digest)
      throw new Error(`after slot ${slot} the states of ${there.node} and ${node} differ`);
    this.#digests.set(slot, there);
  }
}
