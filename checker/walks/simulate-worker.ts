/**
 * The entry of the other threads of a simulation: builds the model, takes walks, and hands in what they saw.
 */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { heapLimitReached, isOutOfMemory } from '../memory.js';
import { loadModel, type ModelSource } from '../threads/model-source.js';
import { printToStderr } from '../user-code/user-output.js';
import { type Block, Share, WalkNumbers } from './walk-share.js';
import { Walker, type WalkOptions } from './walker.js';

/** What a thread is given. */
export interface WalkTask {
  readonly source: ModelSource;
  readonly options: WalkOptions;
  /** Of the WalkNumbers. */
  readonly memory: SharedArrayBuffer;
}

/** What it says. `full`: its heap is; it takes no more walks, and nobody should. */
export type WalkReport =
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'full' | 'done' };

const { source, options, memory } = workerData as WalkTask;
const numbers = new WalkNumbers(memory);
const say = (report: WalkReport) => parentPort?.postMessage(report);
const stop = () => {
  numbers.endAt(0);
  say({ kind: 'full' });
};

printToStderr();
const walker = new Walker(await loadModel(source), options);
try {
  await new Share(walker, numbers, {
    onBlock: (block) => say({ kind: 'block', block }),
    onSlice: () => {
      if (heapLimitReached() !== undefined) stop();
    },
  }).take();
} catch (error) {
  if (!isOutOfMemory(error)) throw error;
  stop();
}
// A promise that spec code left to fail is told in the next turn, and comes before the last word.
await setImmediate();
say({ kind: 'done' });
