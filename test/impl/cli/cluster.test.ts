/** `paxoscope cluster` as somebody uses it who is here for the first time: start, put, get, kill, go on, stop. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { CLI, paxoscope, temporaryFolder } from '../../cli/run.js';
import { textOf } from '../../guides.js';

/** What the guide says to type to servers on this machine, typed: each command is answered with something else than an error. */
async function curls(servers: readonly { readonly url: string }[]): Promise<void> {
  if (spawnSync('curl', ['--version']).status !== 0) return;
  const lines = [...textOf('impl/README.md').matchAll(/^\$ (curl .*127\.0\.0\.1.*)$/gm)].map(([, line]) =>
    line.replace(/http:\/\/127\.0\.0\.1:810(\d)/, (_, number) => servers[Number(number) - 1].url),
  );
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) {
    const { stdout } = await promisify(execFile)('sh', ['-c', line.replace('curl', 'curl -sS --fail')]);
    expect(stdout, line).not.toBe('');
  }
}

it('starts, says what to type next, survives a kill, and stops on SIGINT', async () => {
  const cwd = temporaryFolder();
  const child = spawn(process.execPath, [CLI, 'cluster', '--port', '0'], { cwd });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (text) => (stderr += text));
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text) => {
      stdout += text;
      if (stdout.includes('Ctrl-C')) resolve();
    });
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const servers = [...stdout.matchAll(/^ {2}(s\d) {2}(http:\S+) {2}process (\d+)$/gm)].map(
    ([, id, url, pid]) => ({ id, url, pid }),
  );
  expect(servers.map(({ id }) => id)).toEqual(['s1', 's2', 's3']);
  // What it says to type, typed: fetch follows redirects as curl -L does.
  const put = async (url: string, value: string) =>
    (await fetch(`${url}/kv/greeting`, { method: 'PUT', body: value })).text();
  expect(await put(servers[0].url, '"hello"')).toBe('{"kind":"done"}\n');
  expect(await (await fetch(`${servers[1].url}/kv/greeting`)).json()).toEqual({
    kind: 'value',
    value: 'hello',
  });
  await curls(servers);
  process.kill(Number(servers[0].pid), 'SIGKILL');
  const again = async (): Promise<string> => {
    for (;;) {
      const answer = await put(servers[1].url, '"still here"').catch(() => '');
      if (answer.includes('done')) return answer;
    }
  };
  await again();
  expect(await (await fetch(`${servers[2].url}/kv/greeting`)).json()).toEqual({
    kind: 'value',
    value: 'still here',
  });
  while (!stderr.includes('s1 ended')) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(stderr).toContain(
    `s1 ended (SIGKILL); paxoscope serve --config ${path.join('paxoscope-cluster', 's1.json')} starts it again`,
  );
  expect(existsSync(path.join(cwd, 'paxoscope-cluster', 's1.json'))).toBe(true);
  const { stderr: refusal } = await paxoscope('cluster --servers 5', { cwd });
  expect(refusal).toBe(
    'paxoscope: paxoscope-cluster has a cluster with 3 servers; leave the flag out, or choose another folder with --data\n',
  );
}, 60_000);
