/** Where a line stands, for a reader. */
import type { Place } from './verdict.js';

/** `s1.jsonl:12`, as editors take it. */
export const at = ({ file, line }: Place): string => `${file}:${line}`;
