/**
 * Names and sequences for requests that come without: from curl, say. A name is lent to one request at a time, so that there are never more
 * sessions than there were requests at once; one whose request was not answered is not used again, since that request
 * may still be executed.
 */
export interface Loan {
  readonly client: string;
  readonly sequence: number;
}

/** Names that the server makes up begin so; clients may not. */
export const MADE_UP = '~';

export class Sessions {
  readonly #prefix: string;
  readonly #free: Loan[] = [];
  #made = 0;

  /** @param owner no other server, and no other incarnation of this one, may have it */
  constructor(owner: string) {
    this.#prefix = `${MADE_UP}${owner}`;
  }

  borrow(): Loan {
    const last = this.#free.pop() ?? { client: `${this.#prefix}.${++this.#made}`, sequence: 0 };
    return { client: last.client, sequence: last.sequence + 1 };
  }

  giveBack(loan: Loan): void {
    this.#free.push(loan);
  }
}
