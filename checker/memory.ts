/**
 * How much memory there is: when a thread has filled its heap, the part in which the values of specs live, and what a search needs to
 * begin.
 */
import { getHeapStatistics } from 'node:v8';
import { InputError } from './input-error.js';

/** With less than this beside the process itself a search ends as soon as it begins. */
const LEAST_BYTES = 16e6;
/** With this it sees a few ten thousand states; what is told is a multiple of the second. */
const ENOUGH_BYTES = 64e6;
const TOLD_BYTES = 10e6;
/** The heap may fill to this part of its limit: beyond, the collector gives up before we do. */
const HEAP_FILL_MAX = 0.75;
/** In the limit that V8 tells, room for young objects (three semi-spaces of 16 MiB), where nothing stays that is kept. */
const YOUNG_BYTES = 48 * 2 ** 20;

/** The limit of this thread's heap, in bytes, where it is as full as it may get. */
export function heapLimitReached(): number | undefined {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size > (heap_size_limit - YOUNG_BYTES) * HEAP_FILL_MAX ? heap_size_limit : undefined;
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
