/**
 * The messages of viewstamped replication, with the letters that the paper has for what is in them.
 *
 * | message           | from    | to      | Liskov, Cowling 2012                                                 |
 * |-------------------|---------|---------|----------------------------------------------------------------------|
 * | prepare           | primary | backups | section 4.1: view v, op-number n and request m                       |
 * | prepare-ok        | backup  | primary | section 4.1                                                          |
 * | commit            | primary | backups | section 4.1: commit-number k, which a prepare of the paper has too   |
 * | start-view-change | replica | others  | section 4.2, step 1                                                  |
 * | do-view-change    | replica | primary | section 4.2, step 2: log l, last normal view v', commit-number k     |
 * | start-view        | primary | backups | section 4.2, step 3                                                  |
 * | recovery          | replica | others  | section 4.3, step 1: nonce x                                         |
 * | recovery-response | replica | replica | section 4.3, step 2: log and commit-number only from the primary     |
 */

/** The request of a client. */
export type Request = string;

/** Requests in the order of their op-numbers, which are numbered from 1. */
export type Log = readonly Request[];

export interface Report {
  readonly log: Log;
  /** The latest view in which the replica's status was normal. */
  readonly lastNormal: number;
  readonly committed: number;
}

export type Message =
  | { readonly kind: 'prepare'; readonly view: number; readonly op: number; readonly request: Request }
  | { readonly kind: 'prepare-ok'; readonly view: number; readonly op: number }
  | { readonly kind: 'commit'; readonly view: number; readonly committed: number }
  | { readonly kind: 'start-view-change'; readonly view: number }
  | ({ readonly kind: 'do-view-change'; readonly view: number } & Report)
  | { readonly kind: 'start-view'; readonly view: number; readonly log: Log; readonly committed: number }
  | { readonly kind: 'recovery'; readonly nonce: number }
  | {
      readonly kind: 'recovery-response';
      readonly nonce: number;
      readonly view: number;
      /** Null where the sender is not the primary of the view. */
      readonly primary: { readonly log: Log; readonly committed: number } | null;
    };
