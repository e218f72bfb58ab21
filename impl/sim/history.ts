/** What clients asked for and were told, in the order in which it happened: the history that is judged (judge.ts), and client lines of a trace. */
import type { Operation, Result } from '../core/command.js';

export interface Asked {
  readonly kind: 'invoke';
  readonly client: string;
  readonly sequence: number;
  readonly operation: Operation;
  /** Virtual milliseconds. */
  readonly time: number;
}

export interface Told {
  /** `info`: the client gave up, or learned that it cannot know. */
  readonly kind: 'ok' | 'info';
  readonly asked: Asked;
  readonly result?: Result;
  readonly time: number;
}

export type History = readonly (Asked | Told)[];
