/** What a thread reads ahead comes out as what is read where it is judged: the same lines, faults and judgements, in whatever order pieces are asked for. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reader } from '../../traces/read/reader.js';
import { temporaryFolder } from '../cli/run.js';
import { recorded } from './conform/recorded.js';
import { zstdStored } from './zstd-stored.js';

// Threads load compiled modules.
const dist = (file: string): string => new URL(`../../dist/traces/${file}`, import.meta.url).href;
const { ReaderHere, readerOf } = (await import(
  dist('read/reader.js')
)) as typeof import('../../traces/read/reader.js');
const { ReaderAhead } = (await import(
  dist('read/reader-ahead.js')
)) as typeof import('../../traces/read/reader-ahead.js');
const { judgeFiles, judgeWith } = (await import(
  dist('conform/judge-runs.js')
)) as typeof import('../../traces/conform/judge-runs.js');
const { PmmcJudge } = (await import(
  dist('mapping/pmmc/judge.js')
)) as typeof import('../../traces/mapping/pmmc/judge.js');

const folder = temporaryFolder({});
/** Long runs: values are told in one piece and come again in others. */
const texts = new Map<string, string>();
for (const event of [...recorded(3), ...recorded(4)]) {
  const name = 'node' in event ? event.node : 'clients';
  texts.set(name, `${texts.get(name) ?? ''}${JSON.stringify(event)}\n`);
}
const file = (name: string, bytes: string | Buffer): string => {
  const at = path.join(folder, name);
  writeFileSync(at, bytes);
  return at;
};
const [s1, s2, s3, clients] = ['s1', 's2', 's3', 'clients'].map((name) => texts.get(name) ?? '');
/** As if recorders had packed and damaged them. */
const files = [
  file('s1.jsonl', `\ufeff${s1}`),
  file('s2.jsonl.gz', gzipSync(s2)),
  file('s3.jsonl.zst', zstdStored(Buffer.from(s3))),
  file('clients.jsonl', clients.replaceAll('\n', '\r\n')),
  file('cut.jsonl', s1.slice(0, 100_000)),
  file('cut.jsonl.gz', gzipSync(s2).subarray(0, 30_000)),
  file(
    'bytes.jsonl',
    Buffer.concat([Buffer.from(s3.slice(0, 150_000)), Buffer.from([0xff]), Buffer.from(s3)]),
  ),
  file('fields.jsonl', s2.replaceAll('"kind":"p2a"', '"kind":"p2a","kind":"p2a"')),
  file('blank.jsonl', s1.replaceAll('\n', '\n\n \n')),
  file('long.jsonl', `{"a":"${'x'.repeat(300_000)}"}\n${s3}`),
  file('empty.jsonl', ''),
];

/** All that a reader tells of files, asked for in some order. */
async function allOf(
  reader: Reader,
  asked: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map(files.map((name) => [name, [] as string[]]));
  const open = new Set(files);
  for (let i = 0; open.size > 0; i++) {
    const name = asked[i % asked.length];
    const next = open.has(name) ? name : ([...open][i % open.size] as string);
    const lines = await reader.next(next);
    if (lines === undefined) open.delete(next);
    for (const { event, number, told } of lines ?? []) {
      const what = event instanceof Error ? `refused: ${event.message}` : JSON.stringify(event);
      all.get(next)?.push(`${number} ${JSON.stringify(told)} ${what}`);
    }
  }
  await reader.close();
  return all;
}

it('tells of each file what is told where it is judged, in whatever order its pieces are asked for', async () => {
  const here = await allOf(new ReaderHere(undefined), files);
  expect([...here.values()].map((lines) => lines.length).filter((count) => count > 500).length).toBe(8);
  const refused = [...here.values()].flat().filter((line) => line.includes('refused'));
  expect(refused.length).toBeGreaterThan(50);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...files), { minLength: 1, maxLength: 20 }), async (asked) => {
      expect(await allOf(new ReaderAhead(undefined), asked)).toEqual(here);
    }),
    { seed: 1, numRuns: 6 },
  );
});

