/** Ten thousand simulated runs and more: see test/impl/sim/simulation.test.ts. SEEDS=from-to runs others. */
import { it } from 'vitest';
import { stormOf } from '../../impl/sim/setting.js';
import { simulate, World } from '../../impl/sim/world.js';

const [from, to] = (process.env.SEEDS ?? '1-10000').split('-').map(Number);
const CHUNK = 1000;

for (let first = from; first <= to; first += CHUNK) {
  const last = Math.min(to, first + CHUNK - 1);
  it(`seeds ${first} to ${last} break no promise`, () => {
    for (let seed = first; seed <= last; seed++) simulate(seed);
  });
  it(`storms ${first} to ${last} break none`, () => {
    for (let seed = first; seed <= last; seed += 4) new World(stormOf(seed)).run();
  });
}
