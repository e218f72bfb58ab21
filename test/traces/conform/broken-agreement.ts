/** A run written by hand in which two quorums decide differently: s2 has accepted a command for slot 1, and does not tell the next leader. */
import type { Event } from '../../../traces/event.js';

const servers = ['s1', 's2', 's3'].map((id) => ({ id, roles: ['acceptor', 'leader', 'replica'] }));
const command = (id: string, value: string) => ({
  kind: 'batch',
  id,
  commands: [{ client: 'c1', sequence: 1, operation: { kind: 'put', key: 'k', value } }],
});

type Message = { readonly id: string; readonly kind: string };

export function brokenAgreement(): readonly Event[] {
  const events: object[] = [];
  const sequences = new Map<string, number>();
  const position = (node: string) => {
    const sequence = (sequences.get(node) ?? 0) + 1;
    sequences.set(node, sequence);
    return { node, incarnation: 1, sequence };
  };
  const step = (
    node: string,
    [role, process, action]: readonly [string, string, string],
    received: readonly [from: string, message: Message] | undefined,
    sent: readonly (readonly [to: readonly string[], message: Message])[],
  ) =>
    events.push({
      kind: 'step',
      ...position(node),
      role,
      process,
      action,
      ...(received === undefined ? {} : { received: { from: received[0], message: received[1] } }),
      sent: sent.map(([to, message]) => ({ to, message })),
      changed: {},
    });
  for (const { id } of servers) {
    const configuration = { servers, window: 8, pageMax: 8 };
    const roles = ['acceptor', 'leader', 'replica'];
    events.push({ kind: 'header', version: 1, run: 'by hand', node: id, roles, configuration, spec: 'pmmc' });
    events.push({ kind: 'start', ...position(id), durable: {} });
  }
  /** A leader is elected by a quorum, proposes, and decides. */
  const decide = (number: number, leader: string, quorum: readonly string[], value: string) => {
    const ballot = { number, leader };
    const name = `${number}.${leader}`;
    const base = { ballot, slot: 1, command: command(`${leader}.${value}`, value) };
    const p1a = { id: `p1a ${name}`, kind: 'p1a', ballot, from: 1 };
    const p2a = { id: `p2a ${name}`, kind: 'p2a', ...base };
    const decision = { id: `decision ${name}`, kind: 'decision', slot: 1, command: base.command };
    step(leader, ['leader', `scout ${name}`, 'start'], undefined, [[quorum, p1a]]);
    for (const acceptor of quorum) {
      const id = `p1b ${name} ${acceptor}`;
      const p1b = { id, kind: 'p1b', ballot, from: 1, accepted: [], next: null, collected: 0 };
      step(acceptor, ['acceptor', acceptor, 'receive p1a'], [leader, p1a], [[[leader], p1b]]);
      step(leader, ['leader', `scout ${name}`, 'receive p1b'], [acceptor, p1b], []);
    }
    step(leader, ['leader', `commander ${name}/1`, 'start'], undefined, [[quorum, p2a]]);
    for (const acceptor of quorum) {
      const p2b = { id: `p2b ${name} ${acceptor}`, kind: 'p2b', ballot, asked: ballot, slot: 1 };
      step(acceptor, ['acceptor', acceptor, 'receive p2a'], [leader, p2a], [[[leader], p2b]]);
      const isLast = acceptor === quorum[quorum.length - 1];
      const sent = isLast ? ([[['s2'], decision]] as const) : [];
      step(leader, ['leader', `commander ${name}/1`, 'receive p2b'], [acceptor, p2b], sent);
    }
    step('s2', ['replica', 's2', 'receive decision'], [leader, decision], []);
  };
  decide(1, 's1', ['s1', 's2'], 'a');
  decide(2, 's3', ['s2', 's3'], 'b');
  for (const { id } of servers) events.push({ kind: 'end', ...position(id) });
  return events as Event[];
}
