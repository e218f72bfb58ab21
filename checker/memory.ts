/**
 * When a thread has filled its heap, the part of memory in which the values of specs live.
 */
import { getHeapStatistics } from 'node:v8';

/** The heap may fill to this part of its limit: beyond, the collector gives up before we do. */
const HEAP_FILL_MAX = 0.75;

/** The limit of this thread's heap, in bytes, where it is as full as it may get. */
export function heapLimitReached(): number | undefined {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size > heap_size_limit * HEAP_FILL_MAX ? heap_size_limit : undefined;
}

/** Whether an error is the system refusing memory to our own arrays. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation|length/i.test(error.message);
}
