/**
 * The replica: proposes commands of clients for slots, and applies decided commands in the order of slots. Process Replica of Paxos Made
 * Moderately Complex (van Renesse and Altinbuken 2015), with batches: while `pipeline` of its proposals are undecided requests wait, and
 * then share a slot.
 *
 * It answers those clients that asked it. Nothing of it is durable but its state after some slot (checkpoint.ts): decisions after that can be had
 * again, from other replicas, or from acceptors, which keep what they accepted until f+1 replicas have it in a checkpoint.
 */
import type { Json } from '../../traces/event.js';
import type { Ballot } from './ballot.js';
import { compareBallots } from './ballot.js';
import { hasBug } from './bugs.js';
import type { CatchUp } from './catch-up.js';
import { newCatchUp } from './catch-up.js';
import { checkpointIfDue } from './checkpoint.js';
import { timeOf } from './clock.js';
import { type ClientCommand, type Command, isRead, type Operation } from './command.js';
import type { Entries } from './entries.js';
import { BATCH_CHARACTERS, fitting } from './fitting.js';
import { apply } from './machine.js';
import { epochOf, firstMembership, latest, playersOf } from './membership.js';
import type { BodyOf } from './message.js';
import { newReads, type Reads, serveReads, takeRead } from './reads.js';
import { isReconfiguration, tooEarly } from './reconfigure.js';
import { settled } from './sessions.js';
import { flawOf } from './value.js';
import type { Context } from './work.js';

interface Proposal {
  readonly command: Command;
  /** When it was sent last, in ticks. */
  sentAt: number;
}

export interface Replica {
  /** The next slot to propose for. */
  slotIn: number;
  /** The next slot to apply. */
  slotOut: number;
  /** Its own proposals that are undecided here, by slot. */
  readonly proposals: Map<number, Proposal>;
  /** What is decided, by slot: not yet applied, or kept for replicas that lag. */
  readonly decisions: Map<number, Command>;
  /** The first slot that is kept. */
  logFrom: number;
  /** Requests of clients that are in no proposal. */
  readonly requests: ClientCommand[];
  /** Of each client that waits here for an answer: which request. */
  readonly waiting: Map<string, number>;
  /** The state after slot `slotOut` - 1. */
  entries: Entries;
  /** The state after this slot is durable. */
  checkpoint: number;
  /** The leader that was heard of last, its ballot, and when. */
  leader: { readonly ballot: Ballot; heardAt: number } | null;
  /** When the log's time went on last, in ticks. */
  timeAt: number;
  readonly reads: Reads;
  readonly catchUp: CatchUp;
  /** Up to which slot each replica has told that its state is durable. */
  readonly applied: Map<string, number>;
  /** Little room is left in stable storage: no requests are taken but reads, and no checkpoints. */
  isFull: boolean;
}

export function newReplica(entries: Entries, checkpoint: number): Replica {
  return {
    slotIn: checkpoint + 1,
    slotOut: checkpoint + 1,
    proposals: new Map(),
    decisions: new Map(),
    logFrom: checkpoint + 1,
    requests: [],
    waiting: new Map(),
    entries,
    checkpoint,
    leader: null,
    timeAt: 0,
    reads: newReads(),
    catchUp: newCatchUp(),
    applied: new Map(),
    isFull: false,
  };
}

/** The server that leads, as far as this replica has heard. */
export const leaderOf = ({ leader }: Replica): string | null => leader?.ballot.leader ?? null;

/** A client asks. */
export function request(
  replica: Replica,
  { client, sequence, operation }: { client: string; sequence: number; operation: Operation },
  context: Context,
): void {
  const { configuration } = context;
  const answer = (result: Parameters<Context['answer']>[2]) => context.answer(client, sequence, result);
  if (isRead(operation)) {
    takeRead(replica, { client, sequence, operation }, context);
    return;
  }
  const since = timeOf(replica.entries);
  const known = settled(replica.entries, { client, sequence, since }, since, configuration.sessionTicks);
  // A session that is not known here may be known further on in the log.
  if (known !== undefined && known.kind !== 'expired') {
    answer(known);
    return;
  }
  const leader = leaderOf(replica);
  if (leader !== null && leader !== context.self && isReplica(leader, context)) {
    answer({ kind: 'redirect', leader });
    return;
  }
  if (replica.waiting.get(client) === sequence) return;
  const flaw = flawOf(operation, -1);
  if (flaw !== undefined) {
    answer({ kind: 'refused', reason: flaw });
    return;
  }
  if (replica.isFull) {
    answer({ kind: 'full' });
    return;
  }
  if (isReconfiguration(operation)) {
    const reason = tooEarly(context.membership, operation, replica.applied);
    if (reason !== undefined) {
      answer({ kind: 'refused', reason });
      return;
    }
  }
  if (replica.requests.length >= configuration.waitingMax) {
    answer({ kind: 'busy' });
    return;
  }
  replica.waiting.set(client, sequence);
  replica.requests.push({ client, sequence, operation, since });
  propose(replica, context);
}

const isReplica = (id: string, { membership }: Context) =>
  playersOf('replica', latest(membership).servers).includes(id);

/** Function propose of the paper. */
export function propose(replica: Replica, context: Context): void {
  const { pipeline, batchMax } = context.configuration;
  while (replica.requests.length > 0 && replica.proposals.size < pipeline) {
    const commands = fitting(replica.requests, batchMax, BATCH_CHARACTERS);
    replica.requests.splice(0, commands.length);
    const id = context.fresh();
    if (proposeNext(replica, { kind: 'batch', id, commands }, context)) continue;
    replica.requests.unshift(...commands);
    return;
  }
}

