/**
 * The servers of a cluster on one machine, as files: a folder with a key, and for each server its settings and its store.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../store/folder.js';
import { firstTaken, freePorts } from './ports.js';

export interface Member {
  readonly id: string;
  /** Its settings file. */
  readonly config: string;
  /** Where clients reach it. */
  readonly url: string;
}

export interface Layout {
  readonly cluster: string;
  readonly count: number;
  /** Where clients reach the first; the others follow. Undefined: any that are free. */
  readonly port?: number;
  /** Settings beyond those that say who is where. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const HOST = '127.0.0.1';
/** Between the ports for clients and those for servers. */
const PEERS_OFFSET = 100;

/** Those for clients, then those for servers. */
function portsFrom(first: number, count: number): readonly number[] {
  return [0, PEERS_OFFSET].flatMap((offset) => Array.from({ length: count }, (_, i) => first + offset + i));
}

/** @throws Error where the folder cannot be written, or a port that was asked for is in use */
export async function writeMembers(folder: string, layout: Layout): Promise<readonly Member[]> {
  const { cluster, count, port, settings = {} } = layout;
  const ports = port === undefined ? await freePorts(2 * count) : portsFrom(port, count);
  const taken =
    port === undefined ? undefined : await firstTaken(ports.map((one) => ({ host: HOST, port: one })));
  if (taken !== undefined) throw new Error(taken);
  const servers = Array.from({ length: count }, (_, i) => ({
    id: `s${i + 1}`,
    peers: `${HOST}:${ports[count + i]}`,
    http: `${HOST}:${ports[i]}`,
  }));
  makeFolder(folder);
  writeFileSync(join(folder, 'key'), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  return servers.map(({ id, http }) => {
    const config = join(folder, `${id}.json`);
    const fields = { cluster, self: id, servers, data: id, keyFile: 'key', ...settings };
    writeFileSync(config, `${JSON.stringify(fields, null, 2)}\n`);
    return { id, config, url: `http://${http}` };
  });
}

/** Whether all of them answer and know a leader before patience ends. */
export async function areHealthy(members: readonly Member[], patienceMs: number): Promise<boolean> {
  const ends = performance.now() + patienceMs;
  while (performance.now() < ends) {
    const answers = members.map(({ url }) => fetch(`${url}/health`).then(({ ok }) => ok));
    const all = await Promise.allSettled(answers);
    if (all.every((one) => one.status === 'fulfilled' && one.value)) return true;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return false;
}
