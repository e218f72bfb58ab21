/**
 * Twenty runs of each seeded bug in which something comes of it, by their seeds: in others nothing goes wrong. Where calm runs seldom show it they are
 * storms, or worse. A change of the cores gives other runs for the same seeds; `npm run sweep` then tells which of them conform.
 */
import type { Bug } from '../../../impl/core/bugs.js';
import type { Weather } from './recorded.js';

export interface Shown {
  readonly weather: Weather;
  readonly seeds: readonly number[];
  /** What the run of the first seed breaks. */
  readonly rule: string;
}

export const shownBy: Readonly<Record<Bug, Shown>> = {
  'accepts-lower-ballot': {
    weather: 'calm',
    seeds: [1, 2, 3, 5, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19, 22, 24, 25, 26, 31],
    rule: 'acceptor: receive p2a',
  },
  'answers-without-raising': {
    weather: 'calm',
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    rule: 'acceptor: receive p1a',
  },
  'compares-without-leader': {
    weather: 'calm',
    seeds: [1, 2, 3, 4, 5, 8, 9, 12, 18, 19, 21, 25, 26, 31, 32, 34, 35, 39, 40, 41],
    rule: 'acceptor: receive p2a',
  },
  'forgets-promise': {
    weather: 'calm',
    seeds: [1, 2, 6, 11, 17, 18, 24, 28, 32, 35, 57, 72, 74, 95, 97, 98, 100, 102, 111, 114],
    rule: 'restart: stable state survives',
  },
  'forgets-pvalue': {
    weather: 'calm',
    seeds: [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 19, 20, 21, 23, 24],
    rule: 'what is received was durable before it was sent',
  },
  'omits-pvalue': {
    weather: 'calm',
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22],
    rule: 'acceptor: receive p1a',
  },
  'picks-lowest-pvalue': {
    weather: 'storm',
    seeds: [3, 5, 7, 9, 17, 27, 29, 32, 34, 35, 37, 39, 43, 47, 50, 51, 55, 60, 61, 62],
    rule: 'scout: receive p1b',
  },
  'picks-latest-pvalue': {
    weather: 'storm',
    seeds: [9, 17, 35, 37, 39, 47, 50, 61, 67, 73, 87, 90, 91, 93, 110, 111, 119, 121, 123, 132],
    rule: 'scout: receive p1b',
  },
  'own-proposals-win': {
    weather: 'storm',
    seeds: [3, 5, 6, 7, 9, 10, 11, 12, 13, 15, 17, 21, 22, 23, 24, 25, 26, 27, 30, 31],
    rule: 'leader: receive adopted',
  },
  'scout-quorum-of-f': {
    weather: 'calm',
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    rule: 'scout: receive p1b',
  },
  'commander-quorum-of-f': {
    weather: 'calm',
    seeds: [3, 8, 13, 14, 16, 17, 22, 27, 30, 32, 38, 39, 41, 43, 44, 45, 57, 58, 61, 62],
    rule: 'commander: receive p2b',
  },
  'counts-acceptor-twice': {
    weather: 'calm',
    seeds: [4, 7, 13, 15, 27, 30, 32, 33, 39, 41, 44, 58, 61, 64, 76, 77, 80, 90, 91, 95],
    rule: 'commander: receive p2b',
  },
  'counts-other-ballot': {
    weather: 'late messages',
    seeds: [66, 77, 79, 113, 117, 128, 136, 150, 155, 221, 234, 237, 249, 267, 293, 307, 313, 331, 386, 389],
    rule: 'commander: receive p2b',
  },
  'counts-other-slot': {
    weather: 'calm',
    seeds: [3, 4, 5, 6, 8, 9, 13, 16, 17, 20, 21, 26, 27, 28, 32, 33, 34, 36, 37, 43],
    rule: 'a decision has the votes of a majority',
  },
  'reuses-ballot': {
    weather: 'crashes',
    seeds: [15, 70, 79, 84, 90, 96, 109, 111, 120, 123, 139, 148, 179, 191, 195, 206, 207, 219, 221, 263],
    rule: 'what is received was durable before it was sent',
  },
  'skips-slot': {
    weather: 'calm',
    seeds: [2, 4, 5, 6, 9, 11, 13, 14, 16, 17, 18, 19, 20, 22, 23, 24, 26, 30, 33, 34],
    rule: 'replica: receive decision',
  },
  'executes-twice': {
    weather: 'calm',
    seeds: [1, 3, 8, 9, 11, 13, 14, 16, 17, 18, 19, 22, 23, 26, 29, 30, 33, 35, 37, 38],
    rule: 'a command is executed once',
  },
  'does-not-repropose': {
    weather: 'calm',
    seeds: [1, 2, 3, 6, 7, 8, 10, 11, 13, 14, 16, 19, 21, 22, 23, 26, 27, 30, 33, 34],
    rule: 'replica: request',
  },
  'sends-before-persist': {
    weather: 'calm',
    seeds: [4, 5, 7, 17, 18, 23, 30, 34, 37, 38, 46, 52, 67, 83, 87, 91, 114, 120, 121, 123],
    rule: 'what is received was durable before it was sent',
  },
  'reads-locally': {
    weather: 'calm',
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    rule: 'replica: request',
  },
};
