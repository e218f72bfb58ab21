/**
 * What a server finds in its store when it starts. Every key that it ever wrote is known; anything else, or a value of another shape, means that
 * the store is not what a server left there, and it does not start: with less than it had promised it could break the promise.
 */
import type { Json } from '../../traces/event.js';
import { type Acceptor, acceptorKeys, newAcceptor } from './acceptor.js';
import type { Ballot } from './ballot.js';
import { replicaKeys } from './checkpoint.js';
import type { Configuration } from './configuration.js';
import { Entries } from './entries.js';
import { leaderKeys } from './leader.js';
import { firstMembership, type Membership } from './membership.js';
import type { Pvalue } from './message.js';

export const incarnationKey = 'server/incarnation';
export const membersKey = 'server/members';

/** The store holds what no server of this version wrote. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

export interface Restored {
  readonly incarnation: number;
  readonly membership: Membership;
  readonly acceptor: Acceptor;
  /** The highest that the leader has used. */
  readonly ballot: Ballot | null;
  readonly entries: Entries;
  /** The slot after which the entries are the state. */
  readonly checkpoint: number;
}

export function restore(configuration: Configuration, durable: Iterable<readonly [string, Json]>): Restored {
  const acceptor = newAcceptor();
  const entries: [string, Json][] = [];
  const plain = new Map<string, Json>();
  const prefixed: Record<string, (rest: string, value: Json) => void> = {
    accepted: (slot, value) => {
      const pvalue = value as unknown as Pvalue;
      demand(
        isPvalue(value) && String(pvalue.slot) === slot,
        `accepted/${slot}`,
        value,
        'a pvalue of that slot',
      );
      acceptor.accepted.set(pvalue.slot, pvalue);
    },
    entry: (key, value) => {
      entries.push([key, value]);
    },
  };
  for (const [key, value] of durable) {
    const cut = key.indexOf('/');
    const handle = prefixed[key.slice(0, cut)];
    if (handle !== undefined) handle(key.slice(cut + 1), value);
    else plain.set(key, value);
  }
  const take = <T>(key: string, isFine: (value: Json) => boolean, what: string, otherwise: T): T => {
    const value = plain.get(key);
    plain.delete(key);
    if (value === undefined) return otherwise;
    demand(isFine(value), key, value, what);
    return value as unknown as T;
  };
  const incarnation = take(incarnationKey, isCount, 'a whole number from 0', 0);
  acceptor.ballot = take<Ballot | null>(acceptorKeys.ballot, isBallot, 'a ballot', null);
  acceptor.collected = take(acceptorKeys.collected, isCount, 'a slot', 0);
  const number = take(leaderKeys.number, isCount, 'the number of a ballot', 0);
  const checkpoint = take(replicaKeys.slot, isCount, 'a slot', 0);
  const membership = take(membersKey, isMembership, 'configurations', firstMembership(configuration.servers));
  const [stranger] = plain.keys();
  if (stranger !== undefined)
    throw new DamagedError(`the store has a key that no server writes: ${stranger}`);
  if (incarnation === 0 && (entries.length > 0 || acceptor.accepted.size > 0 || acceptor.ballot !== null)) {
    throw new DamagedError(`the store has state, and ${incarnationKey}, which is written first, is missing`);
  }
  return {
    incarnation,
    membership,
    acceptor,
    ballot: number === 0 ? null : { number, leader: configuration.self },
    entries: new Entries(entries),
    checkpoint,
  };
}

function demand(isFine: boolean, key: string, value: Json, what: string): void {
  if (isFine) return;
  throw new DamagedError(
    `the store has ${JSON.stringify(value)?.slice(0, 80)} under ${key}, which is not ${what}`,
  );
}

const isCount = (value: Json) => Number.isSafeInteger(value) && (value as number) >= 0;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isBallot = (value: Json) =>
  isObject(value) && isCount(value.number) && typeof value.leader === 'string';

const isPvalue = (value: Json) =>
  isObject(value) && isBallot(value.ballot) && isCount(value.slot) && isObject(value.command);

const isMembership = (value: Json) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (epoch: Json, i) =>
      isObject(epoch) && epoch.number === i && isCount(epoch.from) && Array.isArray(epoch.servers),
  );
