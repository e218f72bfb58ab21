/** Output that cannot be written, readers that go away, signals. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { interruptible } from '../../checker/cli/interrupt.js';
import type { Terminal } from '../../checker/cli/terminal.js';
import { CLI, paxoscope, served, signalOnce, temporaryFolder } from './run.js';

const VIOLATED = 'check paxos --ballots 2 --mutant P2c-dropped --property agreement';
const LARGE = 'check paxos --acceptors 3 --ballots 4 --values 2';

describe('--output', () => {
  const folder = temporaryFolder();

  test.each([
    [
      `${VIOLATED} -o /nonexistent/x.json`,
      '/nonexistent/x.json cannot be written: no such file or directory',
    ],
    [`${VIOLATED} -o ${folder}`, `${folder} cannot be written: it is a directory`],
    ['simulate paxos -o /nonexistent/x', '/nonexistent/x cannot be written: no such file or directory'],
    [`simulate paxos --trace ${CLI}/x`, `${CLI}/x cannot be written: a part of the path is not a directory`],
    [`mutants paxos -o ${CLI}`, `${CLI} cannot be written: a part of the path is not a directory`],
    [
      'conform traces/samples -o /nonexistent/x',
      '/nonexistent/x cannot be written: no such file or directory',
    ],
    [
      'linearize none -o /nonexistent/x.svg',
      '/nonexistent/x.svg cannot be written: no such file or directory',
    ],
    [`rehearse -o ${CLI}`, `${CLI} cannot be written: ${CLI} is no folder`],
    [`rehearse -o ${CLI}/x`, `${CLI}/x cannot be written: ${CLI} is no folder`],
    [`record -o ${CLI}/x`, `${CLI}/x cannot be written: ${CLI} is no folder`],
  ])('%s: refused before any work', async (command, says) => {
    expect(await served(command)).toEqual({ code: 2, stdout: '', stderr: `paxoscope: ${says}\n` });
  });

  // Whoever may do everything is told that files may be made there too.
  test.each([
    `${VIOLATED} -o /proc/x`,
    'conform traces/samples -o /proc/x',
    'simulate paxos --trace /proc/x',
  ])('%s: refused before any work, also for the superuser', async (command) => {
    const { code, stdout, stderr } = await served(command);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^paxoscope: \/proc\/x cannot be written: (no such file|permission denied).*\n$/);
  });

  test('a file that is there keeps its content where a search has nothing to save, and one that is not is not made', async () => {
    const there = `${folder}/there.json`;
    writeFileSync(there, 'kept');
    for (const file of [there, `${folder}/new.json`]) {
      const { code } = await served(`check paxos --acceptors 2 --ballots 2 -o ${file}`);
      expect(code).toBe(0);
    }
    expect(readFileSync(there, 'utf8')).toBe('kept');
    expect(existsSync(`${folder}/new.json`)).toBe(false);
  });

  test('a full disk: an error, and the execution is still printed', async () => {
    const { code, stdout, stderr } = await served(`${VIOLATED} -o /dev/full`);
    expect(stderr).toBe('paxoscope: /dev/full cannot be written: no space left on device\n');
    expect(stdout).toContain('12 steps\n');
    expect(code).toBe(2);
  });

  test('writes what --format json prints', async () => {
    const file = path.join(folder, 'saved.json');
    const { stdout, stderr } = await served(`${VIOLATED} --format json -o ${file}`);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    expect(stderr).toMatch(/^paxos, mutant P2c-dropped, violated: /);
  });

  test('says that it is JSON where the name promises a page', async () => {
    const file = path.join(folder, 'saved.html');
    const { stderr } = await served(`${VIOLATED} -o ${file}`);
    expect(stderr).toBe(`saved ${file} as JSON, which paxoscope show reads; --format prints other forms\n`);
  });

  test('writes nothing where there is nothing, and says so', async () => {
    const file = path.join(folder, 'none.json');
    const { code, stderr } = await served(`check consensus -o ${file}`);
    expect(stderr).toBe(`paxoscope: there is no execution to save; ${file} is not written\n`);
    expect(code).toBe(0);
    expect(readdirSync(folder)).not.toContain('none.json');
  });

  test('of mutants is a folder', async () => {
    const into = path.join(folder, 'deep', 'mutants');
    expect((await served(`mutants voting -o ${into}`)).code).toBe(0);
    expect(readdirSync(into).sort()).toEqual([
      'lowers-its-ballot.json',
      'quorum-of-f.json',
      'splits-a-ballot.json',
      'unsafe-vote.json',
    ]);
    expect((await served(['show', path.join(into, 'unsafe-vote.json')])).code).toBe(0);
  });
});

describe('show refuses what does not fit its spec', async () => {
  const folder = temporaryFolder();
  const good = (await served(`${VIOLATED} --format json`)).stdout;
  test.each<[string, (text: string) => string, RegExp]>([
    ['no JSON', () => '{"a": ', /: not JSON: the text ends too early$/],
    ['other JSON', () => '{}', /: not a saved execution: "format" is not "paxoscope-execution"$/],
    [
      'another version',
      (text) => text.replace('"version": 1', '"version": 9'),
      /of version 9; this program reads version 1$/,
    ],
    [
      'another parameter',
      (text) => text.replace('"acceptors": 3', '"acceptors": 99'),
      /does not fit paxos: parameter acceptors is 99, outside its range 1\.\.9$/,
    ],
    [
      'a parameter is missing',
      (text) => text.replace(/"acceptors": 3,\s*/, ''),
      /does not fit paxos: parameter acceptors is missing$/,
    ],
    ['no such mutant', (text) => text.replaceAll('P2c-dropped', 'zzz'), /does not fit paxos: no mutant zzz/],
    [
      'no mutant: the published protocol',
      (text) => text.replace('"mutant": "P2c-dropped",', ''),
      /does not fit paxos: step \d+, /,
    ],
    ['another value', (text) => text.replaceAll('"v2"', '"v7"'), /does not fit paxos: step \d+, /],
    [
      'another spec',
      (text) => text.replace('"spec": "paxos"', '"spec": "consensus"'),
      /does not fit consensus: /,
    ],
  ])('%s', async (what, change, says) => {
    const file = path.join(folder, `${what.replaceAll(/\W+/g, '-')}.json`);
    const text = change(good);
    expect(text).not.toBe(good);
    writeFileSync(file, text);
    const { code, stdout, stderr } = await served(['show', file]);
    expect(stderr).toMatch(/^paxoscope: .*\n$/);
    expect(stderr.trimEnd()).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('standard output', () => {
  const shell = (line: string): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const child = spawn('bash', ['-c', `set -o pipefail; ${line}`]);
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (text) => (stdout += text));
      child.stderr.on('data', (text) => (stderr += text));
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });

  test('a reader that goes away is no error', async () => {
    const { code, stderr } = await shell(`${process.execPath} ${CLI} mutants voting | true`);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('a full disk is one', async () => {
    const { code, stderr } = await shell(`${process.execPath} ${CLI} specs > /dev/full`);
    expect(stderr).toBe('paxoscope: standard output cannot be written: no space left on device\n');
    expect(code).toBe(2);
  });
});

describe('Ctrl-C', () => {
  /** Sends the signal once there is a line of progress. */
  const interrupting = () => signalOnce('SIGINT', (stderr) => /level \d+/.test(stderr));

  test('ends as bounded, with what is known', async () => {
    const { code, stdout, stderr } = await paxoscope(`${LARGE} --progress`, { onStderr: interrupting() });
    expect(stdout).toMatch(/^paxos bounded, not proved: interrupted with [\d,]+ states found/);
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('paxos: exploring');
    expect(lines[1]).toMatch(
      /^level \d+ · [\d,]+ states · [\d,]+ states\/s now · [\d,]+ on average · queue [\d,]+ · load 0\.\d\d · \d+ MB · 0\.\d\d s$/,
    );
    expect(lines.at(-1)).toBe('stopping; once more to end at once');
    expect(code).toBe(3);
  });

  test('leaves stdout to the one JSON object', async () => {
    const line = `${LARGE} --progress --json --max-states 8000000`;
    const { stdout, stderr } = await paxoscope(line, { onStderr: interrupting() });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'bounded', bound: { kind: 'interrupted' } });
    expect(stderr).toMatch(/ · \d+ % of --max-states · at most .* more\n/);
  });

  test('a second time is nobody’s business but the system’s', async () => {
    const listeners = process.listenerCount('SIGINT');
    const said: string[] = [];
    const terminal: Terminal = {
      isInteractive: { stdout: false, stderr: false },
      columns: 80,
      print: async () => {},
      say: (line) => said.push(line),
      rewrite: () => {},
    };
    await interruptible(terminal, async (signal) => {
      expect(process.listenerCount('SIGINT')).toBe(listeners + 1);
      process.emit('SIGINT');
      expect(signal.aborted).toBe(true);
      expect(process.listenerCount('SIGINT')).toBe(listeners);
    });
    expect(said).toEqual(['stopping; once more to end at once']);
  });
});
