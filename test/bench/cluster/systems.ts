/**
 * The systems that are measured: three servers each, on this machine, as they come, with every write synced. Started for a measurement and
 * gone after it.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { areHealthy, writeMembers } from '../../../impl/local/members.js';
import { freePorts } from '../../../impl/local/ports.js';
import { Processes, servedBy } from '../../../impl/local/processes.js';
import { projectFile } from '../project.js';
import type { Dialect } from './load.js';

export interface System {
  readonly name: string;
  readonly dialect: Dialect;
  /** Where the leader listens. */
  readonly leader: string;
  stop(): Promise<void>;
}

const SERVERS = 3;
const START_MS_MAX = 30_000;

export const paxoscopeDialect: Dialect = {
  put: (client, sequence, key, value) => ({
    method: 'PUT',
    path: `/kv/${key}`,
    headers: { 'paxoscope-client': `bench-${client}`, 'paxoscope-sequence': String(sequence) },
    body: JSON.stringify(value),
  }),
  get: (key) => ({ method: 'GET', path: `/kv/${key}` }),
};

/** @param settings beyond those that say who is where */
export async function startPaxoscope(
  name: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<System & { readonly processes: Processes }> {
  const folder = mkdtempSync(join(tmpdir(), 'paxoscope-bench-'));
  const members = await writeMembers(folder, { cluster: 'bench', count: SERVERS, settings });
  const processes = new Processes(members, servedBy(projectFile('dist/cli.js')));
  processes.startAll();
  const stop = async () => {
    await processes.stopAll();
    rmSync(folder, { recursive: true });
  };
  if (!(await areHealthy(members, START_MS_MAX))) {
    await stop();
    throw new Error('no server leads');
  }
  const status = (await (await fetch(`${members[0].url}/status`)).json()) as { readonly leader: string };
  const leader = members.find(({ id }) => id === status.leader) ?? members[0];
  return { name, dialect: paxoscopeDialect, leader: leader.url, stop, processes };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** etcd over HTTP and JSON, as we are: its gateway. Reads are linearizable there too. */
const etcdDialect: Dialect = {
  put: (_client, _sequence, key, value) => ({
    method: 'POST',
    path: '/v3/kv/put',
    body: JSON.stringify({ key: base64(key), value: base64(value) }),
  }),
  get: (key) => ({ method: 'POST', path: '/v3/kv/range', body: JSON.stringify({ key: base64(key) }) }),
};

/** The version of etcd that is here, or undefined. */
export async function etcdVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('etcd', ['--version']);
    return /etcd Version: (\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

export async function startEtcd(version: string): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'etcd-bench-'));
  const ports = await freePorts(2 * SERVERS);
  const peer = (i: number) => `http://127.0.0.1:${ports[i]}`;
  const client = (i: number) => `http://127.0.0.1:${ports[SERVERS + i]}`;
  const all = Array.from({ length: SERVERS }, (_, i) => i);
  const children = all.map((i) =>
    spawn(
      'etcd',
      [
        ['--name', `e${i}`],
        ['--data-dir', join(folder, `e${i}`)],
        ['--listen-peer-urls', peer(i)],
        ['--initial-advertise-peer-urls', peer(i)],
        ['--listen-client-urls', client(i)],
        ['--advertise-client-urls', client(i)],
        ['--initial-cluster', all.map((j) => `e${j}=${peer(j)}`).join(',')],
        ['--logger', 'zap'],
        ['--log-level', 'error'],
      ].flat(),
      { stdio: 'ignore' },
    ),
  );
  const stop = async () => {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }),
    );
    rmSync(folder, { recursive: true });
  };
  const ends = performance.now() + START_MS_MAX;
  while (performance.now() < ends) {
    for (const i of all) {
      if (await leads(client(i)))
        return { name: `etcd ${version}`, dialect: etcdDialect, leader: client(i), stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error('no etcd leads');
}

async function leads(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v3/maintenance/status`, { method: 'POST', body: '{}' });
    const { header, leader } = (await response.json()) as {
      readonly header: { readonly member_id: string };
      readonly leader?: string;
    };
    return leader !== undefined && leader === header.member_id;
  } catch {
    return false;
  }
}
