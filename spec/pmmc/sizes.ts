/** The size of an instance, as its parameters say it. */
import type { Keeping, Waiting } from './constants.js';

export interface PmmcSizes {
  readonly acceptors: number;
  readonly leaders: number;
  readonly replicas: number;
  readonly slots: number;
  readonly commands: number;
  readonly ballots: number;
  readonly window: number;
  readonly waiting: Waiting;
  readonly keeping: Keeping;
  readonly collecting: boolean;
  readonly reconfigurations: number;
  readonly acceptorCrashes: number;
  readonly leaderCrashes: number;
  readonly replicaCrashes: number;
  readonly recovery: 'stable' | 'amnesia' | 'none';
}
