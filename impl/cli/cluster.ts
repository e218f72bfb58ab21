/**
 * `paxoscope cluster`: a whole cluster on this machine, to try things out. It writes a settings file for each server, which `paxoscope serve`
 * takes as well, starts them as processes of their own, and stops them on Ctrl-C.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { areHealthy, type Member, writeMembers } from '../local/members.js';
import { firstTaken } from '../local/ports.js';
import { formatHostPort } from '../node/address.js';
import { fieldsOfFile, readSettings } from '../node/settings.js';
import { hasBegun } from '../store/beginning.js';
import { type CommandContext, command, countOf, takesValue, textOf } from './context.js';

const SERVERS = 3;
const SERVERS_MAX = 9;
const PORT = 8101;
const FOLDER = 'paxoscope-cluster';
const START_MS_MAX = 30_000;
const PROGRAM = fileURLToPath(new URL('../../cli.js', import.meta.url));

const flags = {
  servers: takesValue('how many', { defaultDescription: String(SERVERS) }),
  port: takesValue('where clients reach the first, the others follow; 0: any that is free', {
    defaultDescription: String(PORT),
  }),
  data: takesValue('the folder of their settings and stores', { defaultDescription: FOLDER }),
};

export const clusterCommand = command({
  name: 'cluster',
  describe: 'run a whole cluster on this machine, until Ctrl-C',
  flags,
  run: async (context, values) => {
    const folder = textOf(values, 'data') ?? FOLDER;
    const count = countOf(context, values, 'servers', { max: SERVERS_MAX });
    const port = countOf(context, values, 'port', { min: 0, max: 65_000 });
    const servers = existsSync(join(folder, 's1.json'))
      ? await known(context, folder, count, port)
      : await writeMembers(folder, {
          cluster: 'local',
          count: count ?? SERVERS,
          port: port === 0 ? undefined : (port ?? PORT),
        }).catch((error: Error) => {
          throw context.fault(
            `no cluster can be begun in ${folder}: ${error.message}; --data takes another folder, --port another first port`,
          );
        });
    await runCluster(context, folder, servers);
  },
});

/** Settings of a cluster that was here before: its servers go on with what they have. */
async function known(
  { fault }: CommandContext,
  folder: string,
  count: number | undefined,
  port: number | undefined,
): Promise<readonly Member[]> {
  const first = join(folder, 's1.json');
  let servers: ReturnType<typeof readSettings>['servers'];
  try {
    ({ servers } = readSettings(fieldsOfFile(first), first));
  } catch (error) {
    throw fault((error as Error).message);
  }
  const members = servers.map(({ id, http }) => ({
    id,
    config: join(folder, `${id}.json`),
    url: `http://${formatHostPort(http)}`,
  }));
  const differs =
    count !== undefined && count !== members.length
      ? `${members.length} servers`
      : port !== undefined && port !== servers[0].http.port
        ? `its first port at ${servers[0].http.port}`
        : undefined;
  if (differs === undefined) {
    const taken = await firstTaken(servers.flatMap(({ peers, http }) => [peers, http]));
    if (taken === undefined) return members;
    throw fault(`${taken}. Perhaps the cluster of ${folder} is running already`);
  }
  throw fault(
    `${folder} has a cluster with ${differs}; leave the flag out, or choose another folder with --data`,
  );
}

async function runCluster(
  context: CommandContext,
  folder: string,
  members: readonly Member[],
): Promise<void> {
  const { terminal } = context;
  const children = new Map<Member, ChildProcess>();
  let isEnding = false;
  // Where some have a store and one has none, that one has lost it: it will say so.
  const isNew = !members.some(hasStore);
  const ended = members.map((member) => {
    const args = ['serve', '--config', member.config, ...(isNew ? ['--new'] : [])];
    const child = fork(PROGRAM, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.set(member, child);
    return new Promise<void>((resolve) => {
      child.on('error', (error) => terminal.say(`${member.id} does not start: ${error.message}`));
      child.on('exit', (code, signal) => {
        children.delete(member);
        if (!isEnding)
          terminal.say(
            `${member.id} ended (${signal ?? `exit code ${code}`}); paxoscope serve --config ${member.config} starts it again`,
          );
        resolve();
      });
    });
  });
  const allEnded = Promise.all(ended);
  const end = () => {
    isEnding = true;
    for (const child of children.values()) child.kill('SIGTERM');
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const isUp = await Promise.race([areHealthy(members, START_MS_MAX), allEnded.then(() => false)]);
  if (isUp) await terminal.print(whatNext(folder, members, children));
  else if (!isEnding && children.size > 0)
    terminal.say('nobody leads yet; what the servers say above may tell why');
  await allEnded;
  if (!isEnding) throw context.fault('all servers have ended');
}

/** Whether the server was ever started. */
function hasStore({ config }: Member): boolean {
  const { data } = fieldsOfFile(config);
  return typeof data === 'string' && hasBegun(data);
}

function whatNext(
  folder: string,
  members: readonly Member[],
  children: ReadonlyMap<Member, ChildProcess>,
): string {
  const [first, second = first] = members;
  const table = members.map((one) => `  ${one.id}  ${one.url}  process ${children.get(one)?.pid ?? 'ended'}`);
  const lines = [
    [`curl -L -X PUT ${first.url}/kv/greeting -d '"hello"'`, 'any server will do; -L follows to the leader'],
    [`curl ${second.url}/kv/greeting`, 'so will any for a read'],
    [`curl ${first.url}/status`, 'who leads, and how far it is'],
    [`kill -9 ${children.get(first)?.pid}`, `${first.id} is gone; the others go on`],
    [`paxoscope serve --config ${first.config}`, 'it is back, and catches up'],
    [`curl ${first.url}/`, 'what else there is: locks, compare-and-swap, ranges'],
  ];
  const width = Math.max(...lines.map(([line]) => line.length)) + 3;
  return [
    `${members.length} server${members.length === 1 ? '' : 's'}; settings and data are in ${relative('', folder) || '.'}`,
    '',
    ...table,
    '',
    'Try, in another terminal:',
    '',
    ...lines.map(([line, what]) => `  ${line.padEnd(width)}# ${what}`),
    '',
    'Ctrl-C stops all of them; the same command starts them again with what they have.',
  ].join('\n');
}
