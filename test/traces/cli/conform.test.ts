/** `paxoscope conform` from the command line: exit codes, the report, JSON, and what is refused. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import type { Event } from '../../../traces/event.js';
import { CLI, served as paxoscope, signalOnce } from '../../cli/run.js';
import { recorded } from '../conform/recorded.js';
import { walk } from '../conform/walks.js';

const folder = mkdtempSync(join(tmpdir(), 'paxoscope-conform-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const save = (name: string, events: readonly Event[]): void =>
  writeFileSync(at(name), `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);

beforeAll(() => {
  save('clean.jsonl', recorded(39));
  save('bug.jsonl', recorded(13, 'own-proposals-win'));
  const instance = paxosRoles.instantiate();
  let i = 0;
  save(
    'walk.jsonl',
    traceOf(
      instance.model,
      walk(instance, 12, (of) => (i++ * 5) % of),
      'a walk',
    ),
  );
});

it('a clean run conforms', async () => {
  const { code, stdout } = await paxoscope(['conform', at('clean.jsonl')]);
  expect(stdout).toMatch(/^seed 39: conforms\n\nJudged by pmmc/);
  expect(code).toBe(0);
});

it('a run with a bug is refuted, and the report leads to the handler', async () => {
  const { code, stdout } = await paxoscope(['conform', at('bug.jsonl')]);
  expect(stdout).toMatch(/rule +leader: receive adopted \(level 1\)/);
  expect(stdout).toMatch(/field +changed\.proposals\[\d+\]\n +expected \S+\n +observed \S+\n/);
  expect(stdout).toMatch(/The line, and \d+ that led there\n(.*\n)+ +\d+\. ✗ l2: leader: receive adopted/);
  expect(code).toBe(1);
});

it('of several runs there is a table, and one JSON object', async () => {
  const { code, stdout } = await paxoscope(['conform', at('clean.jsonl'), at('bug.jsonl'), at('walk.jsonl')]);
  expect(stdout).toMatch(
    /run +verdict +lines\nseed 39 +conforms +[\d,]+\nseed 13 +violation +[\d,]+\na walk +conforms +[\d,]+/,
  );
  expect(code).toBe(1);
  const { verdict, runs } = JSON.parse((await paxoscope(['conform', folder, '--json'])).stdout) as {
    verdict: string;
    runs: { run: string; verdict: { kind: string; violation?: { place: { line: number } } } }[];
  };
  expect(verdict).toBe('violation');
  expect(runs.find((one) => one.run === 'seed 13')?.verdict.violation?.place.line).toBeGreaterThan(100);
});

it('where a process is not logged its steps are searched, within a budget', async () => {
  const lines = readFileSync(at('walk.jsonl'), 'utf8').split('\n');
  const without = lines.filter((line) => !line.includes('"node":"a'));
  writeFileSync(at('partial.jsonl'), without.join('\n'));
  const told = await paxoscope(['conform', at('partial.jsonl'), '--unlogged', 'a']);
  expect(told.stdout).toMatch(/conforms\n.*\n.*[1-9]\d* states searched for hidden steps/s);
  expect(told.code).toBe(0);
  // Where nothing explains a line the search goes on, and says how far it is.
  const wrong = without.map((line) => line.replace('"kind":"accept"', '"kind":"acept"'));
  expect(wrong).not.toEqual(without);
  writeFileSync(at('wrong.jsonl'), wrong.join('\n'));
  const search = ['conform', at('wrong.jsonl'), '--unlogged', 'a', '--budget', '300', '--progress'];
  expect((await paxoscope(search)).stderr).toMatch(/^searching .+: \d+ of 300 states$/m);
  const gap = await paxoscope(['conform', at('partial.jsonl')]);
  expect(gap.stdout).toMatch(/inconclusive \(gap\)/);
  expect(gap.code).toBe(3);
  const short = await paxoscope(['conform', at('partial.jsonl'), '--unlogged', 'a', '--budget', '1']);
  expect(short.stdout).toMatch(/inconclusive \(budget\).*--budget gives more/);
  expect(short.code).toBe(3);
  rmSync(at('partial.jsonl'));
});

it('an empty file is no conforming run, and what is not there is refused', async () => {
  writeFileSync(at('empty.jsonl'), '');
  const empty = await paxoscope(['conform', at('empty.jsonl')]);
  expect(empty.stdout).toMatch(/inconclusive \(empty\)/);
  expect(empty.code).toBe(3);
  rmSync(at('empty.jsonl'));
  expect((await paxoscope(['conform', at('none.jsonl')])).code).toBe(2);
  expect((await paxoscope(['conform', at('walk.jsonl'), '--level', '4'])).code).toBe(2);
  expect((await paxoscope(['conform', at('walk.jsonl'), '--budget', 'much'])).code).toBe(2);
  expect((await paxoscope(['conform', at('walk.jsonl'), '--unlogged', 'acceptor'])).stderr).toMatch(
    /^paxoscope: no process acceptor; there are: p1, .*, state/,
  );
  expect((await paxoscope(['conform', at('walk.jsonl'), '--spec', 'none'])).code).toBe(2);
});

it('Ctrl-C ends what waits for more, and of no run that more may have come for it is said that it conforms', async () => {
  const file = at('clean.jsonl');
  const waiting = await stoppedWhileItWaits(['-']);
  expect(waiting.stdout).toContain(
    '-: inconclusive (cut): the judgement was stopped before standard input was read to the end\n',
  );
  expect(waiting.code).toBe(3);
  // How much of the file was read by then depends on the machine.
  const { code, stdout } = await stoppedWhileItWaits([file, '-']);
  expect(stdout).toMatch(/^.*: inconclusive \(cut\): .*the judgement was stopped/);
  expect(stdout).not.toContain('conforms');
  expect(code).toBe(3);
});

/** Its input stays open, and nobody writes. Before it listens to signals one ends it as if it did nothing yet: then it is given longer. */
async function stoppedWhileItWaits(
  paths: readonly string[],
  ms = 1500,
): Promise<{ code: number; stdout: string }> {
  const child = spawn(process.execPath, [CLI, 'conform', ...paths], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stdout = text(child.stdout);
  await setTimeout(ms);
  child.kill('SIGINT');
  const code = await ended;
  if (code === null || code > 128) return stoppedWhileItWaits(paths, 2 * ms);
  return { code, stdout: await stdout };
}

it('Ctrl-C while it reads ends with what is known', async () => {
  const child = spawn(process.execPath, [CLI, 'conform', '-', '--progress'], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stdout = text(child.stdout);
  const lines = readFileSync(at('clean.jsonl'), 'utf8').trimEnd().split('\n');
  // It tells how far it is when something comes, and a while after it began; nobody ends its input.
  child.stdin.on('error', () => {});
  child.stdin.write(`${lines.splice(0, lines.length - 60).join('\n')}\n`);
  const typing = setInterval(() => child.stdin.write(`${lines.shift() ?? ''}\n`), 20);
  const stop = signalOnce('SIGINT', (said) => said.includes('conforms so far'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    said += more;
    stop(said, (signal) => child.kill(signal));
  });
  expect(await ended).toBe(3);
  clearInterval(typing);
  expect(await stdout).toMatch(
    /^seed 39: inconclusive \(cut\): -: the judgement was stopped when [\d,]+ lines of it were read, before its end\n/,
  );
});

it('where the spec throws its file is told, and the line that was judged', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paxoscope-throws-'));
  const spec = `
import { action, cell, defineSpec, does, set } from 'paxoscope';
const n = cell<number>('n');
export default defineSpec({
  name: 'throws', title: 'throws', source: 'a test', parameters: {}, rules: {},
  model: () => ({
    name: 'throws', variables: [n], initial: [[set(n, 0)]],
    actions: [
      action('up', { node: 'p' }, (view) => {
        if (THROWS) throw new Error('not here');
        return does(set(n, view.get(n) + 1));
      }),
    ],
    properties: [],
  }),
});`;
  writeFileSync(join(folder, 'good.ts'), spec.replace('THROWS', 'view.get(n) > 9'));
  writeFileSync(join(folder, 'bad.ts'), spec.replace('THROWS', 'view.get(n) > 1'));
  const cwd = folder;
  await paxoscope('simulate good.ts --walks 1 --max-steps 5 --seed 1 --trace walks', { cwd });
  const { code, stdout, stderr } = await paxoscope('conform walks --spec ./bad.ts', { cwd });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /^paxoscope: the code of the spec, or of a mapping, threw Error: not here \(bad\.ts:10\) where walks\/.*:\d+ was judged\n$/,
  );
  rmSync(folder, { recursive: true });
});
