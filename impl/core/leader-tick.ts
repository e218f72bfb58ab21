/**
 * What a leader does as time goes by.
 *
 * The paper lets a preempted leader ping the one that preempted it, and wait while that answers. Here the active one pings, which tells
 * replicas at the same time where it is and how far the log goes. Who hears nothing for its timeout begins a ballot. Timeouts grow by a factor when the leader is
 * preempted and shrink by a constant when it is adopted, as the paper proposes, after TCP: so duels end.
 */

import { askToAccept, commanderName } from './commander.js';
import { confirmationTick } from './confirmation.js';
import { beginBallot, type Leader, mayLead, ping, proposeNoOps, wait } from './leader.js';
import { latest } from './membership.js';
import { ask, scoutName } from './scout.js';
import type { Work } from './work.js';

export function leaderTick(leader: Leader, work: Work): void {
  const { now, configuration, self } = work;
  const { pingTicks, resendTicks } = configuration;
  const step = (process: string, action: string, handler: () => void) =>
    work.step('leader', process, action, undefined, handler);
  if (leader.deadline === 0) wait(leader, work);
  if (!mayLead(leader, work)) {
    step(self, 'retire', () => retire(leader, work));
    return;
  }
  if (!leader.active && leader.scout === null && now >= leader.deadline) {
    step(self, 'begin', () => beginBallot(leader, work));
  }
  const { scout } = leader;
  if (scout !== null && scout.askedAt > 0 && now - scout.askedAt >= resendTicks) {
    step(scoutName(scout.ballot), 'ask again', () => ask(scout, work));
  }
  if (!leader.active) return;
  if (now - leader.pingedAt >= pingTicks) step(self, 'ping', () => ping(leader, work));
  for (const commander of leader.commanders.values()) {
    if (commander.askedAt === 0 || now - commander.askedAt < resendTicks) continue;
    step(commanderName(commander.ballot, commander.slot), 'ask again', () => askToAccept(commander, work));
  }
  step(self, 'fill holes', () => holesTick(leader, work));
  step(self, 'confirm again', () => confirmationTick(leader, work));
}

/** A proposal that was lost on its way comes again; after some time without it a no-op takes the slot. */
function holesTick(leader: Leader, work: Work): void {
  const highest = Math.max(0, ...leader.proposals.keys());
  const isPending = latest(work.membership).from > leader.floor;
  let hasHole = isPending;
  for (let slot = leader.floor; slot < highest && !hasHole; slot++) hasHole = !leader.proposals.has(slot);
  if (!hasHole) leader.holeSince = null;
  else leader.holeSince ??= work.now;
  const patience = isPending ? 0 : 2 * work.configuration.resendTicks;
  if (leader.holeSince !== null && work.now - leader.holeSince >= patience) {
    leader.holeSince = null;
    proposeNoOps(leader, work);
  }
}

/** It is not of the cluster any more. */
function retire(leader: Leader, work: Work): void {
  if (!leader.active && leader.scout === null) return;
  leader.active = false;
  leader.scout = null;
  leader.commanders.clear();
  work.changed('active', false);
}
