/**
 * The state machine that replicas replicate: applies commands in the order of slots. What it does depends on its entries and on the
 * command, on nothing else.
 */
import type { Json } from '../../traces/event.js';
import { type Bug, hasBug } from './bugs.js';
import { advance, timeOf } from './clock.js';
import type { ClientCommand, Command, Read, Result } from './command.js';
import { type Entries, prefixes } from './entries.js';
import * as keys from './keys.js';
import * as locks from './locks.js';
import type { Membership } from './membership.js';
import { isReconfiguration, reconfigured } from './reconfigure.js';
import { record, settled } from './sessions.js';

/** Where the next sweep begins. */
const sweepKey = `${prefixes.time}sweep`;
const membersKey = `${prefixes.members}epochs`;
/** Entries that one sweep looks at. */
const SWEEP = 64;

/** What a machine is told once, the same on all replicas. */
export interface Terms {
  readonly window: number;
  readonly sessionTicks: number;
  readonly clockTicks: number;
  readonly bugs?: readonly Bug[];
}

export interface Applied {
  readonly command: ClientCommand;
  readonly result: Result;
  /** False where an earlier execution is answered again, or it is refused. */
  readonly isExecuted: boolean;
}

/** The configurations, as the log has them up to here; undefined before the first change. */
export function membersOf(entries: Entries): Membership | undefined {
  return entries.get(membersKey) as unknown as Membership | undefined;
}

/** Function perform of the paper, for a slot: what it means to each client whose command is in it. */
export function apply(
  entries: Entries,
  slot: number,
  command: Command,
  first: Membership,
  terms: Terms,
): readonly Applied[] {
  if (command.kind === 'clock') {
    if (advance(entries, command, terms.clockTicks)) sweep(entries, terms);
    return [];
  }
  if (command.kind === 'no-op') return [];
  return command.commands.map((one) => {
    const time = timeOf(entries);
    const known = settled(entries, one, time, terms.sessionTicks);
    const isAgain =
      known !== undefined && known.kind !== 'expired' && hasBug({ configuration: terms }, 'executes-twice');
    if (known !== undefined && !isAgain) return { command: one, result: known, isExecuted: false };
    const result = execute(entries, slot, one, first, terms);
    record(entries, one.client, { sequence: one.sequence, result, used: time });
    return { command: one, result, isExecuted: true };
  });
}

function execute(
  entries: Entries,
  slot: number,
  { client, operation }: ClientCommand,
  first: Membership,
  terms: Terms,
): Result {
  if (isReconfiguration(operation)) {
    const membership = membersOf(entries) ?? first;
    const made = reconfigured(membership, operation, slot, terms.window);
    if ('kind' in made) return made;
    entries.set(membersKey, [...membership, made] as unknown as Json);
    return { kind: 'reconfigured', epoch: made.number, from: made.from };
  }
  const time = timeOf(entries);
  switch (operation.kind) {
    case 'put':
      return keys.put(entries, operation.key, operation.value);
    case 'delete':
      return keys.remove(entries, operation.key);
    case 'cas':
      return keys.compareAndSwap(entries, operation);
    case 'acquire':
      return locks.acquire(entries, client, operation, time, terms.clockTicks);
    case 'release':
      return locks.release(entries, client, operation.lock, time);
    default:
      return read(entries, operation);
  }
}

export function read(entries: Entries, operation: Read): Result {
  switch (operation.kind) {
    case 'get':
      return keys.get(entries, operation.key);
    case 'range':
      return keys.range(entries, operation);
    case 'holder':
      return locks.holder(entries, operation.lock, timeOf(entries));
  }
}

/**
 * Takes away locks and sessions that have ended, a few with each advance of the time. An ended one is as good as gone, so when it is
 * taken away does not show; but replicas do it at the same slot, and their states stay equal.
 */
function sweep(entries: Entries, { sessionTicks }: Terms): void {
  const time = timeOf(entries);
  const from = String(entries.get(sweepKey) ?? '');
  const isSwept = (key: string) => key.startsWith(prefixes.lock) || key.startsWith(prefixes.session);
  const found = entries.range(from < prefixes.lock ? prefixes.lock : from, prefixes.time, SWEEP + 1);
  for (const [key, value] of found.slice(0, SWEEP)) {
    if (!isSwept(key)) continue;
    const isOver = key.startsWith(prefixes.lock)
      ? locks.isOver(value, time)
      : (value as { readonly used: number }).used + sessionTicks < time;
    if (isOver) entries.set(key, null);
  }
  const next = found.length > SWEEP ? found[SWEEP][0] : null;
  if (next !== null || entries.get(sweepKey) !== undefined) entries.set(sweepKey, next);
}
