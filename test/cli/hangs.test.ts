/** Spec code that does not come back, in the thread that hears of signals: it is told where that is, and Ctrl-C ends it. */
import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { CLI, temporaryFolder } from './run.js';

const spec = (stuckAt: 'state' | 'load') => `
import { action, cell, defineSpec, does, set } from 'paxoscope';
const n = cell<number>('n');
const wait = (isLong: boolean) => {
  while (isLong);
};
wait(${stuckAt === 'load'});
export default defineSpec({
  name: 'hangs', title: 'hangs', source: 'a test', parameters: {}, rules: {},
  model: () => ({
    name: 'hangs',
    variables: [n],
    initial: [[set(n, 0)]],
    actions: [action('up', {}, (view) => (wait(view.get(n) === 3), does(set(n, view.get(n) + 1))))],
    properties: [],
  }),
});`;

it.each(['state', 'load'] as const)('in a %s', async (stuckAt) => {
  const cwd = temporaryFolder({ 'hangs.ts': spec(stuckAt) });
  // A group of its own: a terminal sends its signals to all processes of one.
  const child = spawn(process.execPath, [CLI, 'check', 'hangs.ts'], { cwd, detached: true });
  let stderr = '';
  let isSent = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (isSent || !stderr.includes('Ctrl-C ends it')) return;
    isSent = true;
    process.kill(-(child.pid as number), 'SIGINT');
  });
  const signal = await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
  expect(signal).toBe('SIGINT');
  const [told, ...ended] = stderr.trimEnd().split('\n');
  expect(told).toMatch(/^your code has kept this process for \d\.\d\d s \(hangs\.ts:5\); Ctrl-C ends it$/);
  // While it is loaded nobody listens to signals yet, and they end it without a word.
  const says = /^paxoscope: your code has kept this process for \d+(\.\d\d)? s \(hangs\.ts:5\)$/;
  expect(ended).toEqual(stuckAt === 'load' ? [] : [expect.stringMatching(says)]);
});
