/**
 * The learner, a replica of the state machine: it executes commands in the order of their slots (Lamport 2001, section 3). A command
 * that is chosen above a hole waits until the hole is filled. The state of the state machine is the list of commands that changed it.
 */
import { guard } from '../kit/guard.js';
import { choosing, type Role, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import { chosenBy, chosenIn } from './learning.js';
import type { Command, Message } from './messages.js';
import type { MultiPaxosRules } from './rules.js';

export interface LearnerState {
  /** It has executed every slot up to this one. */
  readonly through: number;
  /** What it has executed since the start, without what changed nothing. */
  readonly executed: readonly Command[];
}

export function learner(rules: MultiPaxosRules): Role<LearnerState, Message, Constants> {
  return {
    init: ({ constants: { start } }) => ({ through: start.through, executed: [] }),
    actions: {
      execute: ({ constants }, { through, executed }, inbox) => {
        const { known } = constants.start;
        const slot = rules.nextToExecute(through, () =>
          [...known.merge(chosenIn(inbox, constants, rules)).keys()].sort((a, b) => a - b),
        );
        const before = known.get(slot);
        const commands =
          before === undefined
            ? chosenBy(inbox.sent({ kind: 'accepted', slot }), constants, rules)
            : [before];
        guard('the next slot is chosen', commands.length > 0, { slot });
        return commands.map((command) =>
          choosing(
            { slot, command },
            step({
              through: slot,
              executed: rules.changesState(command) ? [...executed, command] : executed,
            }),
          ),
        );
      },
    },
  };
}
