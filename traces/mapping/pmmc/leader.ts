/**
 * Steps of a leader. What it does otherwise than the spec:
 *
 *  - it begins its next ballot later than it is preempted, when nobody else is heard of: until then it is a leader whose scout has not begun;
 *  - a slot that nobody proposes for gets a no-op, which is a command that it proposes to itself;
 *  - slots that are decided, and kept by its replica or f+1 others, are forgotten: as if collected;
 *  - `adopted` and `preempted` are messages within the server; scouts and commanders begin in steps of their own.
 */
import type { Reaction } from '../../../spec/kit/role.js';
import { isAbove } from '../../../spec/pmmc/ballot.js';
import type { Message } from '../../../spec/pmmc/messages.js';
import type { LeaderState } from '../../../spec/pmmc/rules.js';
import type { StepEvent } from '../../conform/judge.js';
import type { Json } from '../../event.js';
import type { Check } from './check.js';
import { epochOf, epochsFrom, only } from './membership.js';
import type { LoggedBallot } from './names.js';
import { commanderName } from './process.js';
import { leaderBeginning, roles } from './rules.js';
import { type Server, toldByMajority } from './server.js';
import { type Logged, pvaluesOf } from './words.js';

interface Changed {
  readonly ballot?: LoggedBallot;
  readonly active?: boolean;
  readonly floor?: number;
  readonly proposals?: Readonly<Record<string, Json>>;
}

type Answer = Reaction<LeaderState, Message>;

/** @returns false where there is no such action */
export function explainLeader(server: Server, event: StepEvent, check: Check): boolean {
  const from = event.received?.from ?? '';
  const message = event.received?.message as unknown as Logged;
  switch (event.action) {
    case 'begin':
      begin(server, event, check);
      return true;
    case 'receive adopted':
      adopted(server, message, event, check);
      return true;
    case 'receive preempted':
      preempted(server, message, event, check);
      return true;
    case 'receive propose':
      proposed(server, message, event, check);
      return true;
    case 'fill holes':
      check.guard('a majority has adopted its ballot', server.leader.active, {
        active: server.leader.active,
      });
      fill(server, event.changed as Changed, server.leader, check);
      check.sendsNothing(event);
      return true;
    case 'receive applied':
      server.told.leader.set(from, Math.max(message.slot ?? 0, server.told.leader.get(from) ?? 0));
      forget(server, event, check);
      check.sendsNothing(event);
      return true;
    case 'forget':
      forget(server, event, check);
      check.sendsNothing(event);
      return true;
    case 'retire':
      check.changes(event, { active: false });
      standDown(server);
      return true;
    default:
      return false;
  }
}

function standDown(server: Server): void {
  server.leader = { ...server.leader, active: false };
  server.scout = null;
  server.commanders.clear();
  server.rounds.clear();
}

function begin(server: Server, event: StepEvent, check: Check): void {
  const { names, leader: before, id } = server;
  const logged = (event.changed as Changed).ballot;
  if (!check.guard('it names its ballot', logged !== undefined, {}) || logged === undefined) return;
  const ballot = names.ballot(logged);
  check.guard('the ballot is its own', logged.leader === id, { leader: logged.leader, self: id });
  const operands = { ballot: names.shown(ballot), used: names.shown(before.ballot) };
  check.guard('the ballot is above all that it has used', isAbove(ballot, before.ballot), operands);
  const step = check.ask(() => leaderBeginning(ballot).start?.(server.self(), before));
  check.same('changed.active', step?.state?.active, event.changed.active);
  check.sendsNothing(event);
  standDown(server);
  server.leader = step?.state as LeaderState;
  const floor = server.leader.collected + 1;
  const epochs = epochsFrom(server.epochs, floor);
  server.scout = { state: { ballot }, ballot, epochs, from: floor, pages: new Map(), heard: new Set() };
}

function receive(server: Server, message: Message, check: Check, state = server.leader): Answer {
  const self = server.self();
  return check.receive(roles.leader, self, state, 'another', message);
}

