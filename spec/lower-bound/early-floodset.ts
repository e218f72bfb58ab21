/**
 * Early-deciding consensus (Raynal 2002, figure 3): a process that hears as many in a round as in the one before has missed nobody who crashed in
 * between, and knows all that can be known. It says so in the next round, and decides. With f' crashes everybody decides by round
 * min(f' + 2, f + 1).
 */
import { defineAlgorithm, type Input, type RoundAlgorithm } from '../kit/rounds.js';

export interface EarlyRules {
  /** Whether a process knows enough, which has heard so many in the last round and so many in the one before. */
  readonly knowsEnough: (heard: number, before: number) => boolean;
}

export const earlyRules: EarlyRules = {
  knowsEnough: (heard, before) => heard === before,
};

interface State {
  readonly least: Input;
  /** How many it heard in the last round, itself included; before the first, everybody. */
  readonly heard: number;
  /** Whether it knows enough, or hears from one that does. */
  readonly early: boolean;
  readonly decision: Input | null;
  /** The round in which it decides at the latest: f + 1, if there are so many. */
  readonly last: number;
}

interface Message {
  readonly least: Input;
  readonly early: boolean;
}

export function earlyFloodSet(rules: EarlyRules = earlyRules): RoundAlgorithm {
  return defineAlgorithm<State, Message>({
    name: 'floodset-early',
    title: 'FloodSet that decides as soon as a round shows no new crash',
    source: 'Raynal 2002, figure 3',
    init: ({ input, processes, faults, rounds }) => ({
      least: input,
      heard: processes,
      early: false,
      decision: null,
      last: Math.min(rounds, faults + 1),
    }),
    send: ({ least, early }) => ({ least, early }),
    receive: (self, round, received) => {
      if (self.decision !== null) return self;
      // It has told the others that it knows enough: they decide the same.
      if (self.early) return { ...self, decision: self.least };
      const messages = [...received.values()];
      const least = messages.some((message) => message.least === 0) ? 0 : self.least;
      const heard = messages.length + 1;
      const early = messages.some((message) => message.early) || rules.knowsEnough(heard, self.heard);
      return { ...self, least, heard, early, decision: round === self.last ? least : null };
    },
    decide: ({ decision }) => decision,
  });
}
