/**
 * Recovery: a replica that has crashed has nothing left, and asks the others (Liskov, Cowling 2012, section 4.3). It takes part in nothing else until
 * it knows of f + 1 of them, the primary of the latest view that these tell of among them.
 *
 * As it is published this may lose requests: a replica forgets that it has reported for a new view, and recovers into the old one (spec/vr/README.md).
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
  if (!guard('its status is normal', rules.mayAnswer(state), { state })) return ignore;
  const { view, log, committed } = state;
  const primary = primaryOf(self, view) === self.id ? { log, committed } : null;
  return step(state, send(from, { kind: 'recovery-response', nonce, view, primary }));
}

/** Step 3: what the primary of a view tells, where f + 1 others, this one among them, tell of no later view. */
export function recover(
  rules: VrRules,
  { constants }: Self<Constants>,
  state: ReplicaState,
  inbox: Inbox<Message>,
): ReplicaStep[] {
  if (!guard('it is recovering', state.status === 'recovering', { state })) return [];
  const answers = inbox
    .sent({ kind: 'recovery-response' })
    .filter(({ message }) => rules.isCurrent(message.nonce, state.starts));
  guard(
    'the primary of a view has answered',
    answers.some(({ message }) => message.primary !== null),
    { answers },
  );
  return answers.flatMap(({ from, message: { view, primary } }) => {
    if (primary === null) return [];
    const agreeing = answers.filter(({ message }) => rules.mayRecover(view, message.view));
    const answering = [from, ...agreeing.map((other) => other.from)];
    return guard('others enough tell of no later view', rules.mayTrust(answering, constants.quorums), {
      view,
      answering,
    }) && guard('the view is not below the one on its disk', view >= state.view, { view, state })
      ? [choosing({ view }, step({ ...state, status: 'normal', view, lastNormal: view, ...primary }))]
      : [];
  });
}
