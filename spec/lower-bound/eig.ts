/**
 * Exponential information gathering (Lynch 1996, section 6.2.3): everybody keeps a tree of who said that who said ... that somebody's input was
 * this, one level deeper each round, and decides on all inputs in it as FloodSet does. A node is a path of different processes.
 */
import { defineAlgorithm, type Input, type RoundAlgorithm } from '../kit/rounds.js';

export interface EigRules {
  /** Whether what came along a path may be passed on by a process: in the tree it is on no path twice. */
  readonly mayExtend: (path: readonly number[], process: number) => boolean;
  /** What is decided, of all inputs in the tree. */
  readonly chooses: (inputs: readonly Input[]) => Input;
}

export const eigRules: EigRules = {
  mayExtend: (path, process) => !path.includes(process),
  chooses: (inputs) => (inputs.includes(0) ? 0 : 1),
};

interface Leaf {
  /** Whose input it is, who passed it on first, and so on. */
  readonly path: readonly number[];
  readonly input: Input;
}

interface State {
  readonly process: number;
  readonly rounds: number;
  /** By level: what was learned in that round, in the order of paths; level 0 is its own input, at the empty path. */
  readonly levels: readonly (readonly Leaf[])[];
}

export function eig(rules: EigRules = eigRules): RoundAlgorithm {
  return defineAlgorithm<State, readonly Leaf[]>({
    name: 'eig',
    title: 'exponential information gathering: who said that who said that an input was this',
    source: 'Lynch 1996, section 6.2.3',
    init: ({ process, input, rounds }) => ({ process, rounds, levels: [[{ path: [], input }]] }),
    send: (self, round) => extended(self, round, rules),
    receive: (self, round, received) => {
      const own = extended(self, round, rules);
      const level = [...own, ...[...received.values()].flat()];
      const text = ({ path }: Leaf) => path.join('.');
      return { ...self, levels: [...self.levels, level.sort((a, b) => (text(a) < text(b) ? -1 : 1))] };
    },
    decide: ({ levels, rounds }, round) =>
      round < rounds ? null : rules.chooses(levels.flat().map(({ input }) => input)),
  });
}

/** What a process says in a round: what it learned in the one before, with its own number at the end of each path. */
function extended({ process, levels }: State, round: number, rules: EigRules): readonly Leaf[] {
  return levels[round - 1]
    .filter(({ path }) => rules.mayExtend(path, process))
    .map(({ path, input }) => ({ path: [...path, process], input }));
}
