/**
 * The leader: begins ballots by scouts, and proposes commands by commanders once its ballot is adopted. Process Leader of Paxos Made
 * Moderately Complex (van Renesse and Altinbuken 2015), for a system that runs: messages are sent again, slots that all know are
 * forgotten, and ballots are not begun while another leader is heard of (leader-tick.ts).
 *
 * Only the number of its ballot is durable, before the ballot is used: a leader that used a ballot twice could propose two commands for
 * one slot in it.
 */
import type { Json } from '../../traces/event.js';
import { appliedByMajority } from './acceptor.js';
import { type Ballot, compareBallots, sameBallot } from './ballot.js';
import { hasBug } from './bugs.js';
import type { Command } from './command.js';
import { askToAccept, type Commander, commanderName, newCommander, receiveP2b } from './commander.js';
import { type Confirmation, newConfirmation } from './confirmation.js';
import { fitting, PAGE_CHARACTERS } from './fitting.js';
import { epochsFrom, latest, playersIn } from './membership.js';
import type { BodyOf } from './message.js';
import { ask, newScout, receiveP1b, type Scout, scoutName } from './scout.js';
import type { Context, Local, Work } from './work.js';

export interface Leader {
  /** The highest ballot that it has used. */
  ballot: Ballot | null;
  /** Whether that is adopted, and not preempted as far as it knows. */
  active: boolean;
  scout: Scout | null;
  /** Commands for slots: its own choice, or what may have been decided before. */
  readonly proposals: Map<number, Command>;
  /** By slot; until the slot is decided. */
  readonly commanders: Map<number, Commander>;
  /** The highest ballot that it has heard of. */
  highest: Ballot | null;
  /** All slots below are decided, and known to enough replicas: nothing is proposed for them. */
  floor: number;
  /** The highest slot that may be decided, as far as it can know: what a read must see. */
  decided: number;
  /** Since when the lowest open slot has no proposal although a higher one has, in ticks; null where it is not so. */
  holeSince: number | null;
  readonly applied: Map<string, number>;
  readonly confirmation: Confirmation;
  /** How long it waits for another leader, in ticks; grows when it is preempted, shrinks when it is adopted. */
  timeout: number;
  /** When it begins a ballot unless it hears of another leader, in ticks. */
  deadline: number;
  pingedAt: number;
}

export const leaderKeys = { number: 'leader/number' };

export function newLeader(ballot: Ballot | null, timeout: number): Leader {
  return {
    ballot,
    active: false,
    scout: null,
    proposals: new Map(),
    commanders: new Map(),
    highest: ballot,
    floor: 1,
    decided: 0,
    holeSince: null,
    applied: new Map(),
    confirmation: newConfirmation(),
    timeout,
    deadline: 0,
    pingedAt: 0,
  };
}

/** Whether it plays a leader in a configuration that still decides slots. */
export function mayLead(leader: Leader, { self, membership }: Context): boolean {
  return playersIn('leader', epochsFrom(membership, leader.floor)).includes(self);
}

/** Spawns a scout for a ballot above all that it has heard of. */
export function beginBallot(leader: Leader, context: Context): void {
  const number = Math.max(leader.highest?.number ?? 0, leader.ballot?.number ?? 0) + 1;
  leader.ballot = { number, leader: context.self };
  leader.highest = leader.ballot;
  if (!hasBug(context, 'reuses-ballot')) context.write(leaderKeys.number, number);
  standDown(leader);
  context.changed('ballot', leader.ballot as unknown as Json);
  context.changed('active', false);
  leader.scout = newScout(leader.ballot, epochsFrom(context.membership, leader.floor), leader.floor);
}

function standDown(leader: Leader): void {
  leader.active = false;
  leader.scout = null;
  leader.commanders.clear();
  leader.holeSince = null;
  leader.confirmation.asking = null;
  leader.confirmation.waiting.length = 0;
}

/** The first lines of the scout, in a step of its own. */
export function startScout(leader: Leader, work: Work): void {
  const { scout } = leader;
  if (scout === null || scout.askedAt > 0) return;
  work.step('leader', scoutName(scout.ballot), 'start', undefined, () => ask(scout, work));
}

