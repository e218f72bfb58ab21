/** Weakened replicas. */
import type { PmmcMutant } from './mutants.js';
import { pmmcRules, type ReplicaState } from './rules.js';

/** All that a replica knows is stable; each item by itself, left volatile. */
const eachLost: Readonly<Record<string, PmmcMutant>> = {
  'slot-in-lost-on-restart': withoutStable(
    'slotIn',
    'the slot that it proposes for next',
    'nothing-requested-is-dropped',
    3,
  ),
  'slot-out-lost-on-restart': withoutStable('slotOut', 'the slot that it applies next', 'R4', 8),
  'requests-lost-on-restart': withoutStable(
    'requests',
    'commands not yet proposed',
    'nothing-requested-is-dropped',
    3,
    { window: 1 },
  ),
  'proposals-lost-on-restart': withoutStable('proposals', 'its proposals', 'nothing-requested-is-dropped', 2),
  'decisions-lost-on-restart': withoutStable('decisions', 'what it knows to be decided', 'R2', 8),
  'store-lost-on-restart': withoutStable('store', 'the state that it has come to', 'R3', 8),
};

export const mutantsOfReplicas: Readonly<Record<string, PmmcMutant>> = {
  'window-off-by-one': {
    says: 'a replica proposes for one slot more than its window has',
    rules: { isInWindow: (slotIn, slotOut, window) => slotIn <= slotOut + window },
    breaks: 'R5',
    length: 2,
    parameters: { window: 1 },
  },
  'lost-command-is-dropped': {
    says: 'a replica does not propose a command again that has lost its slot',
    rules: { proposesAgain: false },
    breaks: 'nothing-requested-is-dropped',
    length: 10,
  },
  'proposals-dropped-too-early': {
    says: 'a replica drops its proposal for a slot when it is told of the decision, before it compares the two',
    rules: { dropsEarly: true },
    breaks: 'nothing-requested-is-dropped',
    length: 10,
    parameters: { leaders: 1, replicas: 2, slots: 2, commands: 3 },
  },
  'executed-twice': {
    says: 'a replica applies a command again that was decided in two slots',
    rules: { wasApplied: () => false },
    breaks: 'answers-agree',
    length: 15,
    parameters: { leaders: 1, replicas: 2, slots: 2 },
  },
  'executed-twice-out-of-order': {
    says: 'a replica applies a command again that was decided in two slots, after another one',
    rules: { wasApplied: () => false },
    breaks: 'R3',
    length: 21,
    parameters: { leaders: 1, replicas: 2, slots: 3, window: 3 },
  },
  'slot-skipped': {
    says: 'a replica applies what is decided next, whether or not the slots before are',
    rules: {
      nextToApply: ({ decisions, slotOut }) =>
        [...decisions.keys()].filter((slot) => slot >= slotOut).sort()[0] ?? null,
    },
    breaks: 'R2',
    length: 10,
    parameters: { leaders: 1, slots: 2 },
  },
  ...eachLost,
  'replica-forgets': {
    says: 'a replica finds nothing after a restart, and begins with the first slot again',
    rules: { stableOfReplicas: [] },
    breaks: 'R4',
    length: 10,
    parameters: { replicaCrashes: 1 },
  },
  'never-applies': {
    says: 'a replica applies nothing',
    rules: { nextToApply: () => null },
    breaks: 'all-applied',
    length: null,
  },
  'one-slot-at-a-time': {
    says: 'a replica proposes for a slot only when all before it are applied',
    rules: { isInWindow: (slotIn, slotOut) => slotIn <= slotOut },
    breaks: 'hole-below-a-decision',
    length: null,
    parameters: { leaders: 1, slots: 2 },
  },
};

function withoutStable(
  lost: keyof ReplicaState,
  what: string,
  breaks: string,
  length: number,
  more: PmmcMutant['parameters'] = {},
): PmmcMutant {
  return {
    says: `a replica keeps all but one thing over a restart: it forgets ${what}`,
    rules: { stableOfReplicas: pmmcRules.stableOfReplicas.filter((field) => field !== lost) },
    breaks,
    length,
    parameters: { acceptors: 1, leaders: 1, replicas: 1, replicaCrashes: 1, ...more },
  };
}
