/** The files of a run, line by line: each is an event, and those of a node are in their places. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Event, event } from '../../../traces/event.js';

export function linesOf(file: string): Event[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => event.parse(JSON.parse(line)));
}

/**
 * A header, then incarnations, each from its start on without a hole, all but the last ended by a crash.
 * @returns how many incarnations there are
 */
export function expectWhole(node: string, [header, ...lines]: readonly Event[]): number {
  expect(header).toMatchObject({ kind: 'header', node, spec: 'pmmc' });
  let [starts, incarnation, sequence] = [0, 0, 0];
  for (const line of lines) {
    if (line.kind === 'header' || line.kind === 'client')
      throw new Error(`a ${line.kind} among the lines of a node`);
    if (line.kind === 'start') [starts, incarnation, sequence] = [starts + 1, line.incarnation, 0];
    expect([line.node, line.incarnation, line.sequence]).toEqual([node, incarnation, ++sequence]);
    if (line.kind === 'persist') expect(line.through).toBeLessThan(sequence);
  }
  expect(lines.at(-1)?.kind).toBe('end');
  expect(lines.filter(({ kind }) => kind === 'crash')).toHaveLength(starts - 1);
  return starts;
}
