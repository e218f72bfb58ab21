/**
 * What can go wrong in large searches: a thread that dies, memory that ends, a disk for rows that is none.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { paxoscope, served, signalOnce, temporaryFolder } from './run.js';

/** 16,000,000 states in wide levels; `inThread` is run in every thread but the first. */
const grid = (inThread: string): string => `
import { isMainThread } from 'node:worker_threads';
import { action, cell, defineSpec, does, set } from 'paxoscope';
const x = cell<number>('x');
const y = cell<number>('y');
const kept: unknown[] = [];
let calls = 0;
export default defineSpec({
  name: 'grid', title: 'grid', source: 'mine', parameters: {}, rules: {},
  model: () => ({
    name: 'grid', variables: [x, y], initial: [[set(x, 0), set(y, 0)]],
    actions: [
      action('Right', {}, (view) => {
        if (!isMainThread && ++calls > 10) { ${inThread} }
        return does(set(x, (view.get(x) + 1) % 4000));
      }),
      action('Up', {}, (view) => does(set(y, (view.get(y) + 1) % 4000))),
    ],
    properties: [],
  }),
});
`;

it.each([
  [
    'leaves the process',
    'process.exit(0);',
    /worker \d died, and the search is incomplete: it ended with code 0/,
  ],
  [
    'leaves the process while it splits a segment',
    'Int32Array.prototype.fill = (...given) => (given.length === 3 ? process.exit(0) : (0 as any));',
    /worker \d died, and the search is incomplete: it ended with code 0/,
  ],
  [
    'leaves the process while it holds the lock of the log',
    'BroadcastChannel.prototype.postMessage = () => process.exit(0);',
    /worker \d died, and the search is incomplete: it ended with code 0/,
  ],
  [
    'fills its memory',
    'for (;;) kept.push(new Array(1e6).fill(calls++));',
    /worker \d died, and the search is incomplete: .*memory/,
  ],
])(
  'a thread that %s ends the search with an error, and never with a verdict',
  async (_what, code, message) => {
    const folder = temporaryFolder({ 'grid.ts': grid(code) });
    // Threads inherit the limit of the heap; a small one is reached sooner.
    const env = { NODE_OPTIONS: '--max-old-space-size=150' };
    const ended = await paxoscope('check grid.ts --workers 3 --json', { cwd: folder, env });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.split('\n').length).toBe(2);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
  },
);

it('a handler that never returns in a thread does not keep Ctrl-C waiting', async () => {
  const folder = temporaryFolder({ 'grid.ts': grid('for (;;);') });
  const ended = await paxoscope('check grid.ts --workers 2 --json --progress', {
    cwd: folder,
    onStderr: signalOnce('SIGINT', (stderr) => (stderr.match(/states\/s/g) ?? []).length >= 2),
  });
  expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: 'bounded', bound: { kind: 'interrupted' } });
  expect(ended.code).toBe(3);
});

it('spec code that throws in a thread is a spec error with the way there', async () => {
  const folder = temporaryFolder({ 'grid.ts': grid("throw new Error('not here');") });
  const ended = await paxoscope('check grid.ts --workers 2', { cwd: folder });
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/action Right.*not here/);
});

it.each([1, 2])('memory that ends bounds a search of %i workers, with what is known', async (workers) => {
  const ended = await paxoscope(
    `check paxos --acceptors 4 --ballots 4 --property agreement --max-memory 250M --workers ${workers} --json`,
  );
  expect(ended.code).toBe(3);
  const found = JSON.parse(ended.stdout);
  expect(found).toMatchObject({ verdict: 'bounded', bound: { kind: 'memory', limitBytes: 250e6 } });
  expect(found.distinct).toBeGreaterThan(100_000);
  expect(found.peakMemoryBytes).toBeLessThan(400e6);
});

it.each([
  ['another thread', '!isMainThread'],
  ['the first thread', 'isMainThread'],
])('a heap that fills up in %s bounds the search', async (_where, where) => {
  const fills = grid('kept.push(new Array(4000).fill(calls + 0.5));').replace('!isMainThread', where);
  const folder = temporaryFolder({ 'grid.ts': fills });
  const ended = await paxoscope('check grid.ts --workers 2 --json', {
    cwd: folder,
    env: { NODE_OPTIONS: '--max-old-space-size=100' },
  });
  expect(ended.stderr).toBe('');
  const { verdict, bound } = JSON.parse(ended.stdout);
  expect([ended.code, verdict, bound.kind]).toEqual([3, 'bounded', 'memory']);
  // Of this one heap, not of the whole process.
  expect(bound.limitBytes).toBeLessThan(200 * 2 ** 20);
});

