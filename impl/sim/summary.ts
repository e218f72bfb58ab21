/** What many simulated runs come to: sums, and what was broken. */
import type { Tally } from './world.js';

export interface Broken {
  readonly seed: number;
  /** What was broken, and when. */
  readonly message: string;
}

export interface Summary {
  runs: number;
  readonly total: { -readonly [K in keyof Tally]: Tally[K] };
  readonly broken: Broken[];
}

export function newSummary(): Summary {
  return {
    runs: 0,
    total: { slots: 0, answered: 0, messages: 0, ballots: 0, restarts: 0, fetches: 0, epochs: 0, time: 0 },
    broken: [],
  };
}

export function addRun({ total }: Summary, tally: Tally): void {
  for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
}

const grouped = (count: number) => count.toLocaleString('en-US');

/** For people. */
export function textOf({ runs, total, broken }: Summary, first: number): string {
  const last = first + runs - 1;
  const seeds = runs === 1 ? `seed ${first}` : `seeds ${first} to ${last}`;
  const verdict =
    broken.length === 0 ? 'no promise is broken' : `a promise is broken in ${grouped(broken.length)}`;
  const lines: readonly (readonly [string, string])[] = [
    ['decided', `${grouped(total.slots)} slots, by leaders that began ${grouped(total.ballots)} ballots`],
    ['answered', `${grouped(total.answered)} requests; ${grouped(total.messages)} messages`],
    [
      'survived',
      `${grouped(total.restarts)} restarts, ${grouped(total.fetches)} states fetched from others, ${grouped(total.epochs)} changes of the configuration`,
    ],
    ['clocks', `${grouped(Math.round(total.time / 1000))} simulated seconds`],
  ];
  return [
    `${grouped(runs)} simulated run${runs === 1 ? '' : 's'}, ${seeds}: ${verdict}`,
    '',
    ...lines.map(([label, text]) => `  ${label.padEnd(8)}  ${text}`),
    ...broken.slice(0, 5).map(({ message }) => `\n  ${message}`),
    ...(broken.length > 5 ? [`\n  and ${grouped(broken.length - 5)} more`] : []),
  ].join('\n');
}
