/** What a replica does as time goes by: sends again what was not answered, catches up, and sees that the log's time goes on. */
import { catchUpTick } from './catch-up.js';
import { tellApplied } from './checkpoint.js';
import { timeOf } from './clock.js';
import { prefixes } from './entries.js';
import { latest, playersOf } from './membership.js';
import { readsTick } from './reads.js';
import { leaderOf, leadersFor, propose, proposeNext, type Replica } from './replica.js';
import type { Context } from './work.js';

export function replicaTick(replica: Replica, context: Context): void {
  const { resendTicks, timeoutMin } = context.configuration;
  const { leader } = replica;
  if (leader !== null && context.now - leader.heardAt > 2 * timeoutMin) replica.leader = null;
  for (const [slot, proposal] of replica.proposals) {
    if (context.now - proposal.sentAt < resendTicks) continue;
    proposal.sentAt = context.now;
    context.send(leadersFor(replica, slot, context), { kind: 'propose', slot, command: proposal.command });
  }
  readsTick(replica, context);
  catchUpTick(replica, context);
  clockTick(replica, context);
  propose(replica, context);
  if (context.now % (4 * resendTicks) === 0) tellApplied(replica, context);
}

/**
 * Proposes that the time goes on where it stood still for so long, as this replica counts, and something ends by it. The leader's replica does;
 * others wait longer, each by its rank, in case there is none.
 */
function clockTick(replica: Replica, context: Context): void {
  const { entries } = replica;
  if (entries.count(prefixes.lock) === 0 && entries.count(prefixes.session) === 0) return;
  const isLeading = leaderOf(replica) === context.self;
  const rank = isLeading
    ? 0
    : 1 + playersOf('replica', latest(context.membership).servers).indexOf(context.self);
  const elapsed = context.now - replica.timeAt;
  const due = context.configuration.clockTicks * (1 + rank);
  if (elapsed < due || leaderOf(replica) === null) return;
  if ([...replica.proposals.values()].some(({ command }) => command.kind === 'clock')) return;
  proposeNext(replica, { kind: 'clock', id: context.fresh(), after: timeOf(entries), elapsed }, context);
}
