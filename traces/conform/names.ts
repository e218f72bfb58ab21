/** What a mapping renames: reports speak of processes as the spec does, and of lines, and which process is which node, as the log does. */
import type { Names } from '../../checker/execution.js';

/** Those names of the spec that occur in what is told. */
export function namesToldIn(told: unknown, names: Names): Names {
  const all = Object.entries(names);
  if (all.length === 0) return names;
  const text = JSON.stringify(told);
  return Object.fromEntries(all.filter(([name]) => occurrenceOf(name).test(text)));
}

/** As a word, and not as a part of another: `s` is not in `says`, nor in `the spec's`. */
function occurrenceOf(name: string): RegExp {
  const quoted = JSON.stringify(name)
    .slice(1, -1)
    .replace(/[^\w\s]/g, '\\$&');
  return new RegExp(`(?<![\\w'-])${quoted}(?![\\w-])`);
}
