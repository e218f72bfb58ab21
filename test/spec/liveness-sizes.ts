/** Sizes of the specs of liveness at which tests compare models state by state. */
export const paxosSizes = {
  proposers: 2,
  dead: 'minority',
  elections: 1,
  acceptorCrashes: 0,
  proposerCrashes: 0,
} as const;

export const pmmcSizes = {
  preempted: 'monitors',
  leaders: 2,
  acceptors: 3,
  dead: 'minority',
  replicas: 1,
  commands: 1,
  window: 2,
  suspicions: 1,
  leaderCrashes: 0,
  acceptorCrashes: 0,
  replicaCrashes: 0,
} as const;
