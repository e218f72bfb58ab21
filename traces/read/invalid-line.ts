/** A line that says nothing that can be judged: the message goes on with "line 7 of s1.jsonl: ". */
export class InvalidLine extends Error {
  override readonly name = 'InvalidLine';
}
