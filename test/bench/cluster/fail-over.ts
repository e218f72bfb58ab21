/**
 * How long a cluster is without a leader: from the SIGKILL of the one that leads to the next write that is acknowledged. A client asks the
 * servers that are left, one after the other, without rest.
 */
import { Agent } from 'undici';
import { Client } from '../../../impl/client.js';
import { areHealthy } from '../../../impl/local/members.js';
import type { Processes } from '../../../impl/local/processes.js';

const TRY_MS = 250;
const WELL_MS_MAX = 30_000;

/** @returns milliseconds, one for each kill */
export async function measureFailOver(
  processes: Processes,
  kills: number,
  progress: (line: string) => void,
): Promise<readonly number[]> {
  const { members } = processes;
  const taken: number[] = [];
  const dispatcher = new Agent();
  for (let kill = 0; kill < kills; kill++) {
    if (!(await areHealthy(members, WELL_MS_MAX))) throw new Error('the cluster did not recover');
    const status = (await (await fetch(`${members[0].url}/status`)).json()) as { readonly leader: string };
    const leader = members.find(({ id }) => id === status.leader) ?? members[0];
    const left = members.filter((member) => member !== leader).map(({ url }) => url);
    const client = new Client({ servers: left, tryMs: TRY_MS, dispatcher });
    await client.put('fail-over', 'before');
    await processes.kill(leader);
    const began = performance.now();
    await client.put('fail-over', kill);
    taken.push(performance.now() - began);
    progress(`fail-over ${kill + 1} of ${kills}: ${Math.round(taken[kill])} ms`);
    processes.start(leader);
  }
  await dispatcher.close();
  return taken;
}
