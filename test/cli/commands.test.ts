/**
 * A line that begins with a command loads that command alone: each must be listed under the name by which it is loaded.
 */
import { expect, it } from 'vitest';
import { served as paxoscope } from './run.js';

it('has each command under the name that the help lists', async () => {
  const { stdout } = await paxoscope('--help');
  const listed = [...stdout.matchAll(/^ {2}paxoscope (\w+)/gm)].map(([, name]) => name);
  expect(listed.length).toBeGreaterThan(10);
  for (const name of listed) {
    const help = await paxoscope([name, '--help']);
    expect(help.stdout.split('\n')[0]).toMatch(new RegExp(`^paxoscope ${name}( |$)`));
  }
});
