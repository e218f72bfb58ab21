/** Readers of traces: the fast look at a line agrees with the schema, and lines come out alike plain and packed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { event as schema } from '../../traces/event.js';
import { parseEvent } from '../../traces/read/event-line.js';
import { lineBatches } from '../../traces/read/lines.js';
import { filesAt } from '../../traces/read/source.js';
import { zstdStored } from './zstd-stored.js';

const folder = mkdtempSync(join(tmpdir(), 'paxoscope-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

const step = {
  kind: 'step',
  node: 'a1',
  incarnation: 1,
  sequence: 3,
  role: 'acceptor',
  process: 'a1',
  action: 'receive prepare',
  received: { from: 'p1', message: { id: 'm1', kind: 'prepare', ballot: 2 } },
  sent: [{ to: ['p1'], message: { id: 'm2', kind: 'promise', ballot: 2, vote: null } }],
  changed: { promised: 2 },
  time: 12.5,
};

const at = { node: 'a1', incarnation: 1, sequence: 2 };
const lines = [
  step,
  { kind: 'persist', ...at, through: 1 },
  { kind: 'start', ...at, durable: { acceptor: { ballot: 2 } } },
  { kind: 'crash', ...at },
  { kind: 'end', ...at, time: 3 },
  { kind: 'snapshot', ...at, slot: 4, digest: 'd', source: 'applied' },
  { kind: 'drop', ...at, id: 'm1', to: 'p1', reason: 'lost' },
  { kind: 'client', type: 'ok', client: 'c1', sequence: 1, operation: { kind: 'get' }, result: null },
  { kind: 'header', version: 1, run: 'r', node: 'a1', roles: ['acceptor'], configuration: {}, spec: 'paxos' },
];

/** Places in a line, and what may stand there instead: of all kinds. */
const others = [
  'constructor',
  undefined,
  null,
  0,
  1,
  1.5,
  -1,
  '',
  'x',
  true,
  [],
  {},
  [1],
  ['x'],
  { id: 'm', kind: 'k' },
];

it('the fast look at a line agrees with the schema', () => {
  let refused = 0;
  const places = lines.flatMap((line) => [[], ...pathsOf(line)].map((path) => ({ line, path })));
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.constantFrom(...others), ({ line: good, path }, other) => {
      const line = JSON.parse(JSON.stringify(good)) as never;
      put(line, path, other);
      const text = JSON.stringify(line);
      const isFine = schema.safeParse(JSON.parse(text)).success;
      if (!isFine) refused += 1;
      const parsed = () => parseEvent(text);
      if (isFine) expect(parsed()).toEqual(JSON.parse(text));
      else expect(parsed).toThrow();
    }),
    { seed: 3, numRuns: 4000 },
  );
  expect(refused).toBeGreaterThan(1000);
});

it('a field twice is found, wherever it stands and whatever is in its texts', () => {
  const twice = (text: string) => expect(() => parseEvent(text)).toThrow(/"from" twice/);
  const changed = (value: string) =>
    JSON.stringify(step).replace('"changed":{"promised":2}', `"changed":${value}`);
  for (const fine of [
    '{"from":":"}',
    '{"from":"a\\":b"}',
    '{"from" :1}',
    '{"from":{"from":1}}',
    '{"a":"\\" :"}',
  ])
    expect(parseEvent(changed(fine))).toMatchObject({ changed: JSON.parse(fine) });
  for (const bad of [
    '{"from":1,"from":2}',
    '{"from":1,"from" :2}',
    '{"a":"x:y","from":1,"\\u0066rom":2}',
    '[{"from":1,"from":1}]',
  ])
    if (bad.startsWith('{')) twice(changed(bad));
    else twice(changed(`{"a":${bad}}`));
});

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [
    [key],
    ...pathsOf(part).map((path) => [key, ...path]),
  ]);
}

function put(line: Record<string, never>, path: readonly string[], other: unknown): void {
  let at: Record<string, unknown> = line;
  for (const key of path.slice(0, -1)) at = (at[key] ?? {}) as never;
  at[path.at(-1) ?? 'stranger'] = other;
}

it('plain and packed files, in pieces, give the same lines', async () => {
  const lines = Array.from({ length: 40_000 }, (_, i) => JSON.stringify({ i, text: 'é'.repeat(i % 50) }));
  const text = Buffer.from(`${lines.join('\r\n')}\n`);
  writeFileSync(join(folder, 'a.jsonl'), text);
  writeFileSync(join(folder, 'b.jsonl.gz'), gzipSync(text));
  writeFileSync(join(folder, 'c.jsonl.zst'), zstdStored(text));
  writeFileSync(join(folder, 'notes.md'), 'no trace');
  const files = await filesAt([folder]);
  expect(files).toHaveLength(3);
  for (const file of files) {
    const read: string[] = [];
    for await (const batch of lineBatches(file)) for (const line of batch) read.push(line.text.trimEnd());
    expect(read).toEqual(lines);
  }
});

it('says what is not there', async () => {
  await expect(filesAt([join(folder, 'none')])).rejects.toThrow(
    'none cannot be read: no such file or directory',
  );
  await expect(filesAt([folder, join(folder, 'a.jsonl')])).rejects.toThrow('is given twice');
});

it('a long packed file leaves nothing behind that grows with it', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => warnings.push(warning);
  process.on('warning', hear);
  const file = join(folder, 'long.jsonl.gz');
  // Each piece unpacks to many, so that whoever feeds it waits again and again.
  writeFileSync(
    file,
    gzipSync(`${JSON.stringify({ kind: 'long', text: 'x'.repeat(1000) })}\n`.repeat(40_000), { level: 0 }),
  );
  let lines = 0;
  for await (const batch of lineBatches(file)) lines += batch.length;
  process.off('warning', hear);
  expect([lines, warnings]).toEqual([40_000, []]);
});

it('of a packed file that is cut or damaged all is told that can be unpacked, however slowly it is asked for', async () => {
  const text = Array.from(
    { length: 20_000 },
    (_, i) => `{"kind":"line","number":${(i * 2654435761) % 2 ** 32}}\n`,
  ).join('');
  const packed = gzipSync(text);
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, 70_000, 70_020);
  for (const [name, bytes] of [
    ['cut', packed.subarray(0, 90_000)],
    ['damaged', damaged],
  ] as const) {
    const file = join(folder, `${name}.jsonl.gz`);
    writeFileSync(file, bytes);
    const counts: number[] = [];
    for (const delay of [0, 0, 5]) {
      let lines = 0;
      for await (const batch of lineBatches(file)) {
        lines += batch.filter(({ fault }) => fault === undefined).length;
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
      counts.push(lines);
    }
    expect(new Set(counts).size, `${name}: ${counts}`).toBe(1);
    if (name === 'cut') {
      const all = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      expect(counts[0]).toBe(all.split('\n').length - 1);
    } else expect(counts[0]).toBeGreaterThan(5000);
  }
});