/** p1b goes to the scout of the present ballot; those of earlier ones are gone. */
export function handP1b(leader: Leader, received: Local, message: BodyOf<'p1b'>, work: Work): void {
  const { scout } = leader;
  if (scout === null) return;
  work.step('leader', scoutName(scout.ballot), 'receive p1b', received, () =>
    receiveP1b(scout, received.from, message, work),
  );
}

/** p2b goes to the commander of the slot. */
export function handP2b(leader: Leader, received: Local, message: BodyOf<'p2b'>, work: Work): void {
  if (hasBug(work, 'counts-other-slot')) {
    const others = [...leader.commanders.keys()].filter((slot) => slot !== message.slot);
    for (const slot of others) countVote(leader, slot, received, message, work);
  }
  countVote(leader, message.slot, received, message, work);
}

function countVote(leader: Leader, slot: number, received: Local, message: BodyOf<'p2b'>, work: Work): void {
  const commander = leader.commanders.get(slot);
  if (commander === undefined) return;
  const name = commanderName(commander.ballot, commander.slot);
  work.step('leader', name, 'receive p2b', received, () => {
    if (!receiveP2b(commander, received.from, message, work)) return;
    leader.commanders.delete(commander.slot);
    leader.decided = Math.max(leader.decided, commander.slot);
  });
}

/** propose: the first command for a slot. */
export function receivePropose(leader: Leader, message: BodyOf<'propose'>, context: Context): void {
  const { slot, command } = message;
  if (slot < leader.floor || leader.proposals.has(slot)) return;
  leader.proposals.set(slot, command);
  markProposals(leader, [slot], context);
  if (leader.active) spawnCommander(leader, slot, context);
}

function markProposals({ proposals }: Leader, slots: readonly number[], context: Context): void {
  const marked = slots.map((slot) => [slot, (proposals.get(slot) ?? null) as unknown as Json]);
  context.changed('proposals', Object.fromEntries(marked));
}

function spawnCommander(leader: Leader, slot: number, context: Context): void {
  const command = leader.proposals.get(slot) as Command;
  leader.commanders.set(slot, newCommander(leader.ballot as Ballot, slot, command, context));
}

/** The first lines of commanders that were spawned just now, each in a step of its own. */
export function startCommanders(leader: Leader, work: Work): void {
  for (const commander of leader.commanders.values()) {
    if (commander.askedAt > 0) continue;
    const name = commanderName(commander.ballot, commander.slot);
    work.step('leader', name, 'start', undefined, () => askToAccept(commander, work));
  }
}

/** adopted: what may be decided goes before its own proposals, and all are proposed; so are no-ops for the slots between. */
export function receiveAdopted(leader: Leader, message: BodyOf<'adopted'>, context: Context): void {
  if (!sameBallot(message.ballot, leader.ballot) || leader.scout === null) return;
  raiseFloor(leader, message.collected + 1, context);
  const pmax = message.pvalues.filter(({ slot }) => slot >= leader.floor);
  for (const { slot, command } of pmax) {
    const isKept = hasBug(context, 'own-proposals-win') && leader.proposals.has(slot);
    if (!isKept) leader.proposals.set(slot, command);
  }
  leader.active = true;
  leader.timeout = Math.max(
    context.configuration.timeoutMin,
    leader.timeout - context.configuration.timeoutDecrease,
  );
  leader.decided = Math.max(leader.decided, leader.floor - 1, ...pmax.map(({ slot }) => slot));
  fillHoles(leader, context);
  context.changed('active', true);
  markProposals(leader, [...leader.proposals.keys()], context);
  const slots = [...leader.proposals.keys()].sort((one, other) => one - other);
  for (const slot of slots) spawnCommander(leader, slot, context);
  ping(leader, context);
}

