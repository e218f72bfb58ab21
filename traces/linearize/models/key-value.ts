/**
 * A store of values by key. A key that was never put, or was deleted, reads as `absent`: null here, the empty text there. To append to it is to put; to swap in what is
 * absent is to delete. A range is about all keys at once, and with one in the history all keys are one object.
 */
import { Map as ImmutableMap } from 'immutable';
import { canonical, equalValues } from '../../../checker/canonical.js';
import { formatValue } from '../../../checker/format-value.js';
import type { Call, Json } from '../history.js';
import type { Action, ObjectModel } from '../model.js';
import { all, always, keyOf, refuseArgument, refuseMissing, refuseNoKey, refuseNoText } from './arguments.js';
import { compareAndSwap } from './compare-and-swap.js';

/** By canonical text of the key; keys that are absent have no entry. */
type Store = ImmutableMap<string, Json>;

/** What a range asks for: names of keys from `from` on, below `to` where that is not null, at most `limit`. */
interface Range {
  readonly from: string;
  readonly to: string | null;
  readonly limit: number;
}

/** @param absent what a key without a value reads as */
export function keyValue(absent: Json): ObjectModel<Store> {
  /** An action on the value of one key. */
  const onKey = ({ refuse, step, ...others }: Action<Json>): Action<Store> => ({
    ...others,
    refuse: all(refuseNoKey, refuse ?? (() => undefined)),
    step: (store, call, observed) => {
      const key = keyOf(call);
      const { state, answer } = step(store.get(key, absent), call, observed);
      return { state: equalValues(state, absent) ? store.delete(key) : store.set(key, state), answer };
    },
  });
  return {
    name: 'key-value',
    noun: 'key',
    title: 'get, put VALUE, append TEXT, delete, cas [FROM, TO], each of a key; range {from, to, limit}',
    init: ImmutableMap(),
    actions: {
      get: onKey({
        refuse: refuseArgument,
        observes: always,
        needs: (_, observed) => observed,
        step: (value) => ({ state: value, answer: value }),
      }),
      put: onKey({
        refuse: refuseMissing,
        isBlind: always,
        leaves: ({ argument }) => argument!,
        step: (_, { argument }) => ({ state: argument!, answer: undefined }),
      }),
      append: onKey({
        refuse: refuseNoText,
        step: (value, { argument }) => ({
          state: `${value === null ? '' : textOf(value)}${argument}`,
          answer: undefined,
        }),
      }),
      // It may tell whether there was something to delete.
      delete: onKey({
        refuse: refuseArgument,
        observes: (observed) => observed === false,
        needs: (_, observed) => (observed === false ? absent : undefined),
        isBlind: (observed) => observed === undefined,
        leaves: () => absent,
        step: (value) => ({ state: absent, answer: !equalValues(value, absent) }),
      }),
      cas: onKey(compareAndSwap),
      range: {
        refuse: refuseNoRange,
        observes: always,
        step: (store, { argument }) => ({
          state: store,
          answer: rangeOf(store, argument as unknown as Range),
        }),
      },
    },
    identify: canonical,
    describe: describeStore,
    partition: (call) => (call.action === 'range' ? undefined : keyOf(call)),
    isByClient: false,
  };

  function describeStore(store: Store): string {
    if (store.size === 0)
      return absent === null ? 'there is no value' : `the value is ${formatValue(absent)}`;
    const [only, ...others] = store.entrySeq().sortBy(([key]) => key);
    if (others.length === 0) return `the value of ${nameOf(only[0])} is ${formatValue(only[1])}`;
    return `the values are ${[only, ...others].map(([key, value]) => `${nameOf(key)} → ${formatValue(value)}`).join(', ')}`;
  }
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : canonical(value);
}

/** A key from its canonical text, as reports show it. */
function nameOf(key: string): string {
  return formatValue(JSON.parse(key));
}

/** Names are in the order of their UTF-16 units. */
function rangeOf(store: Store, { from, to, limit }: Range): Json {
  const inside = [...store]
    .map(([key, value]): readonly [Json, Json] => [JSON.parse(key) as Json, value])
    .filter(([key]) => typeof key === 'string' && key >= from && (to === null || key < to))
    .sort(([a], [b]) => (a! < b! ? -1 : 1));
  return { entries: inside.slice(0, limit), more: inside.length > limit };
}

function refuseNoRange({ argument }: Call): string | undefined {
  const { from, to, limit } = (argument ?? {}) as Partial<Record<keyof Range, Json>>;
  const isRange =
    typeof from === 'string' && (to === null || typeof to === 'string') && typeof limit === 'number';
  return isRange ? undefined : 'needs {from, to, limit}';
}
