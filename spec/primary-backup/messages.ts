/**
 * The messages of primary and backup under a view service.
 *
 * | message     | from         | to           | says                                                        |
 * |-------------|--------------|--------------|-------------------------------------------------------------|
 * | view        | view service | servers      | who is primary and who backup from now on                   |
 * | transfer    | primary      | backup       | the log, at the beginning of a view                         |
 * | transferred | backup       | primary      | the backup has it                                           |
 * | acknowledge | primary      | view service | the view has begun: it may be followed by another           |
 * | forward     | primary      | backup       | a request, by view and op-number                            |
 * | forwarded   | backup       | primary      | the backup has it in its log                                |
 */
import type { Request, View } from './rules.js';

export type Message =
  | ({ readonly kind: 'view' } & View)
  | { readonly kind: 'transfer'; readonly number: number; readonly log: readonly Request[] }
  | { readonly kind: 'transferred'; readonly number: number }
  | { readonly kind: 'acknowledge'; readonly number: number }
  | { readonly kind: 'forward'; readonly number: number; readonly op: number; readonly request: Request }
  | { readonly kind: 'forwarded'; readonly number: number; readonly op: number };
