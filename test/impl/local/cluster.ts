/** A cluster of real processes for a test, in a folder that is gone after it. */
import { afterEach } from 'vitest';
import { areHealthy, type Member, writeMembers } from '../../../impl/local/members.js';
import { Processes, servedBy } from '../../../impl/local/processes.js';
import { CLI, temporaryFolder } from '../../cli/run.js';

const running: Processes[] = [];
afterEach(async () => {
  for (const processes of running.splice(0)) await processes.stopAll();
});

export interface TestCluster {
  readonly folder: string;
  readonly members: readonly Member[];
  readonly processes: Processes;
  readonly log: string[];
}

/** @param settings with a reserve that the disk does not have, no server ever says that it is well */
export async function startCluster(
  settings: Readonly<Record<string, unknown>> = {},
  count = 3,
): Promise<TestCluster> {
  const folder = temporaryFolder();
  const members = await writeMembers(folder, { cluster: 'test', count, settings });
  const log: string[] = [];
  const processes = new Processes(
    members,
    servedBy(CLI, (line) => log.push(line)),
  );
  running.push(processes);
  processes.startAll();
  if (!('reserveBytes' in settings) && !(await areHealthy(members, 30_000)))
    throw new Error(`the cluster does not start:\n${log.join('\n')}`);
  return { folder, members, processes, log };
}

/** The member that leads, as the first one that answers knows it. */
export async function leaderOf({ members, processes }: TestCluster): Promise<Member> {
  for (;;) {
    for (const member of members.filter((one) => processes.isRunning(one))) {
      const status = await fetch(`${member.url}/status`)
        .then((response) => response.json() as Promise<{ readonly leader: string | null }>)
        .catch(() => undefined);
      const leader = members.find(({ id }) => id === status?.leader);
      if (leader !== undefined && processes.isRunning(leader)) return leader;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
