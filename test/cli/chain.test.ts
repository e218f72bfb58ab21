/** `paxoscope chain` as its users run it: what it prints, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { expectGolden } from '../golden.js';
import { served as paxoscope, signalOnce, temporaryFolder } from './run.js';

describe.concurrent('transcripts', () => {
  test.each([
    ['chain-4-2-2.txt', 'chain --processes 4 --faults 2', 0],
    ['chain-any-ends.txt', 'chain --shortest --any-ends', 0],
    ['chain-execution.txt', 'chain --processes 4 --faults 2 --execution 12', 0],
    ['chain-decide.txt', 'chain --processes 4 --faults 2 --decide', 0],
    ['chain-decide-table.txt', 'chain --rounds 2 --decide', 0],
    ['chain-table.txt', 'chain --table --processes 4', 0],
    ['chain-algorithm.txt', 'chain --processes 4 --faults 2 --algorithm floodset-early', 1],
    ['chain-algorithm-shortest.txt', 'chain --shortest --algorithm naive-own', 1],
    ['chain-algorithm-anywhere.txt', 'chain --rounds 2 --algorithm naive-minimum', 1],
    ['chain-algorithm-holds.txt', 'chain --processes 4 --rounds 2 --algorithm eig', 0],
  ])('%s', async (name, line, code) => {
    const ended = await paxoscope(line);
    expect(ended.stderr).toBe('');
    expectGolden(`cli/${name}`, ended.stdout);
    for (const text of ended.stdout.split('\n')) expect(text.length, text).toBeLessThanOrEqual(100);
    expect(ended.code).toBe(code);
  });
});

describe('pictures', () => {
  test('the page of an algorithm opens at the link that the text tells of', async () => {
    const { stdout } = await paxoscope('chain --algorithm floodset --format html');
    expect(stdout).toContain('<main data-at="10">');
  });

  test('of an algorithm show what each process decides, and where that breaks', async () => {
    const { stdout, code } = await paxoscope('chain --algorithm floodset --format svg');
    expect(stdout).toContain('floodset breaks agreement at execution 11 of 15');
    expect(stdout.match(/class="breach"/g)?.length).toBe(1);
    expect(code).toBe(1);
    const place = await paxoscope('chain --algorithm floodset --execution 11');
    expect(place.stdout).toMatch(/p0 +1 .*◀ decides 0, as before\n.*p1 +1 .*◀ decides 1, as after/);
    expect(place.stdout).toContain('Agreement is broken: p0 decided 0, p1 decided 1.');
  });

  test('show what cannot be printed of a name as escapes', async () => {
    const cwd = temporaryFolder({ 'bell.ts': algorithm("name: 'be\\u0007ll', title: 'to\\u001b[31mll'") });
    const shown = ['', '--format svg', '--format html', '--shortest --any-ends'].map((flags) =>
      paxoscope(`chain --algorithm bell.ts ${flags}`.trim(), { cwd }),
    );
    for (const { stdout } of await Promise.all(shown)) {
      expect(stdout).toMatch(/be\\u0007ll/);
      expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
    }
    expect((await shown[3]).stdout.replaceAll('\n', ' ')).toContain(
      'in a shortest chain from any execution with all inputs 0 to any with all inputs 1',
    );
  });

  test('are written to stdout', async () => {
    const [svg, html, graph] = await Promise.all(
      ['chain --format svg', 'chain --format html', 'chain --rounds 2 --decide --format html'].map((line) =>
        paxoscope(line),
      ),
    );
    expect(svg.stdout).toMatch(/^<svg xmlns/);
    expect(html.stdout).toMatch(/^<!doctype html>[\s\S]*the similarity graph/);
    expect(graph.stdout).toMatch(/No chain from all 0 to all 1[\s\S]*68 components/);
    expect([svg, html, graph].map(({ code }) => code)).toEqual([0, 0, 0]);
  });
});

describe.concurrent('bad input', () => {
  const cwd = temporaryFolder({
    'throws.ts': algorithm("receive: () => { throw new RangeError('too far'); }"),
    'flip.ts': algorithm(
      'init: ({ input, rounds }) => ({ own: input, least: input, last: rounds }), send: ({ least }) => least, receive: (self, _, received) => ({ ...self, least: [...received.values()].includes(0) ? 0 : self.least }), decide: ({ least, last, own }, r) => (r < last ? own : least)',
    ),
    'never.ts': algorithm('decide: () => null'),
    'peeks.ts': `const seen = [];\n${algorithm('init: ({ process, input }) => ((seen[process] = input), input), receive: () => (seen.includes(0) ? 0 : 1)')}`,
    'decides.ts': `const inputs = [];\n${algorithm('init: ({ process, input }) => ((inputs[process] = input), input), decide: (_, round) => (round === 0 ? null : Math.min(...inputs))')}`,
    'exits.ts': algorithm('receive: () => process.exit(0)'),
    'floats.ts': algorithm("receive: (own) => (Promise.reject(new Error('afloat')), own)"),
    ...Object.fromEntries(['own.cjs', 'own.cts', 'own.txt', 'own'].map((name) => [name, algorithm('')])),
    'no-algorithm.ts': 'export default { name: "mine" };',
    'misses.ts':
      "import { defineAlgorithm } from 'paxoscope';\nexport default defineAlgorithm({ name: 'misses' });",
  });

  test.each([
    ['chain --processes 1', /--processes takes a whole number in 2..16, not 1/],
    ['chain --processes three', /--processes takes a whole number in 2..16, not three/],
    ['chain --faults 3', /faults is 3 of 3 processes; at least one process must be correct: at most 2/],
    ['chain --rounds 0', /--rounds takes a whole number in 1..64, not 0/],
    ['chain --rounds 2', /there is no chain: of 2 rounds one is without a crash, .*; --decide shows/],
    ['chain --rounds 2 --shortest', /no chain leads from all 0 to all 1 .*; --decide shows/],
    [
      'chain --processes 6 --faults 5 --rounds 6 --decide',
      /101,506,688,557,120 executions, which need about [\d,]+ GiB, .*the nearest that fits: n = 5, f = 4, r = 6 \(/,
    ],
    ['chain --rounds 1000000 --decide', /--rounds takes a whole number in 1..64, not 1000000/],
    ['chain --rounds 200 --algorithm floodset', /--rounds takes a whole number in 1..64, not 200/],
    ['chain --processes 5000 --faults 4999', /--processes takes a whole number in 2..16, not 5000/],
    [
      'chain --processes 16 --faults 5 --rounds 5 --shortest',
      /the nearest that fits: n = 6, f = 4, r = 3 \(/,
    ],
    [
      'chain --processes 16 --faults 5 --rounds 5',
      /a chain of 230,880,625 executions for n = 16, f = 5, r = 5 is too long: .* at most 1,000,000,000 are compared in all; what fits: n = 6, f = 5, r = 4/,
    ],
    [
      'chain --decide --rounds 2 --execution 3',
      /--execution 3: there is no chain here.*; leave --execution out/,
    ],
    [
      'chain --decide --processes 4 --rounds 3 --faults 2 --format svg',
      /--format svg: there is no chain to draw, .*; leave --format out/,
    ],
    [
      'chain --rounds 2 --algorithm floodset --format html',
      /--format: there is no chain here, and floodset is judged on every execution/,
    ],
    ['chain --execution 16', /--execution 16: the chain has executions 0 to 15/],
    ['chain --any-ends', /--any-ends needs --shortest/],
    ['chain --decide --table', /--decide and --table do not go together/],
    ['chain --json --format svg', /--json and --format do not go together/],
    ['chain --format pdf', /no format pdf; there are: text, html, svg/],
    [
      'chain --processes 4 --faults 2 --format svg',
      /the chain has 157 executions, and one picture takes at most 100/,
    ],
    ['chain --verify nowhere.json', /nowhere\.json cannot be read: no such file/],
    ['chain --verify x.json --rounds 2', /--verify reads all from the file; leave --rounds out/],
    ['chain --algorithm floodsat', /no algorithm floodsat; did you mean floodset\?/],
    ['chain --algorithm nowhere.ts', /nowhere\.ts cannot be read/],
    ...['.cjs', '.cts', '.txt'].map((ending): [string, RegExp] => [
      `chain --algorithm own${ending}`,
      new RegExp(
        `own\\${ending} ends in \\${ending}; a file with an algorithm is a module whose name ends in \\.ts, \\.mts, \\.js or \\.mjs`,
      ),
    ]),
    ['chain --algorithm ./own', /\.\/own has no ending; a file with an algorithm is a module whose name/],
    ['check own.cts', /own\.cts ends in \.cts; a file with a spec is a module whose name ends in/],
    [
      'chain --algorithm no-algorithm.ts',
      /exports no algorithm: an algorithm is what defineAlgorithm\(\{\.\.\.\}\) returns/,
    ],
    ['chain --algorithm misses.ts', /algorithm misses has no title; every algorithm has: /],
    [
      'chain --algorithm throws.ts',
      /throws\.ts: receive of p0 in round 1: threw RangeError: too far \(throws\.ts:\d+\)/,
    ],
    [
      'chain --rounds 2 --algorithm flip.ts',
      /flip\.ts changes its decision: p\d has decided 1, and decide of p\d after round 2 gives 0; a decision is irrevocable/,
    ],
    ['chain --algorithm never.ts', /never\.ts never decides: decide of p0 after round 1 gives null/],
    ['chain --algorithm peeks.ts', /peeks\.ts looks at more than it received: p\d has the same view/],
    [
      'chain --algorithm decides.ts',
      /decides\.ts looks at more than it received: decide of p\d after round 1 gives \d, and gave \d for the same state/,
    ],
    ['chain --rounds 2 --algorithm decides.ts', /decides\.ts looks at more than it received: decide of p\d/],
    ['chain --algorithm exits.ts', /ended before there was a verdict/],
    ['chain --algorithm floats.ts', /in a promise that nobody awaits: threw Error: afloat/],
    ['chain --algorithm floodset --execution 16', /--execution 16: the chain has executions 0 to 15/],
  ])('%s', async (line, message) => {
    const ended = await paxoscope(line, { cwd });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
    expect(ended.stdout).toBe('');
    expect(ended.code).toBe(2);
  });
});

describe('long work', () => {
  const cwd = temporaryFolder({
    'noisy.ts': algorithm("receive: (own) => (console.log('heard'), process.stdout.write('more\\n'), own)"),
    'loops.ts': `import { writeSync } from 'node:fs';\n${algorithm("receive: () => { writeSync(2, 'begun'); for (;;) {} }")}`,
  });

  test('what an algorithm prints goes to stderr', async () => {
    const { stdout, stderr, code } = await paxoscope('chain --algorithm noisy.ts --json', { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ algorithm: 'odd', verdict: 'violated' });
    expect(stderr).toMatch(/^heard$/m);
    expect(stderr).toMatch(/^more$/m);
    expect(code).toBe(1);
  });

  test('tells how far it is, and at Ctrl-C what is known', async () => {
    const { stdout, stderr, code } = await paxoscope('chain --table --progress', {
      onStderr: signalOnce('SIGINT', (text) => text.includes('n = 5')),
    });
    expect(stderr).toMatch(/^n = 5, f = \d, r = \d: [a-z ]+, [\d,]+ of [\d,]+ \(\d+ %\) · [\d.]+ s$/m);
    expect(stdout).toMatch(/ 4 {2}3 {2}4 +2,197,520 .* solvable: a table of 54,984 views/);
    expect(stdout).toMatch(/^stopped after [\d.]+ s/m);
    expect(code).toBe(3);
  });

  test('of an algorithm that never comes back ends at Ctrl-C', async () => {
    const { stdout, code } = await paxoscope('chain --algorithm loops.ts --json', {
      cwd,
      onStderr: signalOnce('SIGINT', (text) => text.includes('begun')),
    });
    expect(JSON.parse(stdout)).toMatchObject({
      processes: 3,
      connected: null,
      stopped: { doing: 'judging executions', call: { name: 'receive', process: 0, round: 1 } },
    });
    expect(code).toBe(3);
  });

  test('of an algorithm that never comes back is told with the call, the process and the round', async () => {
    const { stdout } = await paxoscope('chain --rounds 2 --algorithm loops.ts', {
      cwd,
      onStderr: signalOnce('SIGINT', (text) => text.includes('begun')),
    });
    expect(stdout).toMatch(
      /^stopped after [\d.]+ s: running executions, .*; receive of p0 in round 1 had not come back for [\d.]+ s$/m,
    );
  });
});

test.each([
  ['file/chain.json', 'a part of the path is not a directory'],
  ['.', 'it is a directory'],
  ['nowhere/chain.json', 'no such file or directory'],
])('a chain that cannot be saved in %s is not sought', async (file, reason) => {
  const cwd = temporaryFolder({ file: '' });
  const ended = await paxoscope(['chain', '-o', file], { cwd });
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toBe(`paxoscope: ${file} cannot be written: ${reason}\n`);
  expect(ended.code).toBe(2);
});

/** A file that exports an algorithm which decides its own input, with something else about it. */
function algorithm(change: string): string {
  return `import { defineAlgorithm } from 'paxoscope';
export default defineAlgorithm({
  name: 'odd', title: 'odd', source: 'test',
  init: ({ input }) => input,
  send: (own) => own,
  receive: (own) => own,
  decide: (own, round) => (round === 0 ? null : own),
  ${change},
});
`;
}
