/**
 * What a recorded server suffers at the moment: its network and its disk, as the recorder last said. Put around the real ones, so that
 * the server's own code is the same as without.
 */
import type { Json } from '../../traces/event.js';
import { seeded } from '../core/random.js';
import { StoreError } from '../store/errors.js';
import type { Store } from '../store/store.js';
import type { Transport } from '../transport/transport.js';

/** Chances are in thousandths. */
export interface Conditions {
  /** Peers to which nothing gets through. */
  readonly cut: readonly string[];
  readonly loss: number;
  readonly duplication: number;
  readonly reordering: number;
  readonly delayMs: number;
  readonly diskMs: number;
  readonly isDiskFull: boolean;
}

export const fair: Conditions = {
  cut: [],
  loss: 0,
  duplication: 0,
  reordering: 0,
  delayMs: 0,
  diskMs: 0,
  isDiskFull: false,
};

/** How long a message that is to be overtaken is held back, at most. */
const HELD_BACK_MS_MAX = 80;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @param now tells the conditions of the moment */
export function aroundTransport(transport: Transport, now: () => Conditions, seed: number): Transport {
  const random = seeded(seed);
  const happens = (chance: number) => chance > 0 && random.within(1, 1000) <= chance;
  const send = (to: string, message: Json) => {
    const { cut, loss, duplication, reordering, delayMs } = now();
    if (cut.includes(to) || happens(loss)) return;
    const copies = happens(duplication) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const held = happens(reordering) ? random.within(1, HELD_BACK_MS_MAX) : 0;
      if (delayMs + held === 0) transport.send(to, message);
      else setTimeout(() => transport.send(to, message), delayMs + held);
    }
  };
  return { ...transport, send };
}

export function aroundStore(store: Store, now: () => Conditions, seed: number): Store {
  const random = seeded(seed);
  return {
    id: store.id,
    found: store.found,
    commit: async (writes) => {
      const { diskMs, isDiskFull } = now();
      if (diskMs > 0) await wait(diskMs);
      if (isDiskFull && random.within(0, 1) === 0)
        throw new StoreError('full', 'the disk is full, as was asked for');
      await store.commit(writes);
    },
    free: async () => (now().isDiskFull ? 0 : store.free()),
    close: () => store.close(),
  };
}
