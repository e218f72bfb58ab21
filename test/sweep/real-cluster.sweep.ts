/**
 * Five minutes of SIGKILL: a real cluster of three servers, of which a random one is killed every few seconds, sometimes two at once, while clients hold it
 * to its promises. `MINUTES=1` for less.
 */
import { expect, it } from 'vitest';
import { areHealthy } from '../../impl/local/members.js';
import { startCluster } from '../impl/local/cluster.js';
import { holdToPromises } from '../impl/local/promises.js';

const MINUTES = Number(process.env.MINUTES ?? 5);

it(
  'loses no acknowledged write, executes nothing twice, never has two holders of a lock',
  async () => {
    const cluster = await startCluster();
    const { members, processes } = cluster;
    const ends = performance.now() + MINUTES * 60_000;
    let isOver = false;
    let kills = 0;
    const promises = holdToPromises(
      members.map(({ url }) => url),
      10,
      () => isOver,
    );
    const pick = () => members[Math.floor(Math.random() * members.length)];
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const strikes = async () => {
      while (performance.now() < ends) {
        await wait(500 + 2500 * Math.random());
        const victims = new Set(Math.random() < 0.2 ? [pick(), pick()] : [pick()]);
        for (const victim of victims) {
          await processes.kill(victim);
          kills++;
        }
        await wait(1500 * Math.random());
        for (const victim of victims) processes.start(victim);
      }
      expect(await areHealthy(members, 30_000)).toBe(true);
    };
    await Promise.race([strikes(), promises]);
    isOver = true;
    const { answered, open, longestSilenceMs } = await promises;
    console.log(
      `${kills} kills, ${answered} requests answered, ${open} of which nobody knows, ${Math.round(longestSilenceMs)} ms without an answer at most`,
    );
    expect(answered).toBeGreaterThan(1000 * MINUTES);
    // What servers say when something is wrong with their stores.
    expect(cluster.log.filter((line) => line.includes('does not start'))).toEqual([]);
  },
  (MINUTES + 2) * 60_000,
);
