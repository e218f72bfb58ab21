/** A line that says nothing that can be judged: the message goes on with "line 7 of s1.jsonl: ". */
export class InvalidLine extends Error {
  override readonly name = 'InvalidLine';

  /** @param isForeign it is of no form that any line of a trace has */
  constructor(
    message: string,
    readonly isForeign = false,
  ) {
    super(message);
  }
}
