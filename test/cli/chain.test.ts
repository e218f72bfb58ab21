/** `paxoscope chain` as its users run it: what it prints, what it saves and verifies, and what it refuses. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectGolden } from '../golden.js';
import { paxoscope, temporaryFolder } from './run.js';

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

describe('a saved chain', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'chain.json');

  test('has the fields that programs read, and is verified', async () => {
    const ended = await paxoscope(['chain', '--shortest', '--json', '-o', file]);
    expect(ended.stderr).toBe(`saved ${file}\n`);
    const json = JSON.parse(ended.stdout) as { links: unknown[] };
    expect(json).toMatchObject({
      processes: 3,
      faults: 1,
      rounds: 1,
      executions: 104,
      connected: true,
      length: 8,
    });
    expect(json.links.length).toBe(8);
    expect(json.links[0]).toMatchObject({
      execution: { inputs: [0, 0, 0], crashes: [] },
      next: { inputs: [0, 0, 0], crashes: [{ process: 1, round: 1, lost: [2] }] },
      witness: 0,
    });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(json);
    const verified = await paxoscope(['chain', '--verify', file]);
    expect([verified.stdout, verified.code]).toEqual([
      `${file}: verified, 8 links from all 0 to all 1 (n = 3, f = 1, r = 1)\nThat no chain is shorter is not checked.\n`,
      0,
    ]);
  });

  test('is refused where one link is damaged', async () => {
    const json = JSON.parse(readFileSync(file, 'utf8'));
    json.links[3].witness = json.links[3].witness === 1 ? 2 : 1;
    if (json.links[3].witnesses.includes(json.links[3].witness)) throw new Error('not damaged');
    const input = JSON.stringify(json);
    const ended = await paxoscope('chain --verify - --json', { input });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      verified: false,
      reason: expect.stringMatching(/^link 4 of 8: p\d can tell/),
    });
    expect(ended.code).toBe(1);
  });

  test.each([
    ['view', (json) => (json.links[0].view = 'nothing')],
    ['change', (json) => (json.links[1].change = 'nonsense')],
    ['name', (json) => (json.links[0].name = 'α^9')],
    ['kind', (json) => (json.kind = 'textbook')],
    ['kind', (json) => (json.kind = 'longest')],
    ['witnesses', (json) => json.links[0].witnesses.push(1)],
    ['executions', (json) => json.executions++],
  ] as readonly (readonly [string, (json: Damaged) => unknown])[])(
    'is refused with another %s',
    async (field, damage) => {
      const json = JSON.parse(readFileSync(file, 'utf8'));
      damage(json);
      const ended = await paxoscope('chain --verify -', { input: JSON.stringify(json) });
      expect(ended.stdout).toMatch(/^standard input: refuted: /);
      expect(ended.stdout).toContain(
        field === 'kind' && json.kind === 'textbook' ? 'length is 8; it should be 15' : field,
      );
      expect(ended.code).toBe(1);
    },
  );

  test('a table is saved and verified too', async () => {
    const table = path.join(folder, 'table.json');
    await paxoscope(['chain', '--decide', '--rounds', '2', '-o', table]);
    const { stdout, code } = await paxoscope(['chain', '--verify', table]);
    expect(stdout).toBe(
      `${table}: verified, a table of 192 views, right on every execution (n = 3, f = 1, r = 2)\n`,
    );
    expect(code).toBe(0);
    const input = readFileSync(table, 'utf8').replace(/":0/, '":1');
    const damaged = await paxoscope('chain --verify -', { input });
    expect(damaged.stdout).toMatch(/^standard input: refuted: (agreement|validity): /);
    expect(damaged.code).toBe(1);
    for (const damage of [
      (json: Damaged) => json.table.views++,
      (json: Damaged) => json.components++,
      (json: Damaged) => (json.decisions['p0(p0:0)'] = 1),
    ]) {
      const json = JSON.parse(readFileSync(table, 'utf8'));
      damage(json);
      const other = await paxoscope('chain --verify -', { input: JSON.stringify(json) });
      expect(other.stdout).toMatch(/refuted: (table.views|components|decisions)/);
    }
  });

  test.each([
    ['no JSON', 'chain', /standard input is no JSON/],
    ['no table', '{"connected": false, "processes": 3}', /standard input is no saved table: faults: /],
    ['no chain', '{"processes": 3}', /standard input is no saved chain: faults: /],
    [
      'too many rounds',
      '{"processes":3,"faults":1,"rounds":1e12,"connected":true,"length":0,"links":[]}',
      /rounds is 1000000000000; there may be at most 64/,
    ],
    [
      'a wrong length',
      '{"processes":3,"faults":1,"rounds":1,"connected":true,"length":2,"links":[]}',
      /says that it has 2 links, and has 0/,
    ],
  ])('%s is no chain at all', async (_, input, message) => {
    const ended = await paxoscope('chain --verify -', { input });
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(2);
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
    'exits.ts': algorithm('receive: () => process.exit(0)'),
    'floats.ts': algorithm("receive: (own) => (Promise.reject(new Error('afloat')), own)"),
    'no-algorithm.ts': 'export default { name: "mine" };',
    'misses.ts':
      "import { defineAlgorithm } from 'paxoscope';\nexport default defineAlgorithm({ name: 'misses' });",
  });

  test.each([
    ['chain --processes 1', /--processes takes a whole number of at least 2, not 1/],
    ['chain --processes three', /--processes takes a whole number of at least 2, not three/],
    ['chain --faults 3', /faults is 3 of 3 processes; at least one process must be correct: at most 2/],
    ['chain --rounds 0', /--rounds takes a whole number of at least 1, not 0/],
    ['chain --rounds 2', /there is no chain: of 2 rounds one is without a crash, .*; --decide shows/],
    ['chain --rounds 2 --shortest', /no chain leads from all 0 to all 1 .*; --decide shows/],
    [
      'chain --processes 6 --faults 5 --rounds 6',
      /101,506,688,557,120 executions, which need about [\d,]+ GiB, .*the nearest that fits: n = 5, f = 4, r = 6 \(/,
    ],
    ['chain --rounds 1000000 --decide', /rounds is 1000000; there may be at most 64/],
    ['chain --rounds 200 --algorithm floodset', /rounds is 200; there may be at most 64/],
    ['chain --processes 5000 --faults 4999', /processes is 5000; there may be at most 16/],
    ['chain --processes 16 --faults 5 --rounds 5', /the nearest that fits: n = 6, f = 4, r = 3 \(/],
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
  const once = () => {
    let isSent = false;
    return (stderr: string, kill: (signal: NodeJS.Signals) => void, when: RegExp) => {
      if (isSent || !when.test(stderr)) return;
      isSent = true;
      kill('SIGINT');
    };
  };

  test('what an algorithm prints goes to stderr', async () => {
    const { stdout, stderr, code } = await paxoscope('chain --algorithm noisy.ts --json', { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ algorithm: 'odd', verdict: 'violated' });
    expect(stderr).toMatch(/^heard$/m);
    expect(stderr).toMatch(/^more$/m);
    expect(code).toBe(1);
  });

  test('tells how far it is, and at Ctrl-C what is known', async () => {
    const stop = once();
    const { stdout, stderr, code } = await paxoscope('chain --table --progress', {
      onStderr: (text, kill) => stop(text, kill, /n = 5/),
    });
    expect(stderr).toMatch(/^n = 5, f = \d, r = \d: [a-z ]+, [\d,]+ of [\d,]+ \(\d+ %\) · [\d.]+ s$/m);
    expect(stdout).toMatch(/ 4 {2}3 {2}4 +2,197,520 .* solvable: a table of 54,984 views/);
    expect(stdout).toMatch(/^stopped after [\d.]+ s/m);
    expect(code).toBe(3);
  });

  test('of an algorithm that never comes back ends at Ctrl-C', async () => {
    const stop = once();
    const { stdout, code } = await paxoscope('chain --algorithm loops.ts --json', {
      cwd,
      onStderr: (text, kill) => stop(text, kill, /begun/),
    });
    expect(JSON.parse(stdout)).toMatchObject({ processes: 3, connected: null, stopped: {} });
    expect(code).toBe(3);
  });
});

test('a chain that cannot be saved is printed all the same', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'file'), '');
  const ended = await paxoscope('chain -o file/chain.json', { cwd: folder });
  expect(ended.stdout).toContain('15 links');
  expect(ended.stderr).toMatch(/cannot be written/);
  expect(ended.code).toBe(2);
});

/** A saved chain or table, to be damaged. */
interface Damaged {
  kind: string;
  executions: number;
  components: number;
  table: { views: number };
  decisions: Record<string, number>;
  links: { name?: string; view: string; change: string; witnesses: number[] }[];
}

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