/** @returns false where the window has no slot left */
export function proposeNext(replica: Replica, command: Command, context: Context): boolean {
  const { decisions, proposals } = replica;
  while (decisions.has(replica.slotIn) || proposals.has(replica.slotIn)) replica.slotIn += 1;
  const slot = replica.slotIn;
  if (slot >= replica.slotOut + context.configuration.window) return false;
  replica.slotIn += 1;
  proposals.set(slot, { command, sentAt: context.now });
  context.changed('slotIn', replica.slotIn);
  markProposals(replica, [slot], context);
  context.send(leadersFor(replica, slot, context), { kind: 'propose', slot, command });
  return true;
}

/** The leader, where one is known; or all leaders of the configuration that decides the slot, as in the paper. */
export function leadersFor(replica: Replica, slot: number, { membership }: Context): readonly string[] {
  const leader = leaderOf(replica);
  return leader === null ? playersOf('leader', epochOf(membership, slot).servers) : [leader];
}

export function markProposals({ proposals }: Replica, slots: readonly number[], context: Context): void {
  context.changed(
    'proposals',
    Object.fromEntries(
      slots.map((slot) => [slot, (proposals.get(slot)?.command ?? null) as unknown as Json]),
    ),
  );
}

/** Decision: for the slot this command, and no other, ever. */
export function receiveDecision(replica: Replica, message: BodyOf<'decision'>, context: Context): void {
  decide(replica, [message], context);
}

/** Takes decisions down and applies what comes next (the loop of case decision). */
export function decide(
  replica: Replica,
  decided: readonly { readonly slot: number; readonly command: Command }[],
  context: Context,
): void {
  const fresh = decided.filter(({ slot }) => slot >= replica.slotOut && !replica.decisions.has(slot));
  if (fresh.length === 0) return;
  for (const { slot, command } of fresh) replica.decisions.set(slot, command);
  context.changed(
    'decisions',
    Object.fromEntries(fresh.map(({ slot, command }) => [slot, command as unknown as Json])),
  );
  applyAll(replica, context);
  serveReads(replica, context);
  propose(replica, context);
}

export function applyAll(replica: Replica, context: Context): void {
  const { proposals, slotOut: before } = replica;
  const settledProposals: number[] = [];
  let command = nextToApply(replica, context);
  while (command !== undefined) {
    const slot = replica.slotOut;
    const own = proposals.get(slot)?.command;
    if (own !== undefined) {
      proposals.delete(slot);
      settledProposals.push(slot);
      if (own.id !== command.id) takeBack(replica, own, context);
    }
    perform(replica, slot, command, context);
    replica.slotOut = slot + 1;
    checkpointIfDue(replica, context);
    command = nextToApply(replica, context);
  }
  if (replica.slotOut === before) return;
  replica.slotIn = Math.max(replica.slotIn, replica.slotOut);
  context.changed('slotOut', replica.slotOut);
  context.changed('slotIn', replica.slotIn);
  if (settledProposals.length > 0) markProposals(replica, settledProposals, context);
}

/** What is decided for the next slot. */
function nextToApply(replica: Replica, context: Context): Command | undefined {
  const { decisions, slotOut } = replica;
  const isSkipping = !decisions.has(slotOut) && decisions.has(slotOut + 1) && hasBug(context, 'skips-slot');
  if (isSkipping) replica.slotOut += 1;
  return decisions.get(replica.slotOut);
}

/** A command that lost its slot is proposed again; the time, and no-ops, are not. */
export function takeBack(replica: Replica, lost: Command, context: Context): void {
  if (lost.kind !== 'batch' || hasBug(context, 'does-not-repropose')) return;
  replica.requests.unshift(...lost.commands);
}

function perform(replica: Replica, slot: number, command: Command, context: Context): void {
  const { configuration } = context;
  const before = timeOf(replica.entries);
  const first = firstMembership(configuration.servers);
  const applied = apply(replica.entries, slot, command, first, configuration);
  const executed = applied.filter(({ isExecuted }) => isExecuted).map(({ command: one }) => one);
  if (executed.length > 0) {
    context.changed('executed', { [slot]: executed.map(({ client, sequence }) => `${client} ${sequence}`) });
  }
  for (const { command: one, result } of applied) {
    if (replica.waiting.get(one.client) !== one.sequence) continue;
    replica.waiting.delete(one.client);
    context.answer(one.client, one.sequence, result);
  }
  if (timeOf(replica.entries) !== before) replica.timeAt = context.now;
}

/** A leader is there. One with a lower ballot than that of another that was heard of lately is not believed. */
export function receivePing(replica: Replica, { ballot, decided }: BodyOf<'ping'>, context: Context): void {
  const known = replica.leader;
  if (known !== null && compareBallots(ballot, known.ballot) < 0) return;
  replica.leader = { ballot, heardAt: context.now };
  replica.catchUp.decided = Math.max(replica.catchUp.decided, decided);
}

/** Another replica, or this one, has made its state durable. */
export function replicaHearsApplied(replica: Replica, from: string, { slot }: BodyOf<'applied'>): void {
  replica.applied.set(from, Math.max(slot, replica.applied.get(from) ?? 0));
}
