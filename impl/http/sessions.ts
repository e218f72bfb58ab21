/**
 * Names and sequences for requests that come without: from curl, say. A name is lent to one request at a time, so that there are never more
 * sessions than there were requests at once.
 *
 * It is lent again only after a request that was executed, for only then does its session exist: a server that redirected the first request of
 * a name, and leads later, would have the second refused (`expired`). Where a request was not answered nobody knows, and it may still be executed.
 * A session also ends when its name was not lent for long.
 */
import type { Operation } from '../core/command.js';
import type { Reply, Service } from './service.js';

export interface Loan {
  readonly client: string;
  readonly sequence: number;
}

/** Names that the server makes up begin so; clients may not. */
export const MADE_UP = '~';

/** Answers after which the log need not know the name. `refused` is also said before the log (reconfigure.ts, tooEarly). */
const UNKNOWN_AFTER: ReadonlySet<Reply['kind']> = new Set([
  'redirect',
  'refused',
  'busy',
  'full',
  'stopping',
  'no-answer',
  'stale',
  'expired',
]);

export class Sessions {
  readonly #prefix: string;
  readonly #free: Loan[] = [];
  #made = 0;

  /** @param owner no other server, and no other incarnation of this one, may have it */
  constructor(owner: string) {
    this.#prefix = `${MADE_UP}${owner}`;
  }

  /**
   * Asks under a name of its own. Where the name's session has ended, nothing was executed, since each (name, sequence) is sent
   * once: it is asked again under a new name.
   */
  async ask(service: Service, operation: Operation): Promise<Reply> {
    const reply = await this.#askAs(this.#free.pop() ?? this.#make(), service, operation);
    return reply.kind === 'expired' ? this.#askAs(this.#make(), service, operation) : reply;
  }

  async #askAs(loan: Loan, service: Service, operation: Operation): Promise<Reply> {
    const { client, sequence } = loan;
    const reply = await service.ask(client, sequence, operation);
    if (!UNKNOWN_AFTER.has(reply.kind)) this.#free.push({ client, sequence: sequence + 1 });
    return reply;
  }

  #make(): Loan {
    return { client: `${this.#prefix}.${++this.#made}`, sequence: 1 };
  }
}
