/** What JSON can say: the values in messages, requests and on disk. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
