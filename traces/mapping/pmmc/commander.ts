/** Steps of a commander, in the form of the spec that counts answers. An answer to another question than its own is one to another commander. */
import type { NodeStep, Reaction } from '../../../spec/kit/role.js';
import type { CommanderState } from '../../../spec/pmmc/commander.js';
import type { Message } from '../../../spec/pmmc/messages.js';
import type { StepEvent } from '../../conform/judge.js';
import type { Check } from './check.js';
import { epochsFrom, playersOf } from './membership.js';
import type { LoggedBallot } from './names.js';
import { slotOfCommander } from './process.js';
import { roles } from './rules.js';
import type { CommanderRecord, Server } from './server.js';
import type { Logged } from './words.js';

/** @returns false where there is no such action */
export function explainCommander(server: Server, event: StepEvent, check: Check): boolean {
  const slot = slotOfCommander(event.process);
  const commander = server.commanders.get(slot);
  const name = commander?.name ?? 'none';
  if (
    !check.guard('there is such a commander', event.process === name, {
      process: event.process,
      commander: name,
    })
  )
    return true;
  if (commander === undefined) return true;
  if (event.action === 'start') start(server, commander, event, check);
  else if (event.action === 'ask again') askAgain(server, commander, event, check);
  else if (event.action === 'receive p2b') hear(server, commander, slot, event, check);
  else return false;
  return true;
}

const question = ({ names }: Server, { ballot, slot, command }: CommanderState) => ({
  kind: 'p2a',
  ballot: names.shown(ballot),
  slot,
  command,
});

function start(server: Server, commander: CommanderRecord, event: StepEvent, check: Check): void {
  const { names } = server;
  const born = commander.state;
  const self = server.self(commander.epochs);
  const step = check.ask(() => roles.commander.start?.(self, born)) as NodeStep<CommanderState, Message>;
  check.sends(event, names, [{ to: step.sends.map(({ to }) => to), message: question(server, born) }]);
  check.changes(event, {});
  commander.state = step.state as CommanderState;
}

function askAgain(server: Server, commander: CommanderRecord, event: StepEvent, check: Check): void {
  const { names } = server;
  check.sends(event, names, [{ message: question(server, commander.state) }]);
  const acceptors = playersOf('acceptor', commander.epochs);
  const to = event.sent.flatMap((sent) => sent.to);
  check.guard(
    'it asks acceptors that count',
    to.every((id) => acceptors.includes(id)),
    { to, acceptors },
  );
  check.changes(event, {});
}

function hear(
  server: Server,
  commander: CommanderRecord,
  slot: number,
  event: StepEvent,
  check: Check,
): void {
  const { names } = server;
  const before = commander.state;
  const from = event.received?.from ?? '';
  const { ballot, asked } = (event.received?.message ?? {}) as unknown as Logged;
  const isOwn = names.ballot(asked as LoggedBallot) === before.ballot;
  const answer: Message = { kind: 'p2b', ballot: names.ballotOrNull(ballot) };
  const self = server.self(commander.epochs);
  const reaction: Reaction<CommanderState, Message> = isOwn
    ? check.receive(roles.commander, self, before, from, answer)
    : { kind: 'ignore' };
  if (reaction.kind !== 'step') {
    check.sendsNothing(event);
    check.changes(event, {});
    return;
  }
  const [first] = reaction.sends;
  if (first?.message.kind === 'preempted') {
    const report = { kind: 'preempted', ballot: names.shown(first.message.ballot) };
    check.sends(event, names, [{ to: [server.id], message: report }]);
    check.changes(event, {});
    return;
  }
  const waitfor = reaction.state?.waitfor ?? before.waitfor?.remove(from);
  const heard = self.nodes.acceptor.filter((id) => !(waitfor?.has(id) ?? true));
  check.members('changed.heard', heard, (event.changed.heard as string[] | undefined) ?? []);
  if (reaction.state !== null) {
    check.sendsNothing(event);
    commander.state = reaction.state;
    return;
  }
  const replicas = playersOf('replica', epochsFrom(server.epochs, slot));
  const message = { kind: 'decision', slot, command: before.command };
  check.sends(event, names, [{ to: replicas, message }]);
  server.commanders.delete(slot);
  server.decided = Math.max(server.decided, slot);
}
