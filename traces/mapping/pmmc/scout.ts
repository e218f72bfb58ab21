/**
 * Steps of a scout, in the form of the spec that counts answers. An acceptor's answer comes in pages, and is one answer of the spec when the last
 * page is there. A scout that has exited goes on to ask acceptors that have not adopted the ballot: to the spec that is a p1a that was late.
 */
import type { NodeStep } from '../../../spec/kit/role.js';
import { isAbove } from '../../../spec/pmmc/ballot.js';
import type { Message } from '../../../spec/pmmc/messages.js';
import { highestOf, listOf, noPvalues, union } from '../../../spec/pmmc/pvalues.js';
import type { ScoutState } from '../../../spec/pmmc/scout.js';
import type { StepEvent } from '../../conform/judge.js';
import type { Check } from './check.js';
import { playersOf } from './membership.js';
import type { LoggedBallot } from './names.js';
import { roles } from './rules.js';
import type { ScoutRecord, Server } from './server.js';
import { type Logged, pvaluesOf, shownPvalue } from './words.js';

type ScoutStep = NodeStep<ScoutState, Message>;

/** @returns false where there is no such action */
export function explainScout(server: Server, event: StepEvent, check: Check): boolean {
  const { names, scout } = server;
  const name = scout === null ? 'none' : `scout ${names.shown(scout.ballot)}`;
  if (
    !check.guard('it is the scout of the present ballot', event.process === name, {
      process: event.process,
      scout: name,
    })
  )
    return true;
  if (scout === null) return true;
  if (event.action === 'start') start(server, scout, event, check);
  else if (event.action === 'ask again') askAgain(server, scout, event, check);
  else if (event.action === 'receive p1b') hear(server, scout, event, check);
  else return false;
  return true;
}

function start(server: Server, scout: ScoutRecord, event: StepEvent, check: Check): void {
  const { names } = server;
  const self = server.self(scout.epochs);
  const step = check.ask(() => roles.scout.start?.(self, { ballot: scout.ballot })) as ScoutStep;
  const expected = { kind: 'p1a', ballot: names.shown(scout.ballot), from: scout.from };
  check.sends(event, names, [{ to: step.sends.map(({ to }) => to), message: expected }]);
  check.changes(event, {});
  scout.state = step.state;
}

/** A message that was sent may be lost, and sent again. */
function askAgain(server: Server, scout: ScoutRecord, event: StepEvent, check: Check): void {
  const acceptors = playersOf('acceptor', scout.epochs);
  for (const { to, message } of event.sent) {
    const { kind, ballot, from = 0 } = message as unknown as Logged;
    check.same('sent.message.kind', 'p1a', kind);
    check.same(
      'sent.message.ballot',
      server.names.shown(scout.ballot),
      server.names.shown(server.names.ballot(ballot as LoggedBallot)),
    );
    check.guard(
      'it asks acceptors that count',
      to.every((id) => acceptors.includes(id)),
      { to, acceptors },
    );
    const awaited = Math.min(...to.map((id) => scout.pages.get(id)?.next ?? scout.from));
    check.guard('it skips no slot', from <= awaited || scout.state === null, { from, awaited });
  }
  check.changes(event, {});
}

function hear(server: Server, scout: ScoutRecord, event: StepEvent, check: Check): void {
  const { names } = server;
  const from = event.received?.from ?? '';
  const answer = event.received?.message as unknown as Logged;
  const ballot = names.ballot(answer.ballot as LoggedBallot);
  if (ballot !== scout.ballot) {
    // Lower: from before it adopted the ballot that it was asked for. To the spec it is lost.
    if (!isAbove(ballot, scout.ballot)) check.sendsNothing(event);
    else {
      if (scout.state !== null)
        receive(server, scout, from, { kind: 'p1b', ballot, accepted: noPvalues, collected: 0 }, check);
      check.sends(event, names, [
        { to: [server.id], message: { kind: 'preempted', ballot: names.shown(ballot) } },
      ]);
    }
    check.changes(event, {});
    return;
  }
  const isDone = scout.state === null;
  const page = scout.pages.get(from);
  const awaited = page?.next ?? scout.from;
  if (scout.heard.has(from) || (answer.from !== awaited && !isDone)) {
    check.sendsNothing(event);
    check.changes(event, {});
    return;
  }
  const pvalues = union([page?.pvalues ?? noPvalues, pvaluesOf(names, answer.accepted ?? [])]);
  const collected = Math.max(page?.collected ?? 0, answer.collected ?? 0);
  if (answer.next !== null && answer.next !== undefined && !isDone) {
    scout.pages.set(from, { pvalues, next: answer.next, collected });
    const question = { kind: 'p1a', ballot: names.shown(scout.ballot), from: answer.next };
    check.sends(event, names, [{ to: [from], message: question }]);
    check.changes(event, {});
    return;
  }
  scout.heard.add(from);
  check.members('changed.heard', [...scout.heard], (event.changed.heard as string[] | undefined) ?? []);
  if (isDone) {
    check.sendsNothing(event);
    return;
  }
  const step = receive(server, scout, from, { kind: 'p1b', ballot, accepted: pvalues, collected }, check);
  scout.state = step.state;
  const [adopted] = step.sends;
  if (adopted === undefined || adopted.message.kind !== 'adopted') {
    check.sendsNothing(event);
    return;
  }
  // The leader takes of each slot the highest: the scout tells it only those.
  const { pvalues: heard } = adopted.message;
  // Pages of acceptors that have not told all yet count too: what they accepted they accepted.
  const told = [...scout.pages.values()].flatMap((one) => listOf(one.pvalues));
  const highest = highestOf([...listOf(heard), ...told]).sort((one, other) => one.slot - other.slot);
  const expected = {
    kind: 'adopted',
    ballot: names.shown(scout.ballot),
    pvalues: highest.map((pvalue) => shownPvalue(names, pvalue)),
    collected: Math.max(adopted.message.collected, ...[...scout.pages.values()].map((one) => one.collected)),
  };
  check.sends(event, names, [{ to: [server.id], message: expected }]);
}

function receive(
  server: Server,
  scout: ScoutRecord,
  from: string,
  message: Message,
  check: Check,
): ScoutStep {
  const state = scout.state as ScoutState;
  const self = server.self(scout.epochs);
  return check.receive(roles.scout, self, state, from, message) as ScoutStep;
}
