/**
 * What the processes of a spec may have in stable storage, as the logs tell it: with `persist` lines, what they had at the last of them or later; where a log
 * has none, whatever a step leads to is taken to be durable before the next. A start that says what it found there is held against that.
 */
import { toJson } from '../../checker/json-value.js';
import { differencesOf } from './differences.js';
import { isPlain } from './plain.js';
import { inWordsOf } from './plain-words.js';
import type { Difference } from './verdict.js';

interface Had {
  readonly sequence: number;
  readonly value: unknown;
}

/** States of a process that wait to be made durable, at most: what is older is taken to be. */
const HAD_MAX = 1_000;

/** What a start finds: one of the states that the process may have left, or in what it differs from the nearest. */
export type FoundThere =
  | { readonly kind: 'known'; readonly value: unknown; readonly isLast: boolean }
  | { readonly kind: 'other'; readonly differences: readonly Difference[] }
  /** Its log does not tell what it may have left; or the spec has no such fields. */
  | { readonly kind: 'unknown' | 'no such field' };

export class Stable {
  /** Of each process that is followed since it started: what it has had, from the last that is durable on. */
  private readonly had = new Map<string, Had[]>();
  /** Some log of the run has `persist` lines. */
  private persists = false;

  started(name: string, value: unknown): void {
    this.had.set(name, [{ sequence: 0, value }]);
  }

  /** @param value the state of the process behind the line */
  stepped(name: string, sequence: number, value: unknown): void {
    const had = this.had.get(name);
    if (had === undefined) return;
    had.push({ sequence, value });
    if (had.length > HAD_MAX) had.shift();
  }

  persisted(name: string, through: number): void {
    this.persists = true;
    const had = this.had.get(name) ?? [];
    const last = had.findLastIndex(({ sequence }) => sequence <= through);
    if (last > 0) had.splice(0, last);
  }

  /** Nothing is known of it any more, up to its next start. */
  lost(name: string): void {
    this.had.delete(name);
  }

  found(name: string, durable: object): FoundThere {
    const all = this.had.get(name);
    if (all === undefined) return { kind: 'unknown' };
    const had = this.persists ? all : all.slice(-1);
    let best: readonly Difference[] | undefined;
    for (let i = had.length - 1; i >= 0; i--) {
      const differences = differencesFrom(had[i].value, durable);
      if (differences === undefined) return { kind: 'no such field' };
      if (differences.length === 0)
        return { kind: 'known', value: had[i].value, isLast: i === had.length - 1 };
      if (best === undefined || differences.length < best.length) best = differences;
    }
    return { kind: 'other', differences: best ?? [] };
  }
}

/** Fields of a role may stand under its name, as recorders of several roles write them. */
function fieldsIn(value: Readonly<Record<string, unknown>>, durable: object): [string, unknown][] {
  return Object.entries(durable).flatMap(([name, part]): [string, unknown][] => {
    if (name in value) return [[name, part]];
    return isPlain(part) ? Object.entries(part).filter(([inner]) => inner in value) : [];
  });
}

function differencesFrom(value: unknown, durable: object): readonly Difference[] | undefined {
  if (Object.keys(durable).length === 0) return [];
  if (!isPlain(value)) return undefined;
  const fields = fieldsIn(value, durable);
  if (fields.length === 0) return undefined;
  return fields.flatMap(([name, observed]) => {
    const expected = toJson(value[name]);
    return differencesOf(expected, inWordsOf(expected, observed), `durable.${name}`);
  });
}
