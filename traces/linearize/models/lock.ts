/**
 * A lock that its holder gives back; who gives back what he does not hold is refused. Without a lease, who asks for it while it is held is refused, the holder too.
 *
 * With a lease (as many ticks of the service's own clock as the argument says) it may run out, which no client sees. So the model asks for what must be true whatever the clock
 * did: who asks again holds it longer; another gets it only when the lease has run out by what the two answers tell (an answer tells when the new lease ends, and so when it
 * began); and numbers of acquisitions, which fence off those that came before, grow.
 */
import { canonical, equalValues } from '../../../checker/canonical.js';
import { formatValue } from '../../../checker/format-value.js';
import type { Call, Json } from '../history.js';
import type { Action, ObjectModel, Outcome } from '../model.js';
import { keyOf, refuseArgument } from './arguments.js';

interface Lock {
  readonly holder: string | null;
  /** When the lease of the holder ends; null where it has none, or where that is not known. */
  readonly expires: number | null;
  readonly isLeased: boolean;
  /** Of the last acquisition that is known. */
  readonly token: number;
}

const FREE: Lock = { holder: null, expires: null, isLeased: false, token: 0 };

/** An answer that tells more than yes or no. */
interface Answer {
  readonly token?: number;
  readonly expires?: number;
  readonly heldBy?: string;
}

const acquire: Action<Lock> = {
  refuse: ({ argument }) =>
    argument === undefined || argument === null || typeof argument === 'number'
      ? undefined
      : 'takes a lease, in ticks, or nothing',
  refuseAnswer: (answer) =>
    typeof answer === 'boolean' || ['heldBy', 'token'].some((name) => Object.hasOwn(fieldsOf(answer), name))
      ? undefined
      : 'it answers true or false, or {"kind": "acquired", "token": 1}, {"kind": "held", "holder": "a"}',
  step: (lock, call, observed) => {
    const isFree = lock.holder === null || (lock.holder === call.client && lock.isLeased);
    return isFree || hasRunOut(lock, call, observed)
      ? acquired(lock, call, observed)
      : { state: lock, answer: { heldBy: lock.holder } };
  },
  observes: (observed) => observed === false || fieldsOf(observed).heldBy !== undefined,
  agrees: (observed, answer) => {
    const isHeld = fieldsOf(answer).heldBy !== undefined;
    return observed === false ? isHeld : observed === true ? !isHeld : equalValues(observed, answer);
  },
};

/** Whether the lease may be over: the answer to who comes next tells when his began. */
function hasRunOut(lock: Lock, { argument }: Call, observed: Json | undefined): boolean {
  const { expires, heldBy } = fieldsOf(observed);
  if (!lock.isLeased || observed === false || heldBy !== undefined) return false;
  if (lock.expires === null || expires === undefined || typeof argument !== 'number') return true;
  return expires - argument >= lock.expires;
}

function acquired({ token: last, holder }: Lock, call: Call, observed: Json | undefined): Outcome<Lock> {
  const { token, expires } = fieldsOf(observed);
  const isLeased = typeof call.argument === 'number';
  const state = { holder: call.client, expires: expires ?? null, isLeased, token: token ?? last };
  if (token === undefined) return { state, answer: true };
  const isGrown = token > last || (token === last && holder === call.client);
  return { state, answer: isGrown ? observed : { tokenAbove: last } };
}

export const lock: ObjectModel<Lock> = {
  name: 'lock',
  noun: 'lock',
  title: 'acquire, release, holder',
  init: FREE,
  actions: {
    acquire,
    release: {
      refuse: refuseArgument,
      refuseAnswer: (answer) =>
        typeof answer === 'boolean'
          ? undefined
          : 'it answers true or false, or {"kind": "released"}, {"kind": "not-held"}',
      // Refused although he holds it: his lease has run out.
      step: (lock, { client }, observed) => {
        const isHis = lock.holder === client;
        const isOver = isHis && lock.isLeased && observed === false;
        return { state: isHis ? { ...FREE, token: lock.token } : lock, answer: isHis && !isOver };
      },
    },
    holder: {
      refuse: refuseArgument,
      refuseAnswer: (answer) =>
        typeof answer === 'string' || answer === null ? undefined : 'it answers who, or null for nobody',
      observes: (observed) => typeof observed === 'string',
      // Nobody, although there is a holder: his lease has run out.
      step: (lock, _, observed) =>
        lock.isLeased && observed === null
          ? { state: { ...FREE, token: lock.token }, answer: null }
          : { state: lock, answer: lock.holder },
    },
  },
  identify: canonical,
  describe: ({ holder, isLeased, expires }) => {
    if (holder === null) return 'the lock is free';
    const until = expires === null ? 'for a time' : `until ${expires}`;
    return `client ${formatValue(holder)} holds the lock${isLeased ? ` ${until}` : ''}`;
  },
  partition: keyOf,
  isByClient: true,
};

function fieldsOf(answer: Json | undefined): Answer {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? (answer as Answer) : {};
}
