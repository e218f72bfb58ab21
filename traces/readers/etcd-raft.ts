/**
 * Traces of etcd's raft library (github.com/etcd-io/raft, state_trace.go): JSON lines `{"tag": "trace", "event": {"name", "nid", "state", "role", "log", "conf", "msg"?,
 * "prop"?}}` among other lines of the log. Each becomes a step: what its name says it sends or receives, and what of the node's state is not as it was.
 *
 * The log has no message ids, and its order between nodes is that of clocks. Here nodes are ordered by their messages (recording.ts). InitState begins
 * an incarnation. What is logged of the log is its length and no content, so a judge can know no more.
 */
import type { Json } from '../event.js';
import { LineError } from '../linearize/history.js';
import { type Fields, isFields, parseObject } from './json-lines.js';
import { type Line, nameOf } from './lines.js';
import { type Content, type ReadEvent, Recording } from './recording.js';

export interface EtcdRaftTrace {
  readonly events: readonly ReadEvent[];
  /** Lines of the log that are about something else. */
  readonly leftOut: number;
}

/** @throws LineError for a damaged line, or an event that names no node or another than its message does */
export function readEtcdRaft(lines: readonly Line[], run: string): EtcdRaftTrace {
  const recording = new Recording(run, 'etcd-raft');
  const states = new Map<string, Readonly<Record<string, Json>>>();
  let leftOut = 0;
  for (const text of lines) {
    const { tag, event, ts } = parseObject(text);
    if (tag !== 'trace') {
      leftOut++;
      continue;
    }
    const line = text.number;
    if (!isFields(event)) throw new LineError(line, 'event is to be an object');
    const node = nameOf(event.nid, 'event.nid', line);
    const name = nameOf(event.name, 'event.name', line);
    const after = stateOf(event);
    if (name === 'InitState') {
      recording.start(line, node, { raft: after });
      states.set(node, after);
      continue;
    }
    const changed = differing(states.get(node) ?? {}, after);
    states.set(node, after);
    const { prop } = event;
    recording.step({
      line,
      node,
      role: 'raft',
      action: name,
      ...(typeof ts === 'number' ? { time: ts * 1000 } : {}),
      ...transferOf(recording, name, node, event, line),
      changed: isFields(prop) ? { ...changed, prop: prop as Json } : changed,
    });
  }
  return { events: recording.events, leftOut };
}

function stateOf({ state, role, log, conf }: Fields): Readonly<Record<string, Json>> {
  const { term = null, vote = null, commit = null } = isFields(state) ? state : {};
  return { term, vote, commit, role: role ?? null, log: log ?? null, conf: conf ?? null } as Readonly<
    Record<string, Json>
  >;
}

function differing(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => JSON.stringify(before[field]) !== JSON.stringify(value)),
  );
}

function transferOf(recording: Recording, name: string, node: string, { msg }: Fields, line: number): object {
  const isSent = name.startsWith('Send');
  if (!isSent && !name.startsWith('Receive')) return {};
  if (!isFields(msg)) throw new LineError(line, `${name} without a msg`);
  const { from, to, type, ...rest } = msg;
  const [source, target] = [nameOf(from, 'msg.from', line), nameOf(to, 'msg.to', line)];
  const own = isSent ? source : target;
  if (own !== node)
    throw new LineError(line, `${name} at node ${node} of a message ${isSent ? 'from' : 'to'} ${own}`);
  const content = { kind: nameOf(type, 'msg.type', line), ...rest } as Content;
  const message = recording.identified(isSent ? 'sent' : 'received', source, target, content);
  return isSent ? { sent: [{ to: [target], message }] } : { received: { from: source, message } };
}
