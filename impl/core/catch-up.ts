/**
 * Catching up: a replica that knows that more is decided than it can apply asks another for the decisions, and where that has forgotten
 * them, for its state (state transfer), page by page.
 */
import type { Json } from '../../traces/event.js';
import { replicaKeys } from './checkpoint.js';
import { timeOf } from './clock.js';
import type { Command } from './command.js';
import { Entries, type Frozen } from './entries.js';
import { latest, playersOf } from './membership.js';
import type { BodyOf } from './message.js';
import { serveReads } from './reads.js';
import { applyAll, decide, leaderOf, markProposals, propose, type Replica, takeBack } from './replica.js';
import type { Context } from './work.js';

export interface CatchUp {
  /** The highest slot that is decided, as far as leaders have told. */
  decided: number;
  /** The slot that it could not apply when it looked last, and since when, in ticks. */
  stuck: { readonly slot: number; since: number };
  /** Times that it asked for that slot. */
  asked: number;
  /** The state that it is fetching. */
  fetching: Fetching | null;
  /** The state that it gives to others, as it was after a slot; and when it was last asked for, in ticks. */
  giving: { readonly slot: number; readonly state: Frozen; usedAt: number } | null;
}

interface Fetching {
  readonly from: string;
  readonly slot: number;
  readonly entries: (readonly [string, Json])[];
  /** When something came last. */
  at: number;
}

export const newCatchUp = (): CatchUp => ({
  decided: 0,
  stuck: { slot: 0, since: 0 },
  asked: 0,
  fetching: null,
  giving: null,
});

/** Asks where nothing went on for a while: the leader's server first, then others, at random, in turns. */
export function catchUpTick(replica: Replica, context: Context): void {
  const { catchUp } = replica;
  const { resendTicks } = context.configuration;
  if (catchUp.giving !== null && context.now - catchUp.giving.usedAt > 50 * resendTicks)
    catchUp.giving = null;
  if (catchUp.fetching !== null && context.now - catchUp.fetching.at > 5 * resendTicks)
    catchUp.fetching = null;
  if (catchUp.stuck.slot !== replica.slotOut) {
    catchUp.stuck = { slot: replica.slotOut, since: context.now };
    catchUp.asked = 0;
  }
  const isBehind =
    catchUp.decided >= replica.slotOut || replica.decisions.size > replica.slotOut - replica.logFrom;
  if (!isBehind || context.now - catchUp.stuck.since < resendTicks) return;
  catchUp.stuck.since = context.now;
  if (catchUp.fetching !== null) {
    askForPage(catchUp.fetching, context);
    return;
  }
  const others = playersOf('replica', latest(context.membership).servers).filter((id) => id !== context.self);
  const leader = leaderOf(replica);
  catchUp.asked += 1;
  const isToAskLeader = leader !== null && leader !== context.self && catchUp.asked % 2 === 1;
  if (!isToAskLeader && others.length === 0) return;
  const to = isToAskLeader ? leader : others[context.random.within(0, others.length - 1)];
  context.send([to], { kind: 'missing', from: replica.slotOut });
}

/** Another replica asks: decisions, a page of them, or that its question comes too late. */
export function receiveMissing(
  replica: Replica,
  from: string,
  message: BodyOf<'missing'>,
  context: Context,
): void {
  if (message.from < replica.logFrom) {
    const { catchUp } = replica;
    const slot = replica.slotOut - 1;
    catchUp.giving ??= { slot, state: replica.entries.frozen(), usedAt: context.now };
    // One that is older than the log would not help.
    if (catchUp.giving.slot + 1 < replica.logFrom) {
      catchUp.giving = { slot, state: replica.entries.frozen(), usedAt: context.now };
    }
    context.send([from], { kind: 'behind', slot: catchUp.giving.slot });
    return;
  }
  const commands: Command[] = [];
  let command = replica.decisions.get(message.from);
  while (command !== undefined && commands.length < context.configuration.pageMax) {
    commands.push(command);
    command = replica.decisions.get(message.from + commands.length);
  }
  if (commands.length > 0) context.send([from], { kind: 'decisions', from: message.from, commands });
}

