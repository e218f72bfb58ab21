/**
 * `paxoscope cluster`: a whole cluster on this machine, to try things out. It writes a settings file for each server, which `paxoscope serve`
 * takes as well, starts them as processes of their own, and stops them on Ctrl-C.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatHostPort, parseHostPort } from '../node/address.js';
import { fieldsOfFile, readSettings } from '../node/settings.js';
import { type CommandContext, command, countOf, takesValue, textOf } from './context.js';
import { freePorts } from './ports.js';

const SERVERS = 3;
const SERVERS_MAX = 9;
const PORT = 8101;
/** Between the ports for clients and those for servers. */
const PEERS_OFFSET = 100;
const HOST = '127.0.0.1';
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
      ? known(context, folder, count, port)
      : await newCluster(folder, count ?? SERVERS, port ?? PORT);
    await runCluster(context, folder, servers);
  },
});

interface Member {
  readonly id: string;
  /** Its settings file. */
  readonly config: string;
  readonly url: string;
}

/** Settings of a cluster that was here before: its servers go on with what they have. */
function known(
  { fault }: CommandContext,
  folder: string,
  count: number | undefined,
  port: number | undefined,
): readonly Member[] {
  const first = join(folder, 's1.json');
  let servers: ReturnType<typeof readSettings>['servers'];
  try {
    ({ servers } = readSettings(fieldsOfFile(first), first));
  } catch (error) {
    throw fault((error as Error).message);
  }
  const members = servers.map(({ id, http }) => memberOf(folder, id, formatHostPort(http)));
  const differs =
    count !== undefined && count !== members.length
      ? `${members.length} servers`
      : port !== undefined && port !== servers[0].http.port
        ? `its first port at ${servers[0].http.port}`
        : undefined;
  if (differs === undefined) return members;
  throw fault(
    `${folder} has a cluster with ${differs}; leave the flag out, or choose another folder with --data`,
  );
}

async function newCluster(folder: string, count: number, port: number): Promise<readonly Member[]> {
  const free = port === 0 ? await freePorts(2 * count) : [];
  const servers = Array.from({ length: count }, (_, i) => ({
    id: `s${i + 1}`,
    peers: `${HOST}:${free[count + i] ?? port + PEERS_OFFSET + i}`,
    http: `${HOST}:${free[i] ?? port + i}`,
  }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'key'), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  return servers.map(({ id, http }) => {
    const member = memberOf(folder, id, http);
    const settings = { cluster: 'local', self: id, servers, data: id, keyFile: 'key' };
    writeFileSync(member.config, `${JSON.stringify(settings, null, 2)}\n`);
    return member;
  });
}

function memberOf(folder: string, id: string, http: string): Member {
  const at = parseHostPort(http);
  return {
    id,
    config: join(folder, `${id}.json`),
    url: `http://${at === undefined ? http : formatHostPort(at)}`,
  };
}

async function runCluster(
  context: CommandContext,
  folder: string,
  members: readonly Member[],
): Promise<void> {
  const { terminal } = context;
  const children = new Map<Member, ChildProcess>();
  let isEnding = false;
  const ended = members.map((member) => {
    const child = fork(PROGRAM, ['serve', '--config', member.config], {
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
  const isUp = await Promise.race([healthy(members), allEnded.then(() => false)]);
  if (isUp) await terminal.print(whatNext(folder, members, children));
  else if (!isEnding && children.size > 0)
    terminal.say('nobody leads yet; what the servers say above may tell why');
  await allEnded;
  if (!isEnding) throw context.fault('all servers have ended');
}

/** Whether a leader is known everywhere before patience ends. */
async function healthy(members: readonly Member[]): Promise<boolean> {
  const ends = performance.now() + START_MS_MAX;
  while (performance.now() < ends) {
    const answers = members.map(({ url }) => fetch(`${url}/health`).then(({ ok }) => ok));
    const all = await Promise.allSettled(answers);
    if (all.every((one) => one.status === 'fulfilled' && one.value)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
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
