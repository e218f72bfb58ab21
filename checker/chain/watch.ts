/** How long work of the workbench tells how far it is: a call now and then, from inside of its loops. */

/** What is counted: what was begun anew counts from 0 again. */
export interface Stage {
  readonly doing:
    | 'building executions'
    | 'finding components'
    | 'seeking a shortest chain'
    | 'filling the table'
    | 'judging executions'
    | 'verifying links';
  readonly done: number;
  readonly total: number;
}

export type Watch = (stage: Stage) => void;

/** For those who do not want to know. */
export const unwatched: Watch = () => {};

/** Tells every so many steps; a power of two. */
export const STEPS = 2 ** 14;
