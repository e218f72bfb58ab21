/**
 * What `paxoscope chain` does is done on a thread of its own (chain-worker.ts), so that this one can listen: to Ctrl-C, and to what the other has to tell. There
 * a user's algorithm may print what it likes, or never come back. Functions do not travel between threads; here is what does.
 */
import type { CallWatch } from '../chain/algorithm-call.js';
import type { Stage } from '../chain/watch.js';
import type { Detail } from '../input-error.js';
import type { ChainRequest } from './chain.js';
import type { ExitCode } from './exit-code.js';

/** What the thread is given. */
export interface ChainTask {
  readonly request: ChainRequest;
  /** The URL of the module that exports `algorithms`. */
  readonly module: string;
  /** Where it notes which call of an algorithm it is making (chain/algorithm-call.ts). */
  readonly calls: SharedArrayBuffer;
}

/** What is known before the work is done. */
export interface Known {
  /** Empty where it is printed already. */
  readonly text: string;
  readonly json: object;
}

/** What the thread tells. */
export type ChainMessage =
  | { readonly kind: 'print' | 'say'; readonly text: string }
  | { readonly kind: 'stage'; readonly stage: Stage; readonly title: string }
  | { readonly kind: 'known'; readonly known: Known }
  | { readonly kind: 'finish'; readonly code: ExitCode }
  | { readonly kind: 'done' }
  | {
      readonly kind: 'fault';
      readonly isInput: boolean;
      readonly name: string;
      readonly message: string;
      readonly details: readonly Detail[];
      readonly stack: string;
    };

/** What the work is given to speak with. */
export interface ChainDesk {
  /** Results, for stdout. */
  print(text: string): Promise<void>;
  /** A line for stderr. */
  say(line: string): void;
  finish(code: ExitCode): void;
  /** How far it is. */
  watch(stage: Stage): void;
  /** Which of several pieces of work is next: said before how far it is. */
  begin(title: string): void;
  /** Which call of an algorithm is being made. */
  readonly calls: CallWatch;
  /** What is to be told should nothing more come. */
  know(known: Known): void;
}
