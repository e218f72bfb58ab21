/** The schema of events for other languages is the one of traces/event.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { event, eventJsonSchema } from '../../traces/event.js';

const file = new URL('../../traces/event.schema.json', import.meta.url);

it('traces/event.schema.json is up to date', () => {
  const text = `${JSON.stringify(eventJsonSchema(), null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8'), 'UPDATE_GOLDEN=1 writes it').toBe(text);
});

it('refuses what is no event, and says which field', () => {
  const start = { kind: 'start', node: 's1', incarnation: 1, sequence: 1, durable: {} };
  expect(event.safeParse(start).success).toBe(true);
  for (const [change, field] of [
    [{ incarnation: 0 }, 'incarnation'],
    [{ sequence: 1.5 }, 'sequence'],
    [{ node: '' }, 'node'],
    [{ durable: 'nothing' }, 'durable'],
  ] as const) {
    const { error } = event.safeParse({ ...start, ...change });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
  }
  expect(event.safeParse({ ...start, more: 1 }).success).toBe(false);
  expect(event.safeParse({ kind: 'begin' }).success).toBe(false);
});
