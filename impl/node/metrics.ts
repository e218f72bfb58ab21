/** What Prometheus can read of a node. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Operation } from '../core/command.js';
import type { Status } from '../core/server.js';
import type { Reply } from '../http/service.js';
import type { PeerStatus } from '../transport/transport.js';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What is asked for when somebody reads the metrics. */
export interface Measured {
  readonly status: () => Status;
  readonly peers: () => readonly PeerStatus[];
  readonly freeBytes: () => number;
  readonly backlog: () => number;
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'operation' | 'result'>;
  readonly #seconds: Histogram<'operation'>;
  readonly #commits: Histogram;
  readonly #writes: Counter;

  constructor({ status, peers, freeBytes, backlog }: Measured) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'paxoscope_requests_total',
      help: 'requests of clients that were answered, by what they asked and what they were told',
      labelNames: ['operation', 'result'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'paxoscope_request_seconds',
      help: 'from the arrival of a request to its answer',
      labelNames: ['operation'],
      buckets: SECONDS,
      registers,
    });
    this.#commits = new Histogram({
      name: 'paxoscope_commit_seconds',
      help: 'time that a group of writes took until it was durable',
      buckets: SECONDS,
      registers,
    });
    this.#writes = new Counter({
      name: 'paxoscope_writes_total',
      help: 'changes of the store; divided by commits: how many shared one sync',
      registers,
    });
    const gauge = (name: string, help: string, read: () => number): void => {
      const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(read()) });
    };
    gauge('paxoscope_applied_slot', 'the last slot that is applied here', () => status().applied);
    gauge(
      'paxoscope_checkpoint_slot',
      'the last slot whose state is durable here',
      () => status().checkpoint,
    );
    gauge('paxoscope_is_leader', '1 where this server leads', () => Number(status().isActive));
    gauge('paxoscope_keys', 'keys that have a value', () => status().keys);
    gauge('paxoscope_sessions', 'clients that the cluster remembers', () => status().sessions);
    gauge('paxoscope_locks', 'locks that are held', () => status().locks);
    gauge('paxoscope_epoch', 'the number of the latest configuration', () => status().epoch.number);
    gauge('paxoscope_disk_free_bytes', 'room on the disk of the store', freeBytes);
    gauge('paxoscope_backlog', 'outputs of the core that wait for the disk', backlog);
    const perPeer = (name: string, help: string, read: (peer: PeerStatus) => number): void => {
      const made: Gauge<'peer'> = new Gauge({
        name,
        help,
        labelNames: ['peer'],
        registers,
        collect: () => {
          made.reset();
          for (const peer of peers()) made.set({ peer: peer.server }, read(peer));
        },
      });
    };
    perPeer('paxoscope_peer_connected', '1 where this server can send to the peer', ({ isConnected }) =>
      Number(isConnected),
    );
    perPeer('paxoscope_peer_sent_messages', 'messages to the peer', ({ sent }) => sent);
    perPeer(
      'paxoscope_peer_dropped_messages',
      'messages to the peer that had no way to it',
      ({ dropped }) => dropped,
    );
    perPeer('paxoscope_peer_received_messages', 'messages from the peer', ({ received }) => received);
  }

  answered(operation: Operation['kind'], result: Reply['kind'], seconds: number): void {
    this.#requests.inc({ operation, result });
    this.#seconds.observe({ operation }, seconds);
  }

  committed(writes: number, seconds: number): void {
    this.#writes.inc(writes);
    this.#commits.observe(seconds);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