it('rows that outgrow their share of memory go to disk, and are gone from there afterwards', async () => {
  const folder = temporaryFolder();
  const ended = await paxoscope(
    `check paxos --acceptors 4 --ballots 3 --values 2 --property agreement --max-memory 300M --disk ${folder} --json`,
  );
  expect(JSON.parse(ended.stdout)).toMatchObject({
    verdict: 'holds',
    distinct: 2_135_473,
    generated: 6_419_820,
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('too little memory is refused with the size that would do', async () => {
  const line = 'check paxos --ballots 2 --values 2 --max-memory';
  const { code, stdout, stderr } = await paxoscope(`${line} 20M`);
  const [, enough] =
    /^paxoscope: 20 MB of memory are too little: .* give it (\d+M) or more \(--max-memory\)\n$/.exec(
      stderr,
    ) ?? [];
  expect([code, stdout]).toEqual([2, '']);
  expect((await paxoscope(`${line} ${enough}`)).code).toBe(0);
});

it('folders that are made for rows go with them, and no others', async () => {
  const cwd = temporaryFolder();
  const line = 'check paxos --ballots 2 --values 2 --disk a/b/c';
  expect((await paxoscope(line, { cwd })).code).toBe(0);
  expect(readdirSync(cwd)).toEqual([]);
  mkdirSync(path.join(cwd, 'a'));
  expect((await paxoscope(line, { cwd })).code).toBe(0);
  expect(readdirSync(cwd, { recursive: true })).toEqual(['a']);
});

it.each([
  ['--workers 0', /--workers takes a whole number in 1\.\.256, not 0/],
  ['--workers 1000000', /--workers takes a whole number in 1\.\.256/],
  ['--workers two', /--workers takes a whole number/],
  ['--max-memory lots', /--max-memory takes an amount of memory such as 800M or 12G, not lots/],
  ['--max-memory 0G', /--max-memory takes an amount of memory/],
  ['--disk /dev/null/rows', /\/dev\/null\/rows cannot be written: a part of the path is not a directory/],
  // Where folders cannot be made at all, Node's own recursive mkdir never returns.
  ['--disk /proc/rows', /\/proc\/rows cannot be written: /],
  ['--checkpoint /proc/kept', /checkpoints in \/proc\/kept cannot be written: /],
])('refuses %s', async (flags, message) => {
  const ended = await served(`check paxos ${flags}`);
  expect(ended.stderr).toMatch(message);
  expect([ended.code, ended.stdout]).toEqual([2, '']);
});

/** In the level after the third, one state breaks a property and spec code fails in another one. */
const faulty = `
import { action, cell, defineSpec, does, invariant, set } from 'paxoscope';
const x = cell<number>('x');
const y = cell<number>('y');
export default defineSpec({
  name: 'faulty', title: 'faulty', source: 'mine', parameters: {}, rules: {},
  model: () => ({
    name: 'faulty', variables: [x, y], initial: [[set(x, 0), set(y, 0)]],
    actions: [
      action('Right', {}, (view) => {
        if (view.get(x) === 700 && view.get(y) === 20) throw new Error('not here');
        return does(set(x, (view.get(x) + 1) % 2000));
      }),
      action('Up', {}, (view) => does(set(y, (view.get(y) + 1) % 2000))),
    ],
    properties: [invariant('far', 'not both', (view) => view.get(x) !== 21 || view.get(y) !== 700)],
  }),
});
`;

it.each([
  '--workers 1',
  '--workers 2',
  '--workers 3',
  '--workers 2 --checkpoint-minutes 0.001 --checkpoint ck',
])('a property that breaks in a level is told before spec code that fails there, with %s', async (flags) => {
  const folder = temporaryFolder({ 'faulty.ts': faulty });
  const ended = await served(`check faulty.ts ${flags} --json`, { cwd: folder });
  expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: 'violated', property: 'far' });
});
