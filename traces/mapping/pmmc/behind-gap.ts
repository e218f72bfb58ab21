/**
 * Steps of a server behind a gap, as far as they can be judged. What was known before bounds what is there now: no gap takes a promise, an acceptance
 * or a ballot back. And states come back: an acceptor's with an answer to p1a that tells all that it has, a leader's with the next ballot
 * that it begins and brings to be adopted. A replica is followed again when it restarts.
 */
import { isAbove } from '../../../spec/pmmc/ballot.js';
import { listOf, noPvalues, withPvalue } from '../../../spec/pmmc/pvalues.js';
import type { StepEvent } from '../../conform/judge.js';
import type { Json } from '../../event.js';
import type { Check } from './check.js';
import { epochsFrom } from './membership.js';
import type { LoggedBallot } from './names.js';
import type { Server } from './server.js';
import { type Logged, type LoggedPvalue, pvalueOf } from './words.js';

/** The mapping of steps of servers that are followed. */
export type Explains = (server: Server, event: StepEvent, check: Check) => boolean;

/** @returns false where there is no such action */
export function explainBehindGap(
  server: Server,
  event: StepEvent,
  check: Check,
  explains: Explains,
): boolean {
  if (event.role === 'acceptor') acceptor(server, event, check);
  if (event.role === 'leader') return leader(server, event, check, explains);
  return true;
}

const ANSWERS = ['p1b', 'p2b', 'confirmed'];

/** Until it is followed its state is a bound: its ballot, and those of its pvalues, are no lower. */
function acceptor(server: Server, event: StepEvent, check: Check): void {
  const { names } = server;
  for (const { message } of event.sent) {
    const said = message as unknown as Logged;
    if (!ANSWERS.includes(said.kind)) continue;
    const ballot = names.ballotOrNull(said.ballot);
    const bound = server.acceptor;
    const operands = { before: names.shown(bound.ballot), now: names.shown(ballot) };
    if (!check.guard('no gap takes a promise back', isNotBelow(ballot, bound.ballot), operands)) return;
    server.acceptor = { ...bound, ballot };
    if (said.kind === 'p1b') tells(server, said, check);
    const asked = event.received?.message as unknown as Logged | undefined;
    if (said.kind !== 'p2b' || asked === undefined || names.ballot(asked.ballot as LoggedBallot) !== ballot)
      continue;
    const pvalue = pvalueOf(names, asked as unknown as LoggedPvalue);
    server.acceptor = {
      ...server.acceptor,
      accepted: withPvalue(server.acceptor.accepted.remove(pvalue.slot), pvalue),
    };
  }
}

/** A page of what it has accepted; from one that leaves nothing out it is followed again. */
function tells(server: Server, said: Logged, check: Check): void {
  const { names } = server;
  const { from = 1, next, collected = 0, accepted = [] } = said;
  const page = new Map(accepted.map((one) => [one.slot, pvalueOf(names, one)]));
  for (const before of listOf(server.acceptor.accepted)) {
    const { slot } = before;
    if (slot < from || slot <= collected || (next != null && slot >= next)) continue;
    const now = page.get(slot)?.ballot ?? null;
    const operands = { slot, before: names.shown(before.ballot), now: names.shown(now) };
    check.guard('no gap takes back what was accepted', isNotBelow(now, before.ballot), operands);
  }
  if (from > collected + 1 || next != null) return;
  server.acceptor = {
    ballot: server.acceptor.ballot,
    accepted: [...page.values()].reduce(withPvalue, noPvalues),
    collected,
  };
  server.followed.add('acceptor');
}

type Ballot = Parameters<typeof isAbove>[0] | null;

function isNotBelow(now: Ballot, before: Ballot): boolean {
  return now === before || before === null || (now !== null && isAbove(now, before));
}

function leader(server: Server, event: StepEvent, check: Check, explains: Explains): boolean {
  const { floor } = event.changed as { readonly floor?: number };
  // What it forgets is told by several of its lines.
  if (floor !== undefined && event.action !== 'receive adopted')
    server.leader = { ...server.leader, collected: floor - 1 };
  const isOfScout = event.process.startsWith('scout ');
  if (event.action === 'begin') {
    server.regains = 'ballot';
    return explains(server, event, check);
  }
  if (server.regains === 'ballot' && isOfScout && event.action === 'start') {
    // Its first question says from which slot on it asks; the leader may have forgotten more since it began.
    const { from } = (event.sent[0]?.message ?? {}) as unknown as Logged;
    if (from === undefined || server.scout === null) return true;
    server.leader = { ...server.leader, collected: Math.max(server.leader.collected, from - 1) };
    server.scout = { ...server.scout, from, epochs: epochsFrom(server.epochs, from) };
    server.regains = 'floor';
    return explains(server, event, check);
  }
  if (server.regains !== 'floor') return true;
  if (isOfScout) return explains(server, event, check);
  if (event.action === 'receive preempted' || event.action === 'retire') server.regains = 'nothing';
  if (event.action !== 'receive adopted') return true;
  // The line tells all proposals; those that are not of the scout are its own.
  const { proposals = {} } = event.changed as { readonly proposals?: Readonly<Record<string, Json>> };
  const own = Object.entries(proposals).flatMap(([slot, command]): [number, string][] =>
    command === null ? [] : [[Number(slot), server.names.command(command)]],
  );
  server.leader = { ...server.leader, proposals: server.leader.proposals.clear().concat(own) };
  server.followed.add('leader');
  return explains(server, event, check);
}
