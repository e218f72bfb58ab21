/**
 * What learners know: a command is chosen in a slot when a quorum has accepted it there in one ballot (Lamport 2001, section 2.3).
 * It is read off the messages that were sent to a process, a quorum rule, so that nobody's state keeps count.
 */
import { Map } from 'immutable';
import type { Inbox } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { Accepted, Command, Log, Message } from './messages.js';
import type { MultiPaxosRules } from './rules.js';

/** The commands for which these votes, all of one slot, are enough: one in the published protocol. */
export function chosenBy(
  votes: readonly Accepted[],
  { quorums }: Constants,
  rules: MultiPaxosRules,
): Command[] {
  const commands = [...new Set(votes.map(({ message }) => message.command))];
  return commands.filter((command) => {
    const forIt = votes.filter(({ message }) => message.command === command);
    return piles(forIt, rules.countsByBallot).some((pile) => rules.areEnough(pile, quorums));
  });
}

/** Votes that are counted together: those of one ballot. */
function piles(votes: readonly Accepted[], byBallot: boolean): Accepted[][] {
  if (!byBallot) return [[...votes]];
  const ballots = [...new Set(votes.map(({ message }) => message.ballot))];
  return ballots.map((ballot) => votes.filter(({ message }) => message.ballot === ballot));
}

/** Every slot whose command a process can tell from the votes that were sent to it. */
export function chosenIn(inbox: Inbox<Message>, constants: Constants, rules: MultiPaxosRules): Log {
  const votes = inbox.sent({ kind: 'accepted' });
  const slots = [...new Set(votes.map(({ message }) => message.slot))];
  return Map(
    slots.flatMap((slot) =>
      chosenBy(
        votes.filter(({ message }) => message.slot === slot),
        constants,
        rules,
      ).map((command): [number, Command] => [slot, command]),
    ),
  );
}
