/**
 * Sessions of clients: a request (client, sequence) is executed once however often it is sent, and the recorded answer is given again.
 *
 * A client has one request outstanding at a time, so its last one is all that must be known. A session begins with the client's
 * first request, sequence 1, and ends when the log's time has gone on by `sessionTicks` since its last. After that:
 *
 * - A later request of the client is refused (`expired`): it cannot be told from one that was executed.
 * - The first request cannot be told from that of a new client. So a command carries the log's time at which a replica took it from
 *   the client (`since`), and one that is older than half the life of a session is refused: a copy that was held up in a server or on
 *   its way is not executed again. A client must not send a request again later than a quarter of that life after the first time; clients
 *   give up much earlier. (Half: a copy that was taken just before the session ended must not outlive it.)
 */
import type { Json } from '../../traces/event.js';
import type { ClientCommand, Result } from './command.js';
import { type Entries, prefixes } from './entries.js';

interface Session {
  readonly sequence: number;
  readonly result: Result;
  /** The log's time of the last request. */
  readonly used: number;
}

const keyOf = (client: string) => `${prefixes.session}${client}`;

function sessionOf(entries: Entries, client: string, time: number, ticks: number): Session | undefined {
  const session = entries.get(keyOf(client)) as unknown as Session | undefined;
  return session === undefined || session.used + ticks < time ? undefined : session;
}

/**
 * The answer to a request that must not be executed, or not again; undefined where it is to be executed.
 * @param since as in ClientCommand
 */
export function settled(
  entries: Entries,
  { client, sequence, since }: Omit<ClientCommand, 'operation'>,
  time: number,
  ticks: number,
): Result | undefined {
  const session = sessionOf(entries, client, time, ticks);
  if (session === undefined)
    return sequence > 1 || since + ticks / 2 < time ? { kind: 'expired' } : undefined;
  if (session.sequence === sequence) return session.result;
  return sequence < session.sequence ? { kind: 'stale' } : undefined;
}

export function record(entries: Entries, client: string, session: Session): void {
  entries.set(keyOf(client), session as unknown as Json);
}
