/**
 * A message to several nodes as one entry of `sent`, as most systems log it: also where its sender is a process that the step spawns, or hands something, and
 * so is not the one that moves.
 */
import { describe, expect, it } from 'vitest';
import { network } from '../../../spec/kit/network.js';
import type { AnyMessage, Role } from '../../../spec/kit/role.js';
import { system } from '../../../spec/kit/system.js';
import { multiPaxos } from '../../../spec/multi-paxos/spec.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { pmmcLiveness } from '../../../spec/pmmc/liveness/spec.js';
import { pmmc } from '../../../spec/pmmc/spec.js';
import { inOrderOf } from '../../../traces/conform/model-line.js';
import { keepsOrder, SENDER } from '../../../traces/conform/walk-line.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import type { Event, EventOf } from '../../../traces/event.js';
import { judgeWalk, walk } from './walks.js';

type Step = EventOf<'step'>;
type Message = Step['sent'][number]['message'];

const instances = {
  'paxos-roles': paxosRoles.instantiate({ learners: 2 }),
  'multi-paxos': multiPaxos.instantiate(),
  'pmmc-liveness': pmmcLiveness.instantiate(),
  pmmc: pmmc.instantiate({ slots: 2, ballots: 2 }),
  'pmmc, counting': pmmc.instantiate({ waiting: 'waitfor', slots: 2, ballots: 2, acceptorCrashes: 1 }),
};
const spawning: readonly string[] = ['pmmc-liveness', 'pmmc', 'pmmc, counting'];
const WALKS = 2;
const STEPS = 50;

/** What is the same but for its id is one entry, and its receipts have that id. */
function merged(events: readonly Event[]): Event[] {
  const ids = new Map<string, string>();
  const steps = events.map((event): Event => {
    if (event.kind !== 'step') return event;
    const entries = new Map<string, { to: string[]; message: Message }>();
    for (const { to, message } of event.sent) {
      const { id, ...words } = message;
      const entry = entries.get(JSON.stringify(words)) ?? { to: [], message };
      entries.set(JSON.stringify(words), { ...entry, to: [...entry.to, ...to] });
      ids.set(id, entry.message.id);
    }
    return { ...event, sent: [...entries.values()] };
  });
  return steps.map((event) => {
    if (event.kind !== 'step' || event.received === undefined) return event;
    const { from, message } = event.received;
    return { ...event, received: { from, message: { ...message, id: ids.get(message.id) as string } } };
  });
}

const withSteps = (events: readonly Event[], change: (step: Step) => Step): Event[] =>
  events.map((event) => (event.kind === 'step' ? change(event) : event));

/** Of what processes send that do not move themselves the last comes first. */
const byOthersBackwards = (step: Step): Step => {
  const isOthers = ({ message }: Step['sent'][number]) => SENDER in message;
  const own = step.sent.filter((entry) => !isOthers(entry));
  return { ...step, sent: [...own, ...step.sent.filter(isOthers).reverse()] };
};

/** None of these networks keeps the order in which one process sends to another. */
const backwards = (step: Step): Step => ({ ...step, sent: step.sent.toReversed() });

/** A receiver says whom it has a message from, and not in the message. */
const withoutSender = (step: Step): Step => {
  if (step.received === undefined) return step;
  const { [SENDER]: _, ...message } = step.received.message as Message & { readonly [SENDER]?: string };
  return { ...step, received: { ...step.received, message: message as Message } };
};

describe.each(Object.entries(instances))('broadcasts of %s', (name, instance) => {
  let i = 0;
  const walks = Array.from({ length: WALKS }, (_, n) =>
    merged(
      traceOf(
        instance.model,
        walk(instance, STEPS, (of) => (i++ * (2 * n + 5) + (i >> 3)) % of),
        'walk',
      ),
    ),
  );

  it.each([
    ['', (step: Step) => step],
    [' where what several processes send has another order', byOthersBackwards],
    [' where all that is sent in a step has another order', backwards],
    [' where receipts do not repeat the sender', withoutSender],
  ])('conform%s', (_where, change) => {
    const verdicts = walks.map((events) => judgeWalk(instance, withSteps(events, change)).verdict);
    expect(verdicts).toEqual(walks.map(() => ({ kind: 'conforms' })));
  });

  it('are from other processes, too, where some are spawned', () => {
    const entries = walks.flatMap((events) =>
      events.flatMap((event) => (event.kind === 'step' ? event.sent : [])),
    );
    const broadcasts = entries.filter(({ to }) => to.length > 1);
    expect(broadcasts.length).toBeGreaterThan(0);
    expect(broadcasts.some(({ message }) => SENDER in message)).toBe(spawning.includes(name));
  });

  /** The first broadcast of the mover itself, and the first of another process, each with a change. */
  const refused = (change: (entry: Step['sent'][number]) => Step['sent'][number]) => {
    for (const events of walks) {
      for (const isOthers of [false, true]) {
        const isMeant = ({ to, message }: Step['sent'][number]) =>
          to.length > 1 && SENDER in message === isOthers;
        const at = events.findIndex((event) => event.kind === 'step' && event.sent.some(isMeant));
        if (at < 0) continue;
        const worse = withSteps(events, (step) =>
          step === events[at]
            ? { ...step, sent: step.sent.map((entry) => (isMeant(entry) ? change(entry) : entry)) }
            : step,
        );
        expect(judgeWalk(instance, worse).verdict).toMatchObject({
          kind: 'violation',
          violation: { level: 1, place: { line: at + 1 } },
        });
      }
    }
  };

  it('are refused with one receiver less', () => {
    refused(({ to, message }) => ({ to: to.slice(1), message }));
  });

  it('are refused with other words', () => {
    refused(({ to, message }) => ({ to, message: { ...message, also: 1 } as Message }));
  });

  it('are refused in the name of another process', () => {
    refused(({ to, message }) => ({ to, message: { ...message, [SENDER]: 'somebody' } as Message }));
  });
});

describe('what one process sends to another in a step', () => {
  const sending = (to: string, n: number) => ({ to: [to], message: { kind: 'm', n } as object });
  const expected = [sending('a', 1), sending('a', 2), sending('b', 1)];
  const logged = [sending('b', 1), sending('a', 2), sending('a', 1)];

  it('has an order where the network keeps it', () => {
    const ofChannels = [sending('a', 2), sending('a', 1), sending('b', 1)];
    expect(inOrderOf(expected, logged, true)).toEqual(ofChannels);
    expect(inOrderOf(expected, logged, false)).toEqual(expected);
  });

  it('is fifo alone', () => {
    const kept = (kind: 'soup' | 'bag' | 'fifo') => {
      const silent: Role<{ readonly n: number }, AnyMessage> = { init: () => ({ n: 0 }) };
      const roles = { all: { role: silent, nodes: ['c1', 'c2'] } };
      const net = kind === 'soup' ? network.soup() : network[kind]({});
      return keepsOrder(system({ name: 'silent', constants: {}, network: net, roles, properties: () => [] }));
    };
    expect((['soup', 'bag', 'fifo'] as const).map(kept)).toEqual([false, false, true]);
  });
});