describe('a run', () => {
  const judgeOf = () => new PmmcJudge();
  const three = ['t1.jsonl', 't2.jsonl', 't3.jsonl'];
  const run = recorded(5);
  const of = (node: string) =>
    run.filter((event) => 'node' in event && event.node === node).map((event) => JSON.stringify(event));
  const write = (name: string, lines: readonly string[]) =>
    file(name, lines.map((line) => `${line}\n`).join(''));
  const logs = ['s1', 's2', 's3'].map((node, i) => write(three[i], of(node)));

  it('is judged alike', async () => {
    const [judgement] = await judgeWith(new ReaderAhead(undefined), logs, { judgeOf });
    expect(judgement.verdict).toEqual({ kind: 'conforms' });
    expect([judgement]).toEqual(await judgeFiles(logs, { judgeOf }));
  });

  it('that breaks a rule is refused at the same line, with the same explanation', async () => {
    const changed = of('s2').map((line, i) =>
      i > 300 ? line.replace('"kind":"p2b"', '"kind":"p2x"') : line,
    );
    const broken = [logs[0], write('broken.jsonl', changed), logs[2]];
    const [judgement] = await judgeWith(new ReaderAhead(undefined), broken, { judgeOf });
    expect(judgement.verdict.kind).toBe('violation');
    expect(JSON.stringify([judgement])).toBe(JSON.stringify(await judgeFiles(broken, { judgeOf })));
  });
});

it('how far a run is is told while it is judged', async () => {
  const reader = new ReaderHere(undefined);
  const slowly: Reader = {
    next: async (name) => {
      await new Promise((resolve) => setTimeout(resolve, 250));
      return reader.next(name);
    },
    share: undefined,
    close: () => reader.close(),
  };
  const seen: number[] = [];
  const onLook = (runs: readonly { readonly soFar: { readonly lines: number } }[]) =>
    seen.push(...runs.map(({ soFar }) => soFar.lines));
  const judged = await judgeWith(slowly, [files[3], files[0]], { judgeOf: () => new PmmcJudge(), onLook });
  expect(seen.length).toBeGreaterThan(1);
  expect(judged.map(({ coverage }) => coverage.lines)).toContain(seen.at(-1));
});

it('a file that cannot be read is said to be', async () => {
  const reader = new ReaderAhead(undefined);
  const nowhere = path.join(folder, 'nowhere.jsonl');
  await expect(reader.next(nowhere)).rejects.toThrow(`${nowhere} cannot be read: no such file or directory`);
  // Others can.
  expect(await reader.next(files[0])).not.toBe(undefined);
  await reader.close();
  mkdirSync(path.join(folder, 'folder.jsonl'));
  const other = new ReaderAhead(undefined);
  await expect(other.next(path.join(folder, 'folder.jsonl'))).rejects.toThrow('cannot be read');
  await other.close();
});

it('a thread that ends leaves nobody waiting', async () => {
  const reader = new ReaderAhead(undefined);
  const asked = reader.next(files[0]);
  await (reader as unknown as { worker: { terminate(): Promise<number> } }).worker.terminate();
  await expect(asked.then(() => reader.next(files[0])).then(() => reader.next(files[0]))).rejects.toThrow(
    'the thread that reads ended',
  );
});

it('how much of the files was read is told, packed as they are, where all are files', async () => {
  const packed = file('packed.jsonl.gz', gzipSync(s1.repeat(20)));
  const all = [files[0], packed];
  const bytes = all.reduce((sum, name) => sum + statSync(name).size, 0);
  for (const reader of [new ReaderHere(bytes), new ReaderAhead(bytes)]) {
    const shares = [reader.share];
    for (const name of all) while ((await reader.next(name)) !== undefined) shares.push(reader.share);
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted());
    await reader.close();
  }
  const unknown = await readerOf([files[0], '-']);
  expect(unknown.share).toBe(undefined);
  await unknown.close();
});

it('little is read where it is judged, much by a thread of its own', async () => {
  const small = await readerOf([files[0]]);
  expect(small.constructor.name).toBe('ReaderHere');
  const much = file('much.jsonl', s1.repeat(Math.ceil(2 ** 24 / s1.length)));
  const large = await readerOf([files[0], much]);
  expect(large.constructor.name).toBe('ReaderAhead');
  expect((await readerOf([much, '-'])).constructor.name).toBe('ReaderHere');
  await small.close();
  await large.close();
});
