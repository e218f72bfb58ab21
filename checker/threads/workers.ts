/** The threads of a search, or of walks, as somebody asks for them. */
export interface Workers {
  /** At most, the thread that asks among them; the others build the same model from its source. */
  readonly count: number;
  /** So many milliseconds the thread that asks is alone: what is over by then needs no help. */
  readonly aloneMs?: number;
}
