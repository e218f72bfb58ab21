/**
 * How much memory there is: when a thread has filled its heap, the part in which the values of specs live, and what a search needs to
 * begin.
 */
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { resourceLimits } from 'node:worker_threads';
import { InputError } from './input-error.js';

/** With less than this beside the process itself a search ends as soon as it begins. */
const LEAST_BYTES = 16e6;
/** With this it sees a few ten thousand states; what is told is a multiple of the second. */
const ENOUGH_BYTES = 64e6;
const TOLD_BYTES = 10e6;
/** The heap may fill to this part of its limit: beyond, the collector gives up before we do. */
const HEAP_FILL_MAX = 0.75;
/** In the limit that V8 tells, room for young objects, where nothing stays that is kept: 48 MiB in Node 20, and never more than this since. */
const YOUNG_BYTES = 192 * 2 ** 20;
const OLD_BYTES = oldBytes();

/** Bytes of this thread's heap for what is kept. */
function oldBytes(): number {
  const { heap_size_limit } = getHeapStatistics();
  const young = resourceLimits.maxYoungGenerationSizeMb;
  if (young !== undefined) return heap_size_limit - young * 2 ** 20;
  // The first thread is not told, but where it was asked for.
  const flags = `${process.env.NODE_OPTIONS ?? ''} ${process.execArgv.join(' ')}`;
  const asked = [...flags.matchAll(/--max[-_]old[-_]space[-_]size[= ](\d+)/g)].at(-1)?.[1];
  if (asked !== undefined) return Number(asked) * 2 ** 20;
  return Math.max(heap_size_limit - YOUNG_BYTES, heap_size_limit / 2);
}

/** The bytes that this thread's heap has for what is kept, where it is as full as it may get. */
export function heapLimitReached(): number | undefined {
  return getHeapStatistics().used_heap_size > OLD_BYTES * HEAP_FILL_MAX ? OLD_BYTES : undefined;
}

/** The memory that a search may take where nothing else is said: nine tenths of what the process may have. */
export function defaultMemoryLimitBytes(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor(available * 0.9);
}

/** Whether an error is the system refusing memory to our own arrays. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation|length/i.test(error.message);
}

/**
 * Refuses a limit at which a search would end as soon as it begins.
 * @throws InputError with the size that would do
 */
export function requireRoom(limitBytes: number): void {
  const taken = process.memoryUsage.rss();
  if (limitBytes >= taken + LEAST_BYTES) return;
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  const enough = megabytes(Math.ceil((taken + ENOUGH_BYTES) / TOLD_BYTES) * TOLD_BYTES);
  throw new InputError(
    `${megabytes(limitBytes)} MB of memory are too little: the process takes ${megabytes(taken)} MB before it begins; ` +
      `give it ${enough}M or more (--max-memory)`,
  );
}
