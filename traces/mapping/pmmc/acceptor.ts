/**
 * Steps of an acceptor. It answers a p1a in pages: each is the part of the spec's answer that was asked for. It collects several slots at once,
 * which are as many steps of the spec.
 */
import type { AnyMessage, NodeStep, Self } from '../../../spec/kit/role.js';
import type { Constants } from '../../../spec/pmmc/constants.js';
import type { Message } from '../../../spec/pmmc/messages.js';
import { listOf } from '../../../spec/pmmc/pvalues.js';
import type { AcceptorState } from '../../../spec/pmmc/rules.js';
import type { StepEvent } from '../../conform/judge.js';
import type { Check } from './check.js';
import { majoritiesOf, only } from './membership.js';
import type { LoggedBallot } from './names.js';
import { roles } from './rules.js';
import { type Server, toldByMajority } from './server.js';
import { type Logged, type LoggedPvalue, pvalueOf, shownPvalue } from './words.js';

interface Changed {
  readonly ballot?: LoggedBallot;
  readonly accepted?: Readonly<Record<string, LoggedPvalue | null>>;
  readonly collected?: number;
}

type Answered = NodeStep<AcceptorState, Message>;

/** @returns false where there is no such action */
export function explainAcceptor(server: Server, event: StepEvent, check: Check): boolean {
  const message = event.received?.message as unknown as Logged | undefined;
  const from = event.received?.from ?? '';
  switch (event.action) {
    case 'receive p1a':
      adopt(server, from, message as Logged, event, check);
      return true;
    case 'receive p2a':
      accept(server, from, message as Logged, event, check);
      return true;
    case 'receive applied':
      collect(server, from, message as Logged, event, check);
      return true;
    case 'receive confirm': {
      const { acceptor, names } = server;
      const answer = { kind: 'confirmed', ballot: names.shown(acceptor.ballot), round: message?.round };
      check.sends(event, names, [{ to: [from], message: answer }]);
      check.changes(event, {});
      return true;
    }
    default:
      return false;
  }
}

function receive(server: Server, check: Check, message: Message): Answered {
  const before = server.acceptor;
  const self = server.self();
  return check.receive(roles.acceptor, self, before, 'asking', message) as Answered;
}

function adopt(server: Server, from: string, asked: Logged, event: StepEvent, check: Check): void {
  const { names, acceptor: before } = server;
  const { state, sends } = receive(server, check, {
    kind: 'p1a',
    ballot: names.ballot(asked.ballot as LoggedBallot),
  });
  const answer = sends[0].message as Extract<Message, { kind: 'p1b' }>;
  const all = listOf(answer.accepted)
    .filter(({ slot }) => slot >= (asked.from ?? 1))
    .sort((one, other) => one.slot - other.slot);
  const page = all.slice(0, server.configuration.pageMax);
  const expected = {
    kind: 'p1b',
    ballot: names.shown(answer.ballot),
    from: asked.from,
    accepted: page.map((pvalue) => shownPvalue(names, pvalue)),
    next: all.length > page.length ? all[page.length].slot : null,
    collected: answer.collected,
  };
  check.sends(event, names, [{ to: [from], message: expected }]);
  const after = state as AcceptorState;
  const { ballot } = event.changed as Changed;
  check.same(
    'changed.ballot',
    after.ballot === before.ballot ? undefined : names.shown(after.ballot),
    shown(server, ballot),
  );
  check.same('changed.accepted', undefined, event.changed.accepted);
  server.acceptor = after;
}

const shown = ({ names }: Server, ballot: LoggedBallot | undefined) =>
  ballot === undefined ? undefined : names.shown(names.ballot(ballot));

function accept(server: Server, from: string, asked: Logged, event: StepEvent, check: Check): void {
  const { names, acceptor: before } = server;
  const ballot = names.ballot(asked.ballot as LoggedBallot);
  const slot = asked.slot as number;
  const command = names.command(asked.command as never);
  // As if the message were lost: where storage is nearly full. It may always be lost.
  if (event.sent.length === 0 && Object.keys(event.changed).length === 0) return;
  const { state, sends } = receive(server, check, { kind: 'p2a', ballot, slot, command });
  const after = state as AcceptorState;
  const answer = sends[0].message as Extract<Message, { kind: 'p2b' }>;
  const expected = { kind: 'p2b', ballot: names.shown(answer.ballot), asked: names.shown(ballot), slot };
  const answers = answer.ballot === null ? [] : [{ to: [from], message: expected }];
  check.sends(event, names, answers);
  const { accepted } = event.changed as Changed;
  const logged = accepted?.[slot];
  const isAccepted = after.accepted !== before.accepted;
  check.same(
    'changed.accepted',
    isAccepted ? shownPvalue(names, { ballot, slot, command }) : undefined,
    logged === undefined || logged === null ? logged : shownPvalue(names, pvalueOf(names, logged)),
    slot,
  );
  check.same('changed.ballot', undefined, event.changed.ballot);
  for (const other in accepted)
    if (Number(other) !== slot) check.same('changed.accepted', undefined, accepted[other], other);
  server.acceptor = after;
}

/** Each slot is a step of the spec's own action, with what replicas have told. */
function collect(server: Server, from: string, { slot = 0 }: Logged, event: StepEvent, check: Check): void {
  const told = server.told.acceptor;
  told.set(from, Math.max(slot, told.get(from) ?? 0));
  const { collected, accepted } = event.changed as Changed;
  const before = server.acceptor;
  if (server.hasGap) {
    // What it was told in the gap is not known.
    check.guard('no gap takes back what was collected', (collected ?? before.collected) >= before.collected, {
      before: before.collected,
      now: collected,
    });
    const now = Math.max(before.collected, collected ?? 0);
    server.acceptor = {
      ...before,
      collected: now,
      accepted: before.accepted.filter((_, slot) => slot > now),
    };
    return;
  }
  collectUpTo(server, toldByMajority(told, server.latest), check);
  const state = server.acceptor;
  check.same(
    'changed.collected',
    state.collected === before.collected ? undefined : state.collected,
    collected,
  );
  const gone = state === before ? [] : [...before.accepted.keys()].filter((kept) => kept <= state.collected);
  check.gone('changed.accepted', gone, accepted);
  check.sendsNothing(event);
}

function collectUpTo(server: Server, highest: number, check: Check): void {
  if (highest <= server.acceptor.collected) return;
  const self = selfOf(server);
  const told = [...server.told.acceptor].map(([replica, slot]) => ({
    from: replica,
    message: { kind: 'applied', slot } as AnyMessage,
  }));
  const inbox = { sent: () => told as never };
  while (server.acceptor.collected < highest) {
    const now = server.acceptor;
    const [step] = check.ask(() => roles.acceptor.actions?.collect(self, now, inbox) ?? []);
    if (step === undefined) return;
    server.acceptor = step.state as AcceptorState;
  }
}

const selves = new WeakMap<Self<Constants>, Self<Constants>>();

/** What it collects f+1 replicas have applied: of them the majorities are, not of acceptors. */
function selfOf(server: Server): Self<Constants> {
  const self = server.self();
  let collecting = selves.get(self);
  if (collecting === undefined) {
    const { constants } = self;
    const quorums = majoritiesOf('replica', only(server.latest));
    const configurations = constants.configurations.map((known) => ({ ...known, quorums }));
    collecting = { ...self, constants: { ...constants, configurations } };
    selves.set(self, collecting);
  }
  return collecting;
}
