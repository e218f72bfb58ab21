/**
 * A call of an algorithm's code: which function, of which process, in which round. Kept in memory that two threads share, so that the one that waits can
 * say where the other is, even where it never comes back.
 */

const FUNCTIONS = ['init', 'send', 'receive', 'decide'] as const;

export interface AlgorithmCall {
  readonly name: (typeof FUNCTIONS)[number];
  readonly process: number;
  /** From 1 on; 0 for init, and for a decision at the start. */
  readonly round: number;
  /** To whom is sent. */
  readonly to?: number;
}

/** `send of p0 to p1 in round 2` */
export function callText({ name, process, round, to }: AlgorithmCall): string {
  const of = `${name} of p${process}`;
  if (name === 'init') return of;
  if (name === 'decide') return `${of} after round ${round}`;
  return `${of}${to === undefined ? '' : ` to p${to}`} in round ${round}`;
}

/** Who wants to know which call is being made. */
export interface CallWatch {
  begin(call: AlgorithmCall): void;
  end(): void;
}

export const unwatchedCalls: CallWatch = { begin: () => {}, end: () => {} };

/** Words: one more than the index of the function, or 0 where none is called; process, round, one more than the receiver or 0, since when (ms). */
const WORDS = 5;

/** The call that is being made, in shared memory. */
export class CallPlace implements CallWatch {
  private readonly words: Float64Array;

  constructor(readonly memory = new SharedArrayBuffer(WORDS * Float64Array.BYTES_PER_ELEMENT)) {
    this.words = new Float64Array(memory);
  }

  begin({ name, process, round, to = -1 }: AlgorithmCall): void {
    const { words } = this;
    words[1] = process;
    words[2] = round;
    words[3] = to + 1;
    words[4] = Date.now();
    words[0] = FUNCTIONS.indexOf(name) + 1;
  }

  end(): void {
    this.words[0] = 0;
  }

  /** The call from which the other thread has not come back, and for how long (seconds); undefined where it is in none. */
  current(): { readonly call: AlgorithmCall; readonly seconds: number } | undefined {
    const [name, process, round, to, since] = this.words;
    if (name === 0) return undefined;
    const call = { name: FUNCTIONS[name - 1], process, round, ...(to === 0 ? {} : { to: to - 1 }) };
    return { call, seconds: Math.max(0, Date.now() - since) / 1000 };
  }
}
