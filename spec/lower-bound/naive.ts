/**
 * Three algorithms that one thinks of first, and that a single crash breaks in any number of rounds: each round is played as if it were the
 * only one, so what was missed once is never made up for.
 */
import { defineAlgorithm, type Input, type RoundAlgorithm } from '../kit/rounds.js';

interface State {
  readonly own: Input;
  readonly rounds: number;
}

/** Decides on its own input and those that it hears from others in the last round; nobody passes on what it heard. */
function naive(
  name: string,
  title: string,
  choose: (own: Input, heard: readonly Input[]) => Input,
): RoundAlgorithm {
  return defineAlgorithm<State & { readonly decision: Input | null }, Input>({
    name,
    title,
    source: 'folklore',
    init: ({ input, rounds }) => ({ own: input, rounds, decision: null }),
    send: ({ own }) => own,
    receive: (self, round, received) => ({
      ...self,
      decision: round < self.rounds ? null : choose(self.own, [...received.values()]),
    }),
    decide: ({ decision }) => decision,
  });
}

export const majority = naive(
  'naive-majority',
  'decides what most of those that it heard propose; a tie is 0',
  (own, heard) => {
    const all = [own, ...heard];
    return 2 * all.filter((input) => input === 1).length > all.length ? 1 : 0;
  },
);

export const minimum = naive('naive-minimum', 'decides the least input that it heard', (own, heard) =>
  own === 0 || heard.includes(0) ? 0 : 1,
);

export const ownInput = naive('naive-own', 'decides its own input', (own) => own);
