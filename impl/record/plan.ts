/**
 * What will go wrong in a run, and when: drawn from the seed before the run begins, and written down with it. Two tracks run beside each other, one
 * of servers and their disks, one of the network, each with one fault at a time and a pause between two: so a crash can meet a partition, and
 * no more than one server is away by its own fault.
 */
import { type Random, seeded } from '../core/random.js';

export const faultKinds = [
  'kill',
  'pause',
  'slow-disk',
  'full-disk',
  'partition',
  'cut',
  'delay',
  'loss',
  'duplication',
  'reordering',
] as const;
export type FaultKind = (typeof faultKinds)[number];

const ofServers: readonly FaultKind[] = ['kill', 'pause', 'slow-disk', 'full-disk'];

/** Chances are in thousandths of messages. */
export type Fault =
  /** SIGKILL, and a new start at the end. */
  | { readonly kind: 'kill'; readonly server: Target }
  /** SIGSTOP, and SIGCONT at the end. */
  | { readonly kind: 'pause'; readonly server: Target }
  | { readonly kind: 'slow-disk'; readonly server: Target; readonly ms: number }
  /** There is hardly any room: half of all writes fail. */
  | { readonly kind: 'full-disk'; readonly server: Target }
  /** Nothing passes between the server and the others. */
  | { readonly kind: 'partition'; readonly server: Target }
  /** What the server sends to others is lost; it hears them. */
  | { readonly kind: 'cut'; readonly server: Target }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'loss'; readonly chance: number }
  | { readonly kind: 'duplication'; readonly chance: number }
  /** Some messages are held back, and overtaken. */
  | { readonly kind: 'reordering'; readonly chance: number };

/** A server by its place among them, or whoever leads when the fault begins. */
export type Target = number | 'leader';

export interface Planned {
  /** Milliseconds from the beginning of the run. */
  readonly at: number;
  readonly until: number;
  readonly fault: Fault;
}

const FIRST_MS = 500;
const LENGTH_MS = [200, 2500] as const;
const PAUSE_MS = [200, 1500] as const;

/**
 * @param lengthMs all faults have ended by then
 * @param kinds those that may be drawn
 */
export function planOf(
  seed: number,
  servers: number,
  lengthMs: number,
  kinds: readonly FaultKind[],
): readonly Planned[] {
  const random = seeded(seed);
  const plan: Planned[] = [];
  for (const isTrack of [true, false]) {
    const track = kinds.filter((kind) => ofServers.includes(kind) === isTrack);
    if (track.length === 0) continue;
    let at = FIRST_MS + random.within(0, PAUSE_MS[1]);
    while (at + LENGTH_MS[0] < lengthMs) {
      const until = Math.min(lengthMs, at + random.within(...LENGTH_MS));
      plan.push({ at, until, fault: draw(random, track[random.within(0, track.length - 1)], servers) });
      at = until + random.within(...PAUSE_MS);
    }
  }
  return plan.sort((one, other) => one.at - other.at);
}

function draw(random: Random, kind: FaultKind, servers: number): Fault {
  const server: Target = random.within(0, 1) === 0 ? 'leader' : random.within(0, servers - 1);
  switch (kind) {
    case 'slow-disk':
      return { kind, server, ms: random.within(5, 100) };
    case 'delay':
      return { kind, ms: random.within(1, 60) };
    case 'loss':
    case 'duplication':
    case 'reordering':
      return { kind, chance: random.within(10, 300) };
    default:
      return { kind, server };
  }
}

/** One line for people. */
export function describe({ fault }: Planned, serverName: string): string {
  switch (fault.kind) {
    case 'slow-disk':
      return `slow disk of ${serverName}, ${fault.ms} ms more for each commit`;
    case 'full-disk':
      return `full disk of ${serverName}`;
    case 'delay':
      return `delay of ${fault.ms} ms`;
    case 'loss':
    case 'duplication':
    case 'reordering':
      return `${fault.kind} of ${fault.chance / 10} % of messages`;
    case 'cut':
      return `what ${serverName} sends is lost`;
    default:
      return `${fault.kind} of ${serverName}`;
  }
}
