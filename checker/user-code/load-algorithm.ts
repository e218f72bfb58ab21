/** Loads a user's round-based algorithm from a file of TypeScript or JavaScript, as specs are loaded (load-spec.ts). */

import type { RoundAlgorithm } from '../rounds.js';
import { loadExport } from './load-spec.js';

/**
 * The algorithm that a file exports: by default, or as its only export that is one.
 * @throws InputError if there is no such file, it does not compile (with line and column), throws, or exports no algorithm
 */
export function loadAlgorithmFile(file: string): Promise<RoundAlgorithm> {
  return loadExport(file, isAlgorithm, {
    one: 'algorithm',
    what: 'an algorithm is what defineAlgorithm({...}) returns',
    use: 'run',
  });
}

function isAlgorithm(value: unknown): value is RoundAlgorithm {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Partial<RoundAlgorithm>).kind === 'paxoscope-algorithm'
  );
}
