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

interface Process {
  /** What it may have, from the last that is durable on. */
  had: Had[];
  persists: boolean;
}

/** States of a process that wait to be made durable, at most: what is older is taken to be. */
const HAD_MAX = 1_000;

export class Stable {
  private readonly processes = new Map<string, Process>();

  /** @param value the state of the process behind the line */
  stepped(name: string, sequence: number, value: unknown): void {
    const process = this.of(name);
    if (process.persists && process.had.length < HAD_MAX) process.had.push({ sequence, value });
    else process.had = [{ sequence, value }];
  }

  persisted(name: string, through: number): void {
    const process = this.of(name);
    process.persists = true;
    const last = process.had.findLastIndex(({ sequence }) => sequence <= through);
    if (last > 0) process.had.splice(0, last);
  }

  /** Nothing is known of it any more. */
  lost(name: string): void {
    this.processes.delete(name);
  }

  /**
   * In what the durable state that a start tells is another than any that the process may have; none, where it is not, or where nothing is known.
   * @param first its state before the first step
   */
  differences(name: string, durable: object, first: unknown): readonly Difference[] | 'no such field' {
    const { had } = this.processes.get(name) ?? { had: [{ sequence: 0, value: first }] };
    let best: readonly Difference[] = [];
    for (const [i, { value }] of had.entries()) {
      const found = differencesFrom(value, durable);
      if (found === undefined) return 'no such field';
      if (found.length === 0) return [];
      if (i === 0 || found.length < best.length) best = found;
    }
    return best;
  }

  private of(name: string): Process {
    let process = this.processes.get(name);
    if (process === undefined) {
      process = { had: [], persists: false };
      this.processes.set(name, process);
    }
    return process;
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
