/** What goes wrong in a run: drawn from its seed, and printed with it. Chances are in thousandths. */
import type { Random } from '../core/random.js';

export interface Faults {
  /** Of each message. */
  readonly loss: number;
  readonly duplication: number;
  /** Of each message: that it takes many times as long, and so is overtaken. */
  readonly straggling: number;
  /** Milliseconds that a message takes at most, where it does not straggle. */
  readonly delayMax: number;
  /** Each in every 100 ms of the first phase. */
  readonly crash: number;
  readonly pause: number;
  readonly partition: number;
  /** That one server does not reach another, though it hears it. */
  readonly oneWayCut: number;
  readonly slowDisk: number;
  readonly fullDisk: number;
  /** That a record of a disk rots, of one server in the run at most; it is noticed when the server starts again. */
  readonly rot: number;
  /** That the configuration changes. */
  readonly reconfiguration: number;
  /** Milliseconds of a tick, of the fastest server and of the slowest. */
  readonly tickMin: number;
  readonly tickMax: number;
}

export const noFaults: Faults = {
  loss: 0,
  duplication: 0,
  straggling: 0,
  delayMax: 3,
  crash: 0,
  pause: 0,
  partition: 0,
  oneWayCut: 0,
  slowDisk: 0,
  fullDisk: 0,
  rot: 0,
  reconfiguration: 0,
  tickMin: 10,
  tickMax: 10,
};

/** Each kind is there in about half of the runs, so that each is also seen without the others. */
export function drawFaults(random: Random): Faults {
  const maybe = (most: number) => (random.within(0, 1) === 0 ? 0 : random.within(1, most));
  const reconfiguration = random.within(0, 2) === 0 ? 30 : 0;
  return {
    loss: maybe(150),
    duplication: maybe(100),
    straggling: maybe(80),
    delayMax: random.within(2, 12),
    crash: maybe(100),
    pause: maybe(60),
    partition: maybe(100),
    oneWayCut: maybe(80),
    slowDisk: maybe(200),
    fullDisk: maybe(40),
    // Where servers come and go no other may be lost for good.
    rot: reconfiguration > 0 ? 0 : maybe(30),
    reconfiguration,
    tickMin: 10,
    tickMax: 10 + maybe(4),
  };
}