/** No-ops for slots below a proposal that nobody proposes for, and up to where a new configuration begins. */
export function fillHoles(leader: Leader, context: Context): readonly number[] {
  const highest = Math.max(0, ...leader.proposals.keys());
  const begins = latest(context.membership).from - 1;
  const filled: number[] = [];
  for (let slot = leader.floor; slot <= Math.max(highest, begins); slot++) {
    if (leader.proposals.has(slot)) continue;
    leader.proposals.set(slot, { kind: 'no-op', id: context.fresh() });
    filled.push(slot);
  }
  return filled;
}

/** fillHoles for a leader that is active. */
export function proposeNoOps(leader: Leader, context: Context): void {
  const filled = fillHoles(leader, context);
  if (filled.length === 0) return;
  markProposals(leader, filled, context);
  for (const slot of filled) spawnCommander(leader, slot, context);
}

/**
 * A replica asks for decisions, of a leader without a replica beside it: it answers with what it has decided itself, lest a decision that
 * reached no replica be lost to all.
 */
export function leaderHearsMissing(leader: Leader, from: string, first: number, context: Context): void {
  if (!leader.active) return;
  const commands = fitting(decidedFrom(leader, first), context.configuration.pageMax, PAGE_CHARACTERS);
  if (commands.length > 0) context.send([from], { kind: 'decisions', from: first, commands });
}

function* decidedFrom({ proposals, commanders }: Leader, first: number): Iterable<Command> {
  for (let slot = first; ; slot++) {
    const command = proposals.get(slot);
    if (command === undefined || commanders.has(slot)) return;
    yield command;
  }
}

/** preempted: a ballot above its own. It begins another one later, if the leader of that is not heard of. */
export function receivePreempted(leader: Leader, { ballot }: BodyOf<'preempted'>, context: Context): void {
  hearOf(leader, ballot);
  if (compareBallots(ballot, leader.ballot) <= 0 || (!leader.active && leader.scout === null)) return;
  const { timeoutMax, timeoutIncrease } = context.configuration;
  leader.timeout = Math.min(timeoutMax, Math.ceil(leader.timeout * timeoutIncrease));
  standDown(leader);
  wait(leader, context);
  context.changed('active', false);
}

export function hearOf(leader: Leader, ballot: Ballot): void {
  if (compareBallots(ballot, leader.highest) > 0) leader.highest = ballot;
}

/** Puts off its next ballot; by a random time, so that two leaders do not begin theirs together again and again. */
export function wait(leader: Leader, { now, random }: Context): void {
  leader.deadline = now + leader.timeout + random.within(0, leader.timeout);
}

/** Another leader is there: no ballot for the time being. */
export function leaderHearsPing(leader: Leader, { ballot }: BodyOf<'ping'>, context: Context): void {
  if (compareBallots(ballot, leader.highest) < 0) return;
  hearOf(leader, ballot);
  if (ballot.leader !== context.self) wait(leader, context);
}

/** Tells all that it leads. */
export function ping(leader: Leader, context: Context): void {
  leader.pingedAt = context.now;
  const epochs = epochsFrom(context.membership, leader.floor);
  const to = [...new Set([...playersIn('leader', epochs), ...playersIn('replica', epochs)])];
  context.send(to, { kind: 'ping', ballot: leader.ballot as Ballot, decided: leader.decided });
}

/** Slots below are decided and known: by the replica of this server, or in checkpoints of f+1. */
export function raiseFloor(leader: Leader, floor: number, context: Context): void {
  if (floor <= leader.floor) return;
  leader.floor = floor;
  context.changed('floor', floor);
  leader.decided = Math.max(leader.decided, floor - 1);
  const gone = [...leader.proposals.keys()].filter((slot) => slot < floor);
  for (const slot of gone) {
    leader.proposals.delete(slot);
    leader.commanders.delete(slot);
  }
  if (gone.length > 0) markProposals(leader, gone, context);
}

/** A replica has made its state durable. */
export function leaderHearsApplied(leader: Leader, from: string, slot: number, context: Context): void {
  leader.applied.set(from, Math.max(slot, leader.applied.get(from) ?? 0));
  raiseFloor(leader, appliedByMajority(leader.applied, context) + 1, context);
}
