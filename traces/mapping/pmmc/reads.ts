/**
 * Reads without the log, which the spec does not have. What makes them right: a replica asks after the read came; a majority of acceptors then
 * confirms that the leader's ballot is still adopted; the leader names a slot at or above all that can be decided; the replica has applied it.
 * (Read index: Ongaro 2014, section 6.4.)
 */
import type { StepEvent } from '../../conform/judge.js';
import type { Check } from './check.js';
import { epochsFrom, majoritiesOf } from './membership.js';
import type { LoggedBallot } from './names.js';
import type { Server } from './server.js';
import type { Logged } from './words.js';

/** The leader's messages about reads, wherever they are sent. @returns those that are none */
export function explainReadsOfLeader(server: Server, event: StepEvent, check: Check): readonly Logged[] {
  const { names, leader, rounds } = server;
  const others: Logged[] = [];
  const received = event.received?.message as unknown as Logged | undefined;
  if (received?.kind === 'confirmed' && received.ballot !== null) {
    const ballot = names.ballot(received.ballot as LoggedBallot);
    if (ballot === leader.ballot && leader.active)
      rounds.get(String(received.round))?.heard.add(event.received?.from ?? '');
  }
  for (const { message } of event.sent) {
    const sent = message as unknown as Logged;
    if (sent.kind === 'confirm') {
      check.guard('only a leader whose ballot is adopted asks for confirmation', leader.active, {
        active: leader.active,
      });
      check.same(
        'sent.message.ballot',
        names.shown(leader.ballot),
        names.shown(names.ballot(sent.ballot as LoggedBallot)),
      );
      const round = String(sent.round);
      if (!rounds.has(round)) {
        const epochs = epochsFrom(server.epochs, leader.collected + 1);
        rounds.set(round, { epochs, decided: server.decided, heard: new Set() });
      }
    } else if (sent.kind === 'readable') {
      const confirmed = [...rounds.values()].filter(({ epochs, heard }) =>
        majoritiesOf('acceptor', epochs).isQuorum(heard),
      );
      const operands = { rounds: [...rounds].map(([round, { heard }]) => ({ round, heard: [...heard] })) };
      if (!check.guard('a majority has confirmed the ballot', confirmed.length > 0, operands)) continue;
      const decided = Math.min(...confirmed.map((round) => round.decided));
      check.guard('reads see all that may be decided', (sent.slot as number) >= decided, {
        slot: sent.slot,
        decided,
      });
    } else others.push(sent);
  }
  if (event.sent.some(({ message }) => message.kind === 'readable')) {
    for (const [round, { epochs, heard }] of rounds)
      if (majoritiesOf('acceptor', epochs).isQuorum(heard)) rounds.delete(round);
  }
  return others;
}

/** Reads that wait at a replica, and rounds that it remembers to have asked about, at most. */
const READS_MAX = 1000;
const ROUNDS_MAX = 10_000;

function deleteFirst(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}

const READS = ['value', 'entries', 'holder'];
/** How each kind of read is answered. */
const ANSWERS: Readonly<Record<string, string>> = { get: 'value', range: 'entries', holder: 'holder' };

/** The replica's side: which reads came, which rounds they are in, and which are answered. */
export function explainReadsOfReplica(server: Server, event: StepEvent, check: Check): void {
  const { reads } = server;
  const { asked, answered } = event.changed as {
    readonly asked?: Readonly<Record<string, string>>;
    readonly answered?: Readonly<Record<string, string>>;
  };
  for (const request in asked) {
    const operation = asked[request];
    const read = { came: server.roundsCount, answer: ANSWERS[operation], slot: null };
    reads.set(request, [...(reads.get(request) ?? []), read]);
    // Who lost patience is never answered: such reads are forgotten at last, and an answer to one is not judged.
    if (reads.size > READS_MAX) deleteFirst(reads);
  }
  const received = event.received?.message as unknown as Logged | undefined;
  if (received?.kind === 'readable') {
    const at = server.roundsAsked.get(String(received.round));
    for (const read of [...reads.values()].flat()) {
      // A round is right for reads that came before it was asked about.
      if (at !== undefined && at >= read.came) read.slot ??= received.slot as number;
    }
  }
  for (const request in answered) {
    const kind = answered[request];
    if (!READS.includes(kind)) continue;
    const copies = reads.get(request);
    if (copies === undefined) {
      // Compare-and-swap and the like are answered with what was there, too: they are in the log.
      const isExecuted = server.executed.has(request);
      check.guard('what is answered was asked of the leader, or is in the log', isExecuted, {
        request,
        kind,
      });
      continue;
    }
    const [{ answer = kind }] = copies;
    check.same('changed.answered', answer, kind, request);
    const { slotOut } = server.replica;
    const ready = copies.find(({ slot }) => slot !== null && slot < slotOut);
    const operands = { request, slot: copies[0].slot, applied: slotOut - 1 };
    check.guard(
      'a read is answered after its round was confirmed and its slot applied',
      ready !== undefined,
      operands,
    );
    const left = copies.filter((copy) => copy !== ready);
    if (left.length === 0) reads.delete(request);
    else reads.set(request, left);
  }
  for (const { message } of event.sent) {
    if (message.kind !== 'read') continue;
    const round = String((message as unknown as Logged).round);
    if (server.roundsAsked.has(round)) continue;
    server.roundsAsked.set(round, server.roundsCount);
    server.roundsCount += 1;
    if (server.roundsAsked.size > ROUNDS_MAX) deleteFirst(server.roundsAsked);
  }
}
