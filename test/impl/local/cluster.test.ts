/**
 * Real servers, real disks, real sockets: a cluster that loses its leader, a minority that cannot write, servers that come and go.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Client, NoAnswerError, RefusedError } from '../../../impl/client.js';
import { areHealthy } from '../../../impl/local/members.js';
import { freePorts } from '../../../impl/local/ports.js';
import { Processes, servedBy } from '../../../impl/local/processes.js';
import { CLI } from '../../cli/run.js';
import { leaderOf, startCluster } from './cluster.js';
import { holdToPromises } from './promises.js';

const LIMIT_MS = 60_000;

it(
  'keeps its promises while its leader is killed, and takes it back',
  async () => {
    const cluster = await startCluster();
    const urls = cluster.members.map(({ url }) => url);
    let isOver = false;
    const promises = holdToPromises(urls, 8, () => isOver);
    const strikes = async () => {
      for (let strike = 0; strike < 2; strike++) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        const leader = await leaderOf(cluster);
        await cluster.processes.kill(leader);
        await new Promise((resolve) => setTimeout(resolve, 300));
        cluster.processes.start(leader);
        expect(await areHealthy(cluster.members, 20_000)).toBe(true);
      }
    };
    await Promise.race([strikes(), promises]);
    isOver = true;
    const { answered } = await promises;
    expect(answered).toBeGreaterThan(0);
    // Every server has the same, also those that were away.
    const client = new Client({ servers: urls });
    await client.put('last', 'word');
    for (const { url } of cluster.members) {
      const one = new Client({ servers: [url] });
      expect(await one.get('last')).toBe('word');
      await one.close();
    }
    await client.close();
  },
  LIMIT_MS,
);

it(
  'a minority serves nothing and says so, and nothing is lost when the majority is back',
  async () => {
    const cluster = await startCluster({ requestMs: 400 });
    // It would send clients to the leader, if there were one.
    const leader = await leaderOf(cluster);
    const [first, second] = cluster.members.filter((member) => member !== leader);
    const client = new Client({ servers: [first.url], giveUpMs: 1200 });
    await client.put('a', 1);
    await cluster.processes.kill(leader);
    const put = (url: string) => fetch(`${url}/kv/b`, { method: 'PUT', body: '2' });
    // Those who are left elect another, and whoever asks meanwhile is not sent to one who is gone.
    expect((await put(first.url)).status).not.toBe(307);
    await cluster.processes.kill(second);
    const unanswered = await put(first.url);
    expect([unanswered.status, await unanswered.json()]).toMatchObject([504, { kind: 'no-answer' }]);
    await expect(client.put('a', 2)).rejects.toThrow(NoAnswerError);
    await expect(client.get('a')).rejects.toThrow(NoAnswerError);
    const response = await fetch(`${first.url}/kv/a`);
    expect([response.status, ((await response.json()) as { kind: string }).kind]).toEqual([504, 'no-answer']);
    cluster.processes.start(second);
    const patient = new Client({ servers: [first.url, second.url] });
    // The write that got no answer was done or was not; the one before it is there.
    expect([1, 2]).toContain(await patient.get('a'));
    await patient.put('a', 3);
    expect(await patient.get('a')).toBe(3);
    await client.close();
    await patient.close();
  },
  LIMIT_MS,
);

it(
  'with a disk that is nearly full reads are served and writes refused',
  async () => {
    const cluster = await startCluster({ reserveBytes: Number.MAX_SAFE_INTEGER });
    const servers = cluster.members.map(({ url }) => url);
    const reader = new Client({ servers });
    expect(await reader.get('a')).toBe(null);
    await reader.close();
    const client = new Client({ servers, giveUpMs: 3000 });
    await expect(client.put('a', 1)).rejects.toThrow(RefusedError);
    expect(await client.get('a')).toBe(null);
    const health = await fetch(`${cluster.members[0].url}/health`);
    expect([health.status, await health.text()]).toEqual([
      503,
      expect.stringContaining('are kept in reserve'),
    ]);
    await client.close();
  },
  LIMIT_MS,
);

it(
  'carries many large values at once, and gives them to a server that was away',
  async () => {
    const cluster = await startCluster({ protocol: { checkpointSlots: 4, logSlots: 2 } });
    const [, , away] = cluster.members;
    const servers = cluster.members.slice(0, 2).map(({ url }) => url);
    await cluster.processes.kill(away);
    const value = 'x'.repeat(2 ** 20 - 2);
    // What is held here is that it gets there, however slow the machine is.
    const clients = Array.from({ length: 12 }, () => new Client({ servers, giveUpMs: LIMIT_MS }));
    await Promise.all(clients.map((client, i) => client.put(`large-${i}`, value)));
    cluster.processes.start(away);
    const one = new Client({ servers: [away.url], giveUpMs: LIMIT_MS });
    expect(await one.get('large-11')).toBe(value);
    const page = await one.range('large-', null, 100);
    expect(page.length).toBeGreaterThan(0);
    expect(page.length).toBeLessThan(12);
    for (const client of [...clients, one]) await client.close();
  },
  LIMIT_MS,
);

it(
  'takes in a new server in the place of one that is gone for good',
  async () => {
    const cluster = await startCluster();
    const [first, , gone] = cluster.members;
    const client = new Client({ servers: cluster.members.map(({ url }) => url) });
    await client.put('a', 1);
    await cluster.processes.kill(gone);
    const [peers, http] = await freePorts(2);
    const config = path.join(cluster.folder, 's4.json');
    const settings = JSON.parse(readFileSync(first.config, 'utf8')) as object;
    const listen = { peers: `127.0.0.1:${peers}`, http: `127.0.0.1:${http}` };
    writeFileSync(config, JSON.stringify({ ...settings, self: 's4', data: 's4', listen }));
    const added = { id: 's4', config, url: `http://127.0.0.1:${http}` };
    cluster.processes.start(added);
    const address = `${listen.peers} ${listen.http}`;
    const roles = ['acceptor', 'leader', 'replica'] as const;
    const result = await client.ask({
      kind: 'replace-server',
      id: 's3',
      server: { id: 's4', roles, address },
    });
    expect(result).toMatchObject({ kind: 'reconfigured', epoch: 1 });
    // In force after the window of slots, which writes fill.
    for (let i = 0; i < 80; i++) await client.put(`k${i}`, i);
    const one = new Client({ servers: [added.url] });
    expect(await one.get('k79')).toBe(79);
    await cluster.processes.kill(first);
    const rest = new Client({ servers: [cluster.members[1].url, added.url] });
    await rest.put('a', 2);
    expect(await rest.get('a')).toBe(2);
    for (const open of [client, one, rest]) await open.close();
  },
  LIMIT_MS,
);

it(
  'does not start without the store that it had, and no server lets it in on another',
  async () => {
    const cluster = await startCluster();
    const [, , loser] = cluster.members;
    await cluster.processes.kill(loser);
    rmSync(path.join(cluster.folder, loser.id), { recursive: true });
    const child = cluster.processes.start(loser);
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
    expect(cluster.log.join('\n')).toMatch(
      /s3 does not start: there is no store in .*replace it by a server of another id/,
    );
    const again = new Processes([loser], servedBy(CLI));
    try {
      again.start(loser);
      for (let health = ''; !/had another store: it has lost what it promised/.test(health); ) {
        health = await fetch(`${loser.url}/health`).then(
          (response) => response.text(),
          () => '',
        );
        expect(health).not.toContain('well');
      }
    } finally {
      await again.stopAll();
    }
    const client = new Client({ servers: cluster.members.map(({ url }) => url) });
    await client.put('a', 1);
    await client.close();
  },
  LIMIT_MS,
);

it(
  'does not start on a store that lost something, and says what',
  async () => {
    const cluster = await startCluster({}, 1);
    const [member] = cluster.members;
    const client = new Client({ servers: [member.url] });
    for (let i = 0; i < 20; i++) await client.put('a', i);
    await client.close();
    await cluster.processes.kill(member);
    const level = path.join(cluster.folder, 's1', 'level');
    const log = readdirSync(level).find((name) => name.endsWith('.log')) ?? '';
    const bytes = readFileSync(path.join(level, log));
    writeFileSync(path.join(level, log), bytes.subarray(0, bytes.length - 100));
    const child = cluster.processes.start(member);
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(2);
    expect(cluster.log.join('\n')).toMatch(
      /s1 does not start: .*it ends with commit \d+, and commit \d+ was acknowledged.*never start s1 on an empty folder, replace it/,
    );
  },
  LIMIT_MS,
);
