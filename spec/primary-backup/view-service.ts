/**
 * The view service: it says who is primary and who backup. It cannot know who has failed, only guess, so it may take anybody for failed at any time; what
 * it must not do is go on from a view that has not begun, for then nobody else has the primary's log.
 */
import { guard } from '../kit/guard.js';
import { broadcast, choosing, ignore, type NodeStep, type Role, type Self, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { Message } from './messages.js';
import type { PrimaryBackupRules, View, ViewServiceState } from './rules.js';

type ServiceStep = NodeStep<ViewServiceState, Message>;

export function viewService(rules: PrimaryBackupRules): Role<ViewServiceState, Message, Constants> {
  return {
    init: ({ constants }) => ({ view: constants.first, isAcknowledged: false }),
    start: (self, state) => beginning(self, state.view),
    receive: (_self, state, _from, message) =>
      message.kind === 'acknowledge' &&
      guard('the present view is acknowledged', rules.isAcknowledged(message.number, state), {
        message,
        state,
      })
        ? step({ ...state, isAcknowledged: true })
        : ignore,
    actions: {
      // The primary is thought to have failed.
      'replace primary': (self, state) => {
        if (!guard('it is known that the view has begun', rules.mayFollow(state), { state })) return [];
        return rules
          .successors(state.view, self.nodes.server)
          .flatMap((primary) =>
            backups(self, primary, state.view.primary).map((backup) =>
              following(self, state, primary, backup),
            ),
          );
      },
      // The backup is thought to have failed, or there is none.
      'replace backup': (self, state) => {
        if (!guard('it is known that the view has begun', rules.mayFollow(state), { state })) return [];
        const { primary, backup } = state.view;
        return backups(self, primary, backup)
          .filter((other) => other !== backup)
          .map((other) => following(self, state, primary, other));
      },
    },
  };
}

/** Who may be backup of a primary, nobody among them; not who is thought to have failed. */
function backups({ nodes }: Self<Constants>, primary: string, failed: string | null): (string | null)[] {
  return [...nodes.server.filter((server) => server !== primary && server !== failed), null];
}

function following(
  self: Self<Constants>,
  { view }: ViewServiceState,
  primary: string,
  backup: string | null,
): ServiceStep {
  return choosing(
    backup === null ? { primary } : { primary, backup },
    beginning(self, { number: view.number + 1, primary, backup }),
  );
}

function beginning({ nodes }: Self<Constants>, view: View): ServiceStep {
  return step({ view, isAcknowledged: false }, broadcast(nodes.server, { kind: 'view', ...view }));
}
