/** `paxoscope linearize` as its users run it: recorded histories, every form of report, exit codes. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { served as paxoscope, temporaryFolder } from '../../cli/run.js';
import { expectGolden } from '../../golden.js';

const cwd = path.resolve(import.meta.dirname, '../histories');

describe.concurrent('recorded histories', () => {
  test.each([
    ['etcd_000', 'etcd_000.log', 1],
    ['etcd_002', 'etcd_002.log', 0],
    ['etcd_003', 'etcd_003.log', 1],
    ['etcd_005', 'etcd_005.log', 0],
    ['kv_c01-bad', 'kv_c01-bad.txt', 1],
    ['kv_c01-ok', 'kv_c01-ok.txt', 0],
    ['store', 'store.jsonl', 1],
    ['undecided', 'etcd_000.log --budget 20', 3],
    ['other-initial', 'etcd_002.log --initial 1', 1],
  ])('%s', async (name, line, code) => {
    const ended = await paxoscope(`linearize ${line}`, { cwd });
    expect(ended.stderr).toBe('');
    expectGolden(`linearize/${name}.txt`, ended.stdout);
    expect(ended.code).toBe(code);
    for (const text of ended.stdout.split('\n')) expect(text.length, text).toBeLessThanOrEqual(100);
  });

  test.each(['json', 'svg', 'html'])('as %s', async (format) => {
    const ended = await paxoscope(`linearize store.jsonl --format ${format}`, { cwd });
    expectGolden(`linearize/store.${format}`, ended.stdout.replace(/"seconds": [\d.]+/, '"seconds": 0'));
    expect(ended.code).toBe(1);
    // People read the verdict elsewhere where stdout is for another tool.
    if (format === 'json') expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: 'not-linearizable' });
    else expect(ended.stderr).toMatch(/^store\.jsonl is not linearizable/);
  });

  test('--progress tells how far a long search is, on stderr', async () => {
    const clients = Array.from({ length: 20 }, (_, i) => `c${i}`);
    const events = [
      ...clients.map((client) => ({
        type: 'invoke',
        client,
        operation: { kind: 'append', key: 'k', value: client },
      })),
      { type: 'invoke', client: 'reader', operation: { kind: 'get', key: 'k' } },
      {
        type: 'ok',
        client: 'reader',
        operation: { kind: 'get', key: 'k' },
        result: { kind: 'value', value: 'none' },
      },
    ].map((event) => JSON.stringify({ kind: 'client', sequence: 1, ...event }));
    const folder = temporaryFolder({ 'hard.jsonl': `${events.join('\n')}\n` });
    const ended = await paxoscope('linearize hard.jsonl --progress --budget 150000', { cwd: folder });
    expect(ended.stderr).toMatch(/^[\d,]+ configurations of at most 150,000$/m);
    expect(ended.code).toBe(3);
  });

  test('--json is one object, with an order that a program can check', async () => {
    const { stdout, stderr, code } = await paxoscope('linearize etcd_002.log --json', { cwd });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const judged = JSON.parse(stdout) as { parts: { linearization: number[] }[] };
    expect(judged).toMatchObject({ verdict: 'linearizable', operations: 77, models: ['register'] });
    expect(judged.parts[0].linearization.length).toBeGreaterThanOrEqual(58);
  });

  test('-o saves the form that the ending names, and stdout has the verdict', async () => {
    const folder = temporaryFolder();
    for (const [file, begins] of [
      ['a.svg', '<svg '],
      ['a.html', '<!doctype html>'],
      ['a.json', '{'],
      ['a.txt', 'etcd_000.log is not'],
    ]) {
      const output = path.join(folder, file);
      const ended = await paxoscope(['linearize', 'etcd_000.log', '-o', output], { cwd });
      expect(ended).toMatchObject({ code: 1, stderr: `saved ${output}\n` });
      expect(ended.stdout).toMatch(/^etcd_000\.log is not linearizable/);
      expect(readFileSync(output, 'utf8').startsWith(begins)).toBe(true);
    }
  });

  test('from standard input, and packed', async () => {
    const log = readFileSync(path.join(cwd, 'etcd_000.log'));
    const folder = temporaryFolder();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path.join(folder, 'etcd_000.log.gz'), gzipSync(log));
    const piped = await paxoscope('linearize -', { input: log.toString() });
    const packed = await paxoscope('linearize etcd_000.log.gz', { cwd: folder });
    const plain = await paxoscope('linearize etcd_000.log', { cwd });
    const body = ({ stdout }: { stdout: string }) => stdout.slice(stdout.indexOf('read as'));
    expect(piped.stdout).toMatch(/^standard input is not linearizable/);
    expect(body(piped)).toBe(body(plain));
    expect(body(packed)).toBe(body(plain));
  });
});

describe.concurrent('what cannot be read or done', () => {
  test.each([
    ['linearize', 'linearize needs a history'],
    ['linearize nothere.log', 'nothere.log cannot be read: no such file or directory'],
    ['linearize etcd_000.log --model registr', 'no model registr; did you mean register?'],
    [
      'linearize etcd_000.log --model queue',
      'etcd_000.log:1: no model knows the action read; there are: queue (enqueue, dequeue)',
    ],
    ['linearize etcd_000.log --dialect edn', 'etcd_000.log:1: '],
    ['linearize etcd_000.log --budget 0', '--budget takes a whole number of at least 1, not 0'],
    ['linearize etcd_000.log --initial a', '--initial takes JSON, such as 0 or \'"a"\', not a'],
    ['linearize etcd_000.log -o picture.gif', 'the ending of picture.gif says no form'],
    [
      'linearize etcd_000.log -o /nowhere/a.svg',
      '/nowhere/a.svg cannot be written: no such file or directory',
    ],
    ['linearize etcd_000.log --history b', 'no flag --history'],
  ])('%s', async (line, says) => {
    const { code, stderr } = await paxoscope(line, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`paxoscope: ${says}`);
    expect(existsSync(path.join(cwd, 'picture.gif'))).toBe(false);
  });
});
