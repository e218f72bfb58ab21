/** What `paxoscope chain` saves and prints as JSON, and what `--verify` says of it, whole and damaged. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { served as paxoscope, temporaryFolder } from './run.js';

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

  test.each([
    ['chain --decide --json', /verified, 8 links .*\nThat no chain is shorter is not checked\.\n$/],
    ['chain --rounds 2 --decide --json', /verified, a table of 192 views/],
    ['chain --algorithm floodset --json', /verified, 15 links .*\nWhat the algorithm decides is not checked/],
    ['chain --processes 16 --json', /verified, 496 links .*\(n = 16, f = 1, r = 1\)\n$/],
  ])('what %s prints is verified too', async (line, expected) => {
    const { stdout: input } = await paxoscope(line);
    const { stdout, code } = await paxoscope('chain --verify -', { input });
    expect(stdout).toMatch(expected);
    expect(code).toBe(0);
  });

  test('a table that is too large is not saved, and that is said', async () => {
    const table = path.join(folder, 'large.json');
    const omitted = 'the table is left out: it has 54,984 views, and at most 20,000 are written';
    const saved = await paxoscope(['chain', '--decide', ...sizeOf(4, 3, 4), '-o', table]);
    expect(saved.stderr).toBe(`saved ${table}; ${omitted}, so --verify has nothing to check in it\n`);
    expect(JSON.parse(readFileSync(table, 'utf8'))).toMatchObject({ decisions: null, omitted });
    const verified = await paxoscope(['chain', '--verify', table]);
    expect([verified.stderr, verified.code]).toEqual([
      `paxoscope: ${table} has no decisions: ${omitted}; there is nothing to verify\n`,
      2,
    ]);
  });

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
    [
      'no table',
      '{"connected": false, "processes": 3, "decisions": {}}',
      /standard input is no saved table: faults: /,
    ],
    ['no chain', '{"processes": 3}', /standard input is no saved chain: faults: /],
    [
      'too many rounds',
      '{"processes":3,"faults":1,"rounds":1e12,"connected":true,"length":0,"links":[]}',
      /rounds is 1000000000000; there may be at most 64/,
    ],
    [
      'too much to compare',
      '{"processes":3,"faults":1,"rounds":64,"connected":true,"length":0,"links":[]}',
      /a chain of 1 executions for n = 3, f = 1, r = 64 is too long: a view has 3\.4e\+30 parts/,
    ],
    [
      'a table that was left out',
      '{"connected": false, "decisions": null, "omitted": "the table is left out: it is large"}',
      /standard input has no decisions: the table is left out: it is large; there is nothing to verify/,
    ],
    [
      'a table that is missing',
      '{"connected": false}',
      /has no decisions: the table, by view, is missing \(chain --decide -o saves it\)/,
    ],
    [
      'an algorithm without a chain',
      '{"connected": false, "algorithm": "eig", "verdict": "holds"}',
      /has no decisions: it tells of an algorithm where there is no chain/,
    ],
    [
      'what was stopped',
      '{"connected": null, "stopped": {}}',
      /was stopped before there was a chain or a table/,
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

function sizeOf(processes: number, faults: number, rounds: number): readonly string[] {
  return ['--processes', `${processes}`, '--faults', `${faults}`, '--rounds', `${rounds}`];
}

/** A saved chain or table, to be damaged. */
interface Damaged {
  kind: string;
  executions: number;
  components: number;
  table: { views: number };
  decisions: Record<string, number>;
  links: { name?: string; view: string; change: string; witnesses: number[] }[];
}