function adopted(server: Server, message: Logged, event: StepEvent, check: Check): void {
  const { names } = server;
  const ballot = names.ballot(message.ballot as LoggedBallot);
  const pvalues = pvaluesOf(names, message.pvalues ?? []);
  const before = server.leader;
  const answer = receive(
    server,
    { kind: 'adopted', ballot, pvalues, collected: message.collected ?? 0 },
    check,
  );
  if (answer.kind !== 'step' || server.scout === null) {
    check.changes(event, {});
    check.sendsNothing(event);
    return;
  }
  const state = answer.state as LeaderState;
  const changed = event.changed as Changed;
  check.same(
    'changed.floor',
    state.collected > before.collected ? state.collected + 1 : undefined,
    changed.floor,
  );
  check.same('changed.active', true, changed.active);
  server.commanders.clear();
  const logged = changed.proposals ?? {};
  for (const [slot, command] of state.proposals) {
    const there = logged[slot];
    check.same(
      'changed.proposals',
      command,
      there === undefined || there === null ? there : names.command(there),
      slot,
    );
  }
  for (const slot of state.proposals.keys()) spawn(server, slot, state);
  fill(server, changed, state, check);
  server.decided = Math.max(
    server.decided,
    state.collected,
    ...[...pvalues.keys()].filter((slot) => slot > state.collected),
  );
  const pings = event.sent.map(({ message: sent }) => (sent as unknown as Logged).decided);
  check.sends(
    event,
    names,
    pings.map((decided) => ({ message: { kind: 'ping', ballot: names.shown(ballot), decided } })),
  );
}

/** No-ops for slots that have no proposal: each is a proposal that the leader makes to itself. */
function fill(server: Server, { proposals = {} }: Changed, state: LeaderState, check: Check): void {
  let now = state;
  for (const [key, logged] of Object.entries(proposals)) {
    const slot = Number(key);
    if (now.proposals.has(slot) || logged === null) continue;
    const command = server.names.command(logged);
    const kind = (logged as { readonly kind?: string }).kind ?? 'none';
    if (!check.guard('what nobody proposed is a no-op', kind === 'no-op', { slot, command, kind })) continue;
    const answer = receive(server, { kind: 'propose', slot, command }, check, now);
    if (
      !check.guard('the slot of the no-op is free', answer.kind === 'step', { slot }) ||
      answer.kind !== 'step'
    )
      continue;
    now = answer.state as LeaderState;
    spawn(server, slot, now);
  }
  server.leader = now;
}

function spawn(server: Server, slot: number, { ballot, proposals }: LeaderState): void {
  const command = proposals.get(slot);
  if (ballot === null || command === undefined) return;
  server.commanders.set(slot, {
    name: commanderName(server.names.shown(ballot), slot),
    state: { ballot, slot, command },
    epochs: only(epochOf(server.epochs, slot)),
  });
}

function preempted(server: Server, message: Logged, event: StepEvent, check: Check): void {
  const { names, leader, scout } = server;
  const answer = receive(
    server,
    { kind: 'preempted', ballot: names.ballot(message.ballot as LoggedBallot) },
    check,
  );
  const stands = answer.kind === 'step' && (leader.active || scout !== null);
  check.changes(event, stands ? { active: false } : {});
  check.sendsNothing(event);
  if (stands) standDown(server);
}

function proposed(server: Server, message: Logged, event: StepEvent, check: Check): void {
  const { names } = server;
  const slot = message.slot as number;
  const command = names.command(message.command as Json);
  const answer = receive(server, { kind: 'propose', slot, command }, check);
  const { proposals } = event.changed as Changed;
  const logged = proposals?.[slot];
  check.same(
    'changed.proposals',
    answer.kind === 'step' ? command : undefined,
    logged && names.command(logged),
    slot,
  );
  check.sendsNothing(event);
  if (answer.kind !== 'step') return;
  server.leader = answer.state as LeaderState;
  if (server.leader.active) spawn(server, slot, server.leader);
}

/** Slots below the floor are forgotten: they are decided, and its own replica, or f+1 others in stable storage, have them. */
function forget(server: Server, event: StepEvent, check: Check): void {
  const { leader, replica, told, latest } = server;
  const { floor, proposals } = event.changed as Changed;
  if (floor === undefined) {
    check.same('changed.proposals', undefined, proposals);
    return;
  }
  const applied = replica.slotOut - 1;
  const durable = toldByMajority(told.leader, latest);
  const operands = { floor, applied, durable };
  // What was applied is known only where the replica is followed, and what others told it only where nothing is missing.
  if (server.followed.has('replica') && !server.hasGap) {
    check.guard(
      'what a leader forgets is applied here, or durable at f+1 replicas',
      floor - 1 <= Math.max(applied, durable),
      operands,
    );
  }
  const gone = [...leader.proposals.keys()].filter((slot) => slot < floor);
  check.gone('changed.proposals', gone, proposals);
  server.leader = {
    ballot: leader.ballot,
    active: leader.active,
    proposals: leader.proposals.deleteAll(gone),
    collected: Math.max(leader.collected, floor - 1),
  };
  for (const slot of gone) server.commanders.delete(slot);
  server.decided = Math.max(server.decided, floor - 1);
}
