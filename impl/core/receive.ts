/**
 * Which handler a message goes to. A message of an epoch that is not known here is dropped, and its sender asked for the configurations: it
 * will be sent again, as all are.
 */
import type { Json } from '../../traces/event.js';
import { receiveApplied, receiveConfirm, receiveP1a, receiveP2a } from './acceptor.js';
import { receiveBehind, receiveDecisions, receiveFetch, receiveMissing, receivePage } from './catch-up.js';
import type { Role } from './configuration.js';
import { receiveConfirmed, receiveRead } from './confirmation.js';
import {
  beginBallot,
  handP1b,
  handP2b,
  leaderHearsApplied,
  leaderHearsMissing,
  leaderHearsPing,
  receiveAdopted,
  receivePreempted,
  receivePropose,
} from './leader.js';
import { latest, type Membership } from './membership.js';
import { receiveReadable } from './reads.js';
import { receiveDecision, receivePing } from './replica.js';
import { membersKey } from './restore.js';
import { plays } from './roles.js';
import type { State } from './server.js';
import type { Local, Work } from './work.js';

export function receive(state: State, received: Local, work: Work): void {
  const { from, message } = received;
  if (message.kind === 'members') {
    receiveMembers(state, received, message.epochs, work);
    return;
  }
  if (message.epoch > latest(state.membership).number) {
    work.step('replica', work.self, 'ask for members', undefined, () =>
      work.send([from], { kind: 'members', epochs: [] }),
    );
    return;
  }
  const { acceptor, leader, replica } = state;
  const as = (role: Role, handler: () => void) =>
    work.step(role, work.self, `receive ${message.kind}`, received, handler);
  switch (message.kind) {
    case 'p1a':
      as('acceptor', () => receiveP1a(acceptor, from, message, work));
      break;
    case 'p2a':
      as('acceptor', () => receiveP2a(acceptor, from, message, work));
      break;
    case 'confirm':
      as('acceptor', () => receiveConfirm(acceptor, from, message, work));
      break;
    case 'applied':
      as('acceptor', () => receiveApplied(acceptor, from, message, work));
      as('leader', () => leaderHearsApplied(leader, from, message.slot, work));
      break;
    case 'p1b':
      handP1b(leader, received, message, work);
      break;
    case 'p2b':
      handP2b(leader, received, message, work);
      break;
    case 'propose':
      as('leader', () => receivePropose(leader, message, work));
      break;
    case 'adopted':
      as('leader', () => receiveAdopted(leader, message, work));
      break;
    case 'preempted':
      as('leader', () => receivePreempted(leader, message, work));
      break;
    case 'read':
      as('leader', () => receiveRead(leader, from, message, work));
      break;
    case 'confirmed':
      as('leader', () => receiveConfirmed(leader, from, message, work));
      break;
    case 'ping':
      as('leader', () => leaderHearsPing(leader, message, work));
      as('replica', () => receivePing(replica, message, work));
      break;
    case 'decision':
      as('replica', () => receiveDecision(replica, message, work));
      break;
    case 'readable':
      as('replica', () => receiveReadable(replica, message, work));
      break;
    case 'missing':
      if (plays('replica', state)) as('replica', () => receiveMissing(replica, from, message, work));
      else as('leader', () => leaderHearsMissing(leader, from, message.from, work));
      break;
    case 'decisions':
      as('replica', () => receiveDecisions(replica, from, message, work));
      break;
    case 'behind':
      as('replica', () => receiveBehind(replica, from, message, work));
      break;
    case 'fetch':
      as('replica', () => receiveFetch(replica, from, message, work));
      break;
    case 'page':
      as('replica', () => receivePage(replica, from, message, work));
      break;
  }
}

/** The question for the configurations, or the answer. */
function receiveMembers(state: State, received: Local, epochs: Membership, work: Work): void {
  work.step('replica', work.self, 'receive members', received, () => {
    if (epochs.length > 0) return;
    work.send([received.from], { kind: 'members', epochs: state.membership });
  });
  if (epochs.length > 0) learnMembers(state, epochs, work);
}

/**
 * Takes over configurations that follow those that are known. A leader whose ballot was adopted by fewer acceptors than now count begins
 * another: it must hear a majority of each configuration that decides slots from its floor on.
 */
export function learnMembers(state: State, membership: Membership, work: Work): void {
  if (latest(membership).number <= latest(state.membership).number) return;
  const { leader } = state;
  state.membership = membership;
  work.step('replica', work.self, 'learn members', undefined, () => {
    work.write(membersKey, membership as unknown as Json);
    work.changed('members', latest(membership) as unknown as Json);
  });
  if (!leader.active && leader.scout === null) return;
  work.step('leader', work.self, 'begin', undefined, () => beginBallot(leader, work));
}
