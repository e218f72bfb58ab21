/** Fairness that is misspelt, told before, in the middle of and after a search of a spec of roles: the guide's lock, with a liveness property. */
import { expect, test } from 'vitest';
import { givenFile } from '../guides.js';
import { served as paxoscope, temporaryFolder } from './run.js';

const lock = givenFile('lock.ts');

/** The lock, in which who waits is served if these actions are fair. Its mutant grants nothing, so that no grant is ever received. */
function fairTo(...actions: readonly string[]): string {
  return lock
    .replace('  invariant,', '  invariant,\n  leadsTo,\n  weaklyFair,')
    .replace(
      'properties: (nodes) => [',
      `properties: (nodes) => [
        leadsTo('served', 'who waits gets the lock', nodes.client.map((c) => ({
          parameters: { client: c.id },
          from: (view) => view.get(c.state).phase === 'waiting',
          to: (view) => view.get(c.state).phase === 'holding',
        })), ${JSON.stringify(actions)}.map((action) => weaklyFair(action, { each: 'node' }))),`,
    )
    .replace("breaks: 'never-stuck',\n      length: 4,", "breaks: 'served',\n      length: 2,");
}

/** A report without what is broken into lines. */
const flat = (report: string): string => report.replace(/\s+/g, ' ');

const all = ['release', 'receive acquire', 'receive release', 'receive grant'];
const cwd = temporaryFolder({
  'fair.ts': fairTo(...all),
  'no-action.ts': fairTo(...all, 'relaese'),
  'no-receive.ts': fairTo(...all, 'recieve grant'),
  'no-message.ts': fairTo(...all, 'receive garnt'),
});

test.each([
  ['no-action.ts', 'relaese'],
  ['no-receive.ts', 'recieve grant'],
])('what can be no action is refused before the search: %s', async (file, misspelt) => {
  const ended = await paxoscope(`check ${file} --max-depth 1`, { cwd });
  expect(ended.stderr).toContain(
    `asks for weak fairness of ${misspelt}, but no action has that name; there are: receive …, acquire, release\n`,
  );
  expect([ended.code, ended.stdout]).toEqual([2, '']);
});

test('a search that was bounded tells which fairness has not occurred yet', async () => {
  const bounded = await paxoscope('check no-message.ts --max-depth 7', { cwd });
  expect(flat(bounded.stdout)).toContain(
    'not decided the search was bounded, and liveness needs every state; weak fairness of receive garnt: has occurred in no state so far',
  );
  expect(bounded.code).toBe(3);
  const early = await paxoscope('check fair.ts --max-depth 2 --json', { cwd });
  expect(JSON.parse(early.stdout).properties[0].remark).toMatch(
    /; weak fairness of receive acquire, weak fairness of receive release, weak fairness of receive grant: has occurred in no state so far$/,
  );
  const late = await paxoscope('check fair.ts --max-depth 7 --json', { cwd });
  expect(JSON.parse(late.stdout).properties[0].remark).toBe(
    'the search was bounded, and liveness needs every state',
  );
});

test('a mutant that takes an action away is caught, with a word', async () => {
  const { code, stdout } = await paxoscope('mutants fair.ts', { cwd });
  expect(flat(stdout)).toContain(
    'never-grants served 2 the lock is never granted (weak fairness of receive release, weak fairness of receive grant: occurs in no state)',
  );
  expect(stdout).toContain('all 2 mutants are caught');
  expect(code).toBe(0);
});

test('a mutant is not caught by a property that is fair to what the protocol never does', async () => {
  const { code, stdout } = await paxoscope('mutants no-message.ts', { cwd });
  expect(flat(stdout)).toContain(
    'never-grants NOT CAUGHT - the lock is never granted (weak fairness of receive garnt: occurs in no state, of the protocol neither; misspelt?)',
  );
  expect(stdout).toContain('1 of 2 mutants caught as pinned; not as pinned: never-grants');
  expect(code).toBe(1);
  const json = JSON.parse((await paxoscope('mutants no-message.ts --json', { cwd })).stdout);
  expect(json.mutants[1]).toMatchObject({
    caught: false,
    isAsPinned: false,
    verdict: 'violated',
    neverOccurring: [{ action: 'receive garnt' }],
  });
});
