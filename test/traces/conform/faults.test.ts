/** Truncated, reordered and damaged logs: the exact verdict of each, and what is said of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeFiles } from '../../../traces/conform/judge-runs.js';
import { renderText } from '../../../traces/conform/report/text.js';
import type { Judgement } from '../../../traces/conform/verdict.js';
import { PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';
import { filesAt } from '../../../traces/read/source.js';
import { zstdStored } from '../zstd-stored.js';
import { logFaults } from './faults.js';
import { recorded } from './recorded.js';

const nodes: Record<string, string[]> = {};
const folder = mkdtempSync(join(tmpdir(), 'paxoscope-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Three servers, of which some crash. */
beforeAll(() => {
  for (const event of recorded(SEED)) {
    if (!('node' in event) || event.node === 'network') continue;
    nodes[event.node] ??= [];
    nodes[event.node].push(JSON.stringify(event));
  }
});
const SEED = 2;

function verdictOf({ verdict }: Judgement): string {
  return verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind;
}

async function judged(name: string, files: Readonly<Record<string, Buffer>>): Promise<readonly Judgement[]> {
  const at = join(folder, name.replace(/\W/g, '-'));
  const paths = Object.entries(files).map(([file, bytes]) => {
    const path = `${at}-${file}.jsonl`;
    writeFileSync(path, bytes);
    return path;
  });
  return judgeFiles(await filesAt(paths), { judgeOf: () => new PmmcJudge() });
}

it.each(logFaults)('$name: $verdict', async ({ name, verdict, runs = 1, says = /./, change }) => {
  const copy = Object.fromEntries(Object.entries(nodes).map(([node, lines]) => [node, [...lines]]));
  const files = Object.fromEntries(
    Object.entries(change(copy)).map(([node, lines]) => [
      node,
      Buffer.isBuffer(lines) ? lines : Buffer.from(`${(lines as string[]).join('\n')}\n`),
    ]),
  );
  const judgements = await judged(name, files);
  const verdicts = judgements.map(verdictOf);
  const worst =
    verdicts.find((one) => one === 'violation') ?? verdicts.find((one) => one !== 'conforms') ?? 'conforms';
  expect(worst, renderText(judgements)).toBe(verdict);
  if (runs > 1) expect(verdicts).toHaveLength(runs);
  expect(renderText(judgements)).toMatch(says);
});

it('packed files say the same', async () => {
  const files = Object.fromEntries(
    Object.entries(nodes).map(([node, lines]) => [node, gzipSync(`${lines.join('\n')}\n`)]),
  );
  expect((await judged('packed', files)).map(verdictOf)).toEqual(['conforms']);
  const cut = { ...files, s1: files.s1.subarray(0, files.s1.length - 200) };
  expect((await judged('packed-cut', cut)).map(verdictOf)).toEqual(['cut']);
});

it('of a packed file that is cut all that can be unpacked is judged, and that it is cut comes first', async () => {
  const lines = Object.values(nodes).flat();
  const text = Buffer.from(`${lines.join('\n')}\n`);
  expect(text.length).toBeGreaterThan(3 << 16);
  for (const [packer, packed] of [
    ['gzip', gzipSync(text)],
    ['zstd', zstdStored(text)],
  ] as const) {
    const [half] = await judged(packer, { all: packed.subarray(0, Math.floor(packed.length * 0.8)) });
    expect(verdictOf(half)).toBe('cut');
    expect(half.coverage.lines).toBeGreaterThan(lines.length / 4);
    const first = renderText([half]).split('\n')[0];
    expect(first).toMatch(
      new RegExp(
        `^seed 2: inconclusive \\(cut\\): \\S+all\\.jsonl: it is cut: ${packer}'s data ends too soon`,
      ),
    );
  }
});

it('of a file whose first block is cut nothing is read, and that is said', async () => {
  const files = Object.fromEntries(
    Object.entries(nodes).map(([node, lines]) => [node, Buffer.from(`${lines.join('\n')}\n`)]),
  );
  const cut = { ...files, s2: zstdStored(files.s2).subarray(0, 5000) };
  const [first] = renderText(await judged('first-block', cut)).split('\n');
  expect(first).toMatch(
    /^seed 2: inconclusive \(cut\): \S+s2\.jsonl: it is cut: .* nothing of it can be read.*; so .* no log of s2: a gap$/,
  );
});
