/**
 * A plain log of single-decree Paxos, one line a message: `SOURCE DESTINATION KIND SLOT PROPOSAL PRIOR`, parted by blanks; `#` begins a comment. The kinds are
 * prepare, promise, accept, accepted. A proposal is a ballot, or a ballot and a value, `3` or `3:x`. Prior is what the acceptor of a promise had accepted, in
 * the same form, and `-` where there is nothing.
 *
 * `a1: ` before a line says at which node it was logged: at its source it is sent, at its destination received. Without that the line was logged once, where the
 * message came, and the sending is put before it. What a node sends to itself it logs once.
 */
import { LineError } from '../linearize/history.js';
import { type Line, startOf, wordsOf } from './lines.js';
import { type Content, type ReadEvent, Recording } from './recording.js';

const KINDS: Readonly<Record<string, { readonly source: string; readonly destination: string }>> = {
  prepare: { source: 'proposer', destination: 'acceptor' },
  promise: { source: 'acceptor', destination: 'proposer' },
  accept: { source: 'proposer', destination: 'acceptor' },
  accepted: { source: 'acceptor', destination: 'learner' },
};

/** @throws LineError for a line that is none of six fields, of no such kind, or logged at a node that it is not about */
export function readPlainPaxos(lines: readonly Line[], run: string): readonly ReadEvent[] {
  const recording = new Recording(run, 'paxos');
  for (const { number: line, text } of lines) {
    const [, at, fields] = /^\s*(?:([^\s:#]+):\s)?([^#]*)/.exec(text)!;
    const words = wordsOf(fields);
    if (words.length === 0 && at === undefined) continue;
    if (words.length !== 6)
      throw new LineError(
        line,
        `${startOf(text)} has ${words.length} fields, and is to have source, destination, kind, slot, proposal and prior`,
      );
    const [from, to, kind, slot, proposal, prior] = words;
    if (!Object.hasOwn(KINDS, kind))
      throw new LineError(line, `the kind ${kind}; there are: ${Object.keys(KINDS).join(', ')}`);
    if (at !== undefined && at !== from && at !== to)
      throw new LineError(line, `logged at ${at}, a message from ${from} to ${to}`);
    const content: Content = {
      kind,
      slot: numberOf(slot, 'slot', line),
      proposal: proposalOf(proposal, line),
      prior: prior === '-' ? null : proposalOf(prior, line),
    };
    if (at === undefined || at === from) {
      const message = recording.identified('sent', from, to, content);
      recording.step({
        line,
        node: from,
        role: KINDS[kind].source,
        action: 'send',
        sent: [{ to: [to], message }],
      });
    }
    if (at === undefined || at === to) {
      const message = recording.identified('received', from, to, content);
      recording.step({
        line,
        node: to,
        role: KINDS[kind].destination,
        action: 'receive',
        received: { from, message },
      });
    }
  }
  return recording.events;
}

function proposalOf(text: string, line: number): { readonly ballot: number; readonly value: string | null } {
  const colon = text.indexOf(':');
  const ballot = numberOf(colon === -1 ? text : text.slice(0, colon), 'ballot', line);
  return { ballot, value: colon === -1 ? null : text.slice(colon + 1) };
}

function numberOf(text: string, what: string, line: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new LineError(line, `the ${what} ${JSON.stringify(text)} is no whole number`);
}
