/**
 * FloodSet (Lynch 1996, section 6.2.1): in each round everybody sends all inputs that it has seen, and after the last round decides the only one,
 * or 0 where it has seen both. f + 1 rounds are enough: in one of them nobody crashes, and after it all have seen the same.
 */
import { defineAlgorithm, type Input, type RoundAlgorithm } from '../kit/rounds.js';

export interface FloodSetRules {
  /** What a process passes on, of what it has seen and its own input. */
  readonly passesOn: (seen: readonly Input[], own: Input) => readonly Input[];
  /** After which round it decides, of how many. */
  readonly decidesAfter: (rounds: number) => number;
  /** What it decides, of what it has seen. */
  readonly chooses: (seen: readonly Input[]) => Input;
}

export const floodSetRules: FloodSetRules = {
  passesOn: (seen) => seen,
  decidesAfter: (rounds) => rounds,
  chooses: (seen) => (seen.includes(0) ? 0 : 1),
};

interface State {
  readonly own: Input;
  /** In ascending order. */
  readonly seen: readonly Input[];
  readonly rounds: number;
}

export function floodSet(rules: FloodSetRules = floodSetRules): RoundAlgorithm {
  return defineAlgorithm<State, readonly Input[]>({
    name: 'floodset',
    title: 'everybody passes on all inputs that it has seen, and decides the least after the last round',
    source: 'Lynch 1996, section 6.2.1',
    init: ({ input, rounds }) => ({ own: input, seen: [input], rounds }),
    send: ({ seen, own }) => rules.passesOn(seen, own),
    receive: (self, _, received) => {
      const all = [...self.seen, ...[...received.values()].flat()];
      return { ...self, seen: ([0, 1] as const).filter((input) => all.includes(input)) };
    },
    decide: ({ seen, rounds }, round) => (round < rules.decidesAfter(rounds) ? null : rules.chooses(seen)),
  });
}
