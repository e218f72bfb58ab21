/** The round-based algorithms by name, as `paxoscope chain --algorithm` runs them. */
import type { RoundAlgorithm } from '../kit/rounds.js';
import { earlyFloodSet } from './early-floodset.js';
import { eig } from './eig.js';
import { floodSet } from './floodset.js';
import { majority, minimum, ownInput } from './naive.js';

export const algorithms: readonly RoundAlgorithm[] = [
  floodSet(),
  eig(),
  earlyFloodSet(),
  majority,
  minimum,
  ownInput,
];