export function receiveDecisions(
  replica: Replica,
  from: string,
  message: BodyOf<'decisions'>,
  context: Context,
): void {
  decide(
    replica,
    message.commands.map((command, i) => ({ slot: message.from + i, command })),
    context,
  );
  const isFull = message.commands.length >= context.configuration.pageMax;
  if (isFull && replica.catchUp.decided >= replica.slotOut) {
    context.send([from], { kind: 'missing', from: replica.slotOut });
  }
}

/** The other has forgotten the decisions: its state is to be had. */
export function receiveBehind(
  replica: Replica,
  from: string,
  { slot }: BodyOf<'behind'>,
  context: Context,
): void {
  const { catchUp } = replica;
  if (slot < replica.slotOut || (catchUp.fetching !== null && catchUp.fetching.from !== from)) return;
  if (catchUp.fetching?.slot === slot) return;
  catchUp.fetching = { from, slot, entries: [], at: context.now };
  askForPage(catchUp.fetching, context);
}

function askForPage({ from, slot, entries }: Fetching, context: Context): void {
  const after = entries.length === 0 ? null : entries[entries.length - 1][0];
  context.send([from], { kind: 'fetch', slot, after });
}

export function receiveFetch(
  replica: Replica,
  from: string,
  { slot, after }: BodyOf<'fetch'>,
  context: Context,
): void {
  const { giving } = replica.catchUp;
  if (giving?.slot !== slot) return;
  giving.usedAt = context.now;
  const { pageMax } = context.configuration;
  const found = giving.state.after(after, pageMax + 1);
  const entries = found.slice(0, pageMax);
  context.send([from], { kind: 'page', slot, after, entries, isLast: found.length <= pageMax });
}

export function receivePage(
  replica: Replica,
  from: string,
  { slot, after, entries, isLast }: BodyOf<'page'>,
  context: Context,
): void {
  const { fetching } = replica.catchUp;
  if (fetching === null || fetching.from !== from || fetching.slot !== slot) return;
  const last = fetching.entries.at(-1)?.[0] ?? null;
  if (after !== last) return;
  fetching.entries.push(...entries);
  fetching.at = context.now;
  if (!isLast) {
    askForPage(fetching, context);
    return;
  }
  replica.catchUp.fetching = null;
  if (slot >= replica.slotOut) install(replica, slot, new Entries(fetching.entries), context);
}

/** Takes the state over, in stable storage too. What of its own proposals was decided below it shows in the sessions. */
function install(replica: Replica, slot: number, entries: Entries, context: Context): void {
  // Stable storage has the entries of the last checkpoint: also those that were deleted since then.
  const deleted = replica.entries.dirty().map(([key]) => key);
  for (const key of [...replica.entries.keys(), ...deleted]) {
    if (entries.get(key) === undefined) context.write(`${replicaKeys.entry}${key}`, null);
  }
  for (const key of entries.keys()) {
    context.write(`${replicaKeys.entry}${key}`, entries.get(key) as Json);
  }
  context.write(replicaKeys.slot, slot);
  if (timeOf(entries) !== timeOf(replica.entries)) replica.timeAt = context.now;
  replica.entries = entries;
  replica.checkpoint = slot;
  replica.slotOut = slot + 1;
  replica.slotIn = Math.max(replica.slotIn, replica.slotOut);
  const past = [...replica.proposals].filter(([own]) => own <= slot);
  for (const [own, { command }] of past) {
    replica.proposals.delete(own);
    takeBack(replica, command);
  }
  for (const old of replica.decisions.keys()) if (old <= slot) replica.decisions.delete(old);
  replica.logFrom = slot + 1;
  context.changed('fetched', { slot, digest: entries.digest() });
  context.changed('slotOut', replica.slotOut);
  context.changed('slotIn', replica.slotIn);
  markProposals(
    replica,
    past.map(([own]) => own),
    context,
  );
  applyAll(replica, context);
  serveReads(replica, context);
  propose(replica, context);
}
