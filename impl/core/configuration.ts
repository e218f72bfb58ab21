/**
 * What a server is told when it starts: who is there, which roles they play, and the numbers that it works with. Times are in ticks;
 * how long a tick is only the shell knows.
 */

export type Role = 'acceptor' | 'leader' | 'replica';

export const allRoles: readonly Role[] = ['acceptor', 'leader', 'replica'];

export interface Server {
  readonly id: string;
  /** Which roles it plays: all, unless it is said. */
  readonly roles: readonly Role[];
  /** Where it is reached. Only the shell reads it; it goes through the log with the servers that are added. */
  readonly address?: string;
}

export interface Configuration {
  readonly self: string;
  /** The cluster as it began, the same on every server. A server that was added later is not among them. */
  readonly servers: readonly Server[];
  /** Slots that may be proposed beyond the last applied one; a new configuration is in force after so many slots (WINDOW of the paper). */
  readonly window: number;
  /** Slots that one replica has proposed and not seen decided, at most: more requests wait, and share the next batch. */
  readonly pipeline: number;
  /** Commands of clients in a batch, at most. */
  readonly batchMax: number;
  /** Requests that wait at one replica, at most: more are answered `busy`. */
  readonly waitingMax: number;
  /** Pvalues, decisions or entries of a state in one message, at most. */
  readonly pageMax: number;
  /** A replica makes its state durable after so many slots. */
  readonly checkpointSlots: number;
  /** Decisions that a replica keeps below its checkpoint, for others that lag. */
  readonly logSlots: number;
  /** An active leader lets others hear of it so often. */
  readonly pingTicks: number;
  /** What was not answered is sent again after so many ticks. */
  readonly resendTicks: number;
  /** A leader that hears nothing of the active one for so long begins a ballot: its timeout starts at the least. */
  readonly timeoutMin: number;
  readonly timeoutMax: number;
  /** Preempted, the timeout is multiplied by this ... */
  readonly timeoutIncrease: number;
  /** ... and adopted, decreased by this many ticks (additive decrease, multiplicative increase). */
  readonly timeoutDecrease: number;
  /** The leader puts the time into the log so often, while there is a session or lease that may end by it. */
  readonly clockTicks: number;
  /** A session ends when its client was not heard of for so long. */
  readonly sessionTicks: number;
}

/** All but who and where; for ticks of 10 to 20 ms. */
export const defaults: Omit<Configuration, 'self' | 'servers'> = {
  window: 64,
  pipeline: 4,
  batchMax: 256,
  waitingMax: 10_000,
  pageMax: 256,
  checkpointSlots: 256,
  logSlots: 2048,
  pingTicks: 5,
  resendTicks: 10,
  timeoutMin: 25,
  timeoutMax: 400,
  timeoutIncrease: 1.5,
  timeoutDecrease: 5,
  clockTicks: 50,
  sessionTicks: 360_000,
};

/**
 * @throws Error that names the field, its value and the rule, where something cannot work
 */
export function configuration(
  given: Pick<Configuration, 'self' | 'servers'> & Partial<Configuration>,
): Configuration {
  const made = { ...defaults, ...given };
  const demand = (isFine: boolean, rule: string) => {
    if (!isFine) throw new Error(`configuration of ${made.self}: ${rule}`);
  };
  const ids = made.servers.map(({ id }) => id);
  demand(new Set(ids).size === ids.length, `servers: ${ids.join(', ')}: an id is there twice`);
  for (const { id, roles } of made.servers) {
    demand(roles.length > 0, `servers: ${id} plays no role; acceptor, leader, replica are there`);
  }
  for (const role of allRoles) {
    const isPlayed = made.servers.some(({ roles }) => roles.includes(role));
    demand(isPlayed, `servers: nobody plays the role ${role}`);
  }
  for (const [field, value] of Object.entries(made)) {
    if (typeof value !== 'number') continue;
    const least = field === 'logSlots' || field === 'timeoutDecrease' ? 0 : 1;
    const isFine = field === 'timeoutIncrease' ? value >= 1 : Number.isSafeInteger(value) && value >= least;
    demand(isFine, `${field} is ${value}; at least ${least}${field === 'timeoutIncrease' ? '' : ', whole'}`);
  }
  demand(
    made.timeoutMin <= made.timeoutMax,
    `timeoutMin ${made.timeoutMin} is above timeoutMax ${made.timeoutMax}`,
  );
  demand(
    made.pingTicks < made.timeoutMin,
    `pingTicks ${made.pingTicks} is not below timeoutMin ${made.timeoutMin}: every leader would be taken for dead`,
  );
  return made;
}
