/** What a simulated run is made of: drawn from its seed, so that the seed alone stands for the run. */
import type { Event } from '../../traces/event.js';
import { allRoles, type Configuration, type Server } from '../core/configuration.js';
import { seeded } from '../core/random.js';
import { drawFaults, type Faults, noFaults } from './faults.js';

export interface Setting {
  readonly seed: number;
  /** Its name in the trace; where nothing is said, of the seed. */
  readonly run?: string;
  readonly servers: readonly Server[];
  readonly faults: Faults;
  /** Of a configuration, what every server has alike. */
  readonly tuning: Partial<Configuration>;
  readonly clients: number;
  /** Virtual milliseconds with faults. */
  readonly phaseMs: number;
  /** Requests that each client must have answered after the faults. */
  readonly quota: number;
  /** Takes the lines of the trace; absent: none is kept. */
  readonly record?: (event: Event) => void;
}

/** The setting that a seed stands for. */
export function settingOf(seed: number, given: Partial<Setting> = {}): Setting {
  const random = seeded(seed);
  const faults = drawFaults(random);
  const count = random.within(0, 3) === 0 ? 5 : 3;
  const placed = random.within(0, 5) === 0 && faults.reconfiguration === 0 ? apart : together;
  return {
    seed,
    servers: placed(count),
    faults,
    tuning: {
      window: random.within(4, 16),
      pipeline: random.within(1, 4),
      batchMax: random.within(1, 5),
      pageMax: random.within(2, 6),
      checkpointSlots: random.within(3, 12),
      logSlots: random.within(0, 10),
      clockTicks: random.within(3, 10),
      timeoutMin: random.within(5, 20),
      resendTicks: random.within(3, 8),
      pingTicks: 3,
      timeoutMax: 100,
      sessionTicks: random.within(0, 5) === 0 ? random.within(60, 120) : 100_000,
    },
    clients: random.within(2, 4),
    phaseMs: 1500,
    quota: 5,
    ...given,
  };
}

const named = (count: number, prefix: string, roles: Server['roles']): Server[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}${i + 1}`, roles }));

const together = (count: number): Server[] => named(count, 's', allRoles);

/** Roles on servers of their own. */
const apart = (count: number): Server[] => [
  ...named(count, 'a', ['acceptor']),
  ...named(2, 'l', ['leader']),
  ...named(count, 'r', ['replica']),
];

/**
 * A run in which leaders are cut off all the time and messages come late and twice: slots are accepted by few, in several ballots. Rare
 * mistakes in what a leader makes of that show here sooner.
 */
export function stormOf(seed: number, given: Partial<Setting> = {}): Setting {
  const calm = settingOf(seed);
  return {
    ...calm,
    servers: together(seed % 2 === 0 ? 3 : 5),
    faults: {
      ...noFaults,
      loss: 50,
      duplication: 200,
      straggling: 100,
      delayMax: 6,
      hunt: 900,
      partition: 200,
      crash: seed % 3 === 0 ? 60 : 0,
      tickMax: 13,
    },
    tuning: {
      ...calm.tuning,
      window: 8,
      timeoutMin: 5,
      timeoutMax: 20,
      resendTicks: 4,
      sessionTicks: 100_000,
    },
    ...given,
  };
}
