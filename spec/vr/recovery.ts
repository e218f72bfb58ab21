/**
 * Recovery: a replica that has crashed has nothing left, and asks the others (Liskov, Cowling 2012, section 4.3). It takes part in nothing else until
 * it knows of f + 1 of them, the primary of the latest view that these tell of among them.
 *
 * As it is published this loses requests: a replica forgets that it has reported for a new view, recovers into the old one, and goes on there (Michael,
 * Ports, Sharma, Szekeres 2017, "Recovering Shared Objects Without Stable Storage"). Where the view is on a disk before anybody hears of it, it is sound.
 */
import { guard } from '../kit/guard.js';
import {
  broadcast,
  choosing,
  type Inbox,
  ignore,
  type NodeStep,
  type Self,
  send,
  step,
} from '../kit/role.js';
import { others, primaryOf } from './group.js';
import type { Constants } from './instance.js';
import type { Message } from './messages.js';
import type { ReplicaState, VrRules } from './rules.js';

type ReplicaStep = NodeStep<ReplicaState, Message>;

/** Step 1, where it does not come to life for the first time. */
export function start(self: Self<Constants>, state: ReplicaState): ReplicaStep {
  const starts = state.starts + 1;
  if (starts === 1) return step({ ...state, starts });
  return step(
    { ...state, starts, status: 'recovering', lastNormal: 0 },
    broadcast(others(self), { kind: 'recovery', nonce: starts }),
  );
}

/** Step 2. */
export function answerRecovery(
  rules: VrRules,
  self: Self<Constants>,
  state: ReplicaState,
  from: string,
  nonce: number,
) {
  const { status, view, log, committed } = state;
  if (!guard('its status is normal', status === 'normal', { state })) return ignore;
  const primary = primaryOf(rules, self, view) === self.id ? { log, committed } : null;
  return step(state, send(from, { kind: 'recovery-response', nonce, view, primary }));
}

/** Step 3: as the primary of a view, where others enough tell of no later one. */
export function recover(
  rules: VrRules,
  self: Self<Constants>,
  state: ReplicaState,
  inbox: Inbox<Message>,
): ReplicaStep[] {
  if (!guard('it is recovering', state.status === 'recovering', { state })) return [];
  const heard = inbox.sent({ kind: 'recovery-response', nonce: state.starts });
  const found = heard.filter(({ from, message: { view, primary } }) => {
    if (primary === null) return false;
    const agreeing = heard
      .filter(({ message }) => rules.mayRecover(view, message.view))
      .map((other) => other.from);
    return (
      guard(
        'a quorum of others tells of no later view',
        self.constants.quorums.isQuorum([from, ...agreeing]),
        {
          view,
          agreeing,
        },
      ) && guard('the view is not below the one on its disk', view >= state.view, { view, state })
    );
  });
  guard('the primary of a view has answered', found.length > 0, { heard });
  return found.flatMap(({ message: { view, primary } }) =>
    primary === null
      ? []
      : [choosing({ view }, step({ ...state, status: 'normal', view, lastNormal: view, ...primary }))],
  );
}
