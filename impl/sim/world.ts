/**
 * A simulated cluster: the real cores and the real loop over a network, disks and a clock that follow from one seed. First a phase in which
 * things go wrong; then the faults end, and a healthy majority must answer every request.
 *
 * Everything that happens is looked at (checks.ts), what clients saw is judged at the end (judge.ts), and the trace is the one that a
 * real run writes. The same seed gives the same bytes.
 */
import type { Event } from '../../traces/event.js';
import type { Command, Operation } from '../core/command.js';
import { allRoles, type Configuration, configuration, defaults, type Server } from '../core/configuration.js';
import { latest, type Membership } from '../core/membership.js';
import { type Random, seeded } from '../core/random.js';
import type { Input } from '../core/server.js';
import { Checks } from './checks.js';
import { drawOperation, SimClient } from './client.js';
import { type Faults, noFaults } from './faults.js';
import type { Asked, Told } from './history.js';
import { judge, judgeState } from './judge.js';
import { Network } from './network.js';
import { SimServer } from './server.js';
import { type Setting, settingOf } from './setting.js';
import { strike } from './strikes.js';
import { Timeline } from './timeline.js';

/** What a run was, in numbers. */
export interface Tally {
  readonly slots: number;
  readonly answered: number;
  readonly messages: number;
  readonly ballots: number;
  readonly restarts: number;
  readonly fetches: number;
  readonly epochs: number;
  /** Virtual milliseconds. */
  readonly time: number;
}

/** A broken promise: which seed shows it, and when. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
}

/** After the faults, this long for all clients' quotas. Duels and time-outs take seconds; this is no performance goal. */
const HEALTHY_MS = 60_000;

export class World {
  readonly timeline = new Timeline();
  readonly random: Random;
  readonly checks = new Checks();
  readonly network: Network;
  readonly servers = new Map<string, SimServer>();
  readonly history: (Asked | Told)[] = [];
  /** The faults of now. */
  faults: Faults;
  isHealthy = false;
  readonly #clients: SimClient[] = [];
  readonly #counts = { messages: 0, ballots: 0, restarts: 0, fetches: 0, values: 0, dropped: 0 };

  constructor(readonly setting: Setting) {
    this.random = seeded(setting.seed ^ 0x5eed);
    this.faults = setting.faults;
    this.network = new Network(
      this.timeline,
      this.random,
      () => this.faults,
      (from, to, text, reason) => this.#dropped(from, to, text, reason),
    );
  }

  /** @throws SimulationError where a promise is broken */
  run(): Tally {
    const { setting, timeline } = this;
    this.#recordHeader('clients', ['client'], {});
    // It tells which messages got lost: a node that does nothing else.
    this.#recordHeader('network', [], { ...setting.faults });
    try {
      for (const server of setting.servers) this.addServer(server).start();
      for (let i = 1; i <= setting.clients; i++) this.#addClient(`c${i}`);
      if (setting.faults.reconfiguration > 0) this.#addAdministrator();
      this.#strikeAgain();
      timeline.run(setting.phaseMs);
      this.#heal();
      const isDone = () => this.#clients.every(({ done, isIdle }) => done >= setting.quota && isIdle);
      timeline.run(setting.phaseMs + HEALTHY_MS, isDone);
      if (!isDone()) throw new Error(`not all requests are answered ${HEALTHY_MS / 1000} s after the faults`);
      const log = Array.from({ length: this.checks.decided.size }, (_, i) => this.checks.decided.get(i + 1));
      const hole = log.indexOf(undefined);
      const whole = log.slice(0, hole < 0 ? log.length : hole) as readonly Command[];
      const model = judge(whole, this.history, {
        ...this.configurationOf(setting.servers[0].id),
        tickMin: setting.faults.tickMin,
      });
      for (const { id, applied, keys } of this.servers.values()) {
        if (applied <= whole.length) judgeState(model, id, applied, keys);
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#end();
      throw new SimulationError(`seed ${setting.seed}, ${timeline.now} ms: ${error.message}`, {
        cause: error,
      });
    }
    this.#end();
    return this.tally();
  }

  /** No line is missing from the trace: also where a promise is broken, by what its last line says. */
  #end(): void {
    for (const server of this.servers.values()) server.end();
  }

  configurationOf(id: string): Configuration {
    return configuration({ self: id, servers: this.setting.servers, ...this.setting.tuning });
  }

  addServer({ id, roles }: Server): SimServer {
    this.#recordHeader(id, roles, this.configurationOf(id));
    const server = new SimServer(id, this);
    this.servers.set(id, server);
    return server;
  }

  #recordHeader(node: string, roles: readonly string[], told: object): void {
    const { record, seed, run = `seed ${seed}` } = this.setting;
    record?.({
      kind: 'header',
      version: 1,
      run,
      node,
      roles: [...roles],
      configuration: told as never,
      spec: 'pmmc',
    });
  }

  /**
   * A line of the trace of a server. It is written down before it is looked at: the trace has the step that breaks a promise.
   * @throws Error where a promise is broken
   */
  saw(event: Event, server: SimServer): void {
    const { state } = server;
    this.setting.record?.(event);
    if (event.kind === 'start') {
      this.#counts.restarts += event.incarnation > 1 ? 1 : 0;
      this.checks.started(state);
    }
    if (event.kind === 'step') {
      this.checks.step(event, state);
      if (event.action === 'begin') this.#counts.ballots += 1;
    }
    if (event.kind === 'snapshot' && event.source === 'fetched') this.#counts.fetches += 1;
  }

  /** A message to a server, through the network. */
  deliver(from: string, to: string, input: Input): void {
    this.#counts.messages += 1;
    this.network.send(from, to, input, (copy: Input) => this.servers.get(to)?.take(copy));
  }

  /** An answer to a client, through the network. */
  answer(from: string, client: string, answer: object): void {
    const id = client.split('.')[0];
    this.network.send(from, id, answer, (copy) => this.#clients.find((one) => one.id === id)?.receive(copy));
  }

  /** The configurations, as far as any server knows. */
  membership(): Membership {
    const known = [...this.servers.values()].map(({ membership }) => membership);
    return known.reduce((one, other) => (other.length > one.length ? other : one));
  }

  #addClient(id: string): void {
    const isOver = (client: SimClient) => this.isHealthy && client.done >= this.setting.quota;
    const client: SimClient = new SimClient(id, this.#surroundings(), () =>
      isOver(client) ? null : drawOperation(this.random, client.name, () => ++this.#counts.values),
    );
    this.#clients.push(client);
  }

  /** A client that changes the configuration, each time when all servers of the last one have caught up with its beginning. */
  #addAdministrator(): void {
    let added = this.setting.servers.length;
    const client: SimClient = new SimClient('admin', this.#surroundings(), () => {
      const { random } = this;
      const { from, servers } = latest(this.membership());
      const isSettled = servers.every(({ id }) => (this.servers.get(id)?.applied ?? 0) >= from);
      if (this.isHealthy || !isSettled || random.within(1, 1000) > 5 * this.faults.reconfiguration)
        return null;
      const leaving = servers[random.within(0, servers.length - 1)].id;
      if (servers.length > 3 && random.within(0, 1) === 0) return { kind: 'remove-server', id: leaving };
      added += 1;
      const server: Server = { id: `s${added}`, roles: allRoles };
      this.addServer(server).start();
      const operation: Operation =
        servers.length < 5 && random.within(0, 1) === 0
          ? { kind: 'add-server', server }
          : { kind: 'replace-server', id: leaving, server };
      return operation;
    });
    client.done = this.setting.quota;
    this.#clients.push(client);
  }

  #surroundings() {
    return {
      timeline: this.timeline,
      random: this.random,
      patienceMs: ((this.setting.tuning.sessionTicks ?? defaults.sessionTicks) * this.faults.tickMin) / 4,
      servers: () =>
        latest(this.membership())
          .servers.filter(({ roles }) => roles.includes('replica'))
          .map(({ id }) => id),
      send: (client: string, server: string, input: Input) =>
        this.deliver(client.split('.')[0], server, input),
      record: (line: Asked | Told) => this.#saidByClient(line),
      isHealthy: () => this.isHealthy,
    };
  }

  #saidByClient(line: Asked | Told): void {
    this.history.push(line);
    const { client, sequence, operation } = line.kind === 'invoke' ? line : line.asked;
    const result = line.kind === 'invoke' ? undefined : line.result;
    this.setting.record?.({
      kind: 'client',
      type: line.kind,
      client,
      sequence,
      time: line.time,
      operation: operation as never,
      ...(result === undefined ? {} : { result: result as never }),
    });
  }

  #strikeAgain(): void {
    this.timeline.after(100, () => {
      if (this.isHealthy) return;
      strike(this);
      this.#strikeAgain();
    });
  }

  /** The faults end. A minority may stay down, where nobody left for good. */
  #heal(): void {
    this.isHealthy = true;
    this.faults = { ...noFaults, tickMin: this.faults.tickMin, tickMax: this.faults.tickMax };
    this.network.heal();
    const all = [...this.servers.values()];
    const lost = all.filter(({ isRotten }) => isRotten).length;
    const isTogether = this.setting.servers.every(({ roles }) => roles.length === allRoles.length);
    const mayStay =
      isTogether && this.setting.faults.reconfiguration === 0 ? Math.floor((all.length - 1) / 2) : 0;
    const down = all.filter(({ isUp, isRotten }) => !isUp && !isRotten);
    const stay = this.random.within(0, Math.max(0, mayStay - lost));
    for (const server of down.slice(stay)) server.start();
    for (const server of all) server.heal();
  }

  /** A line of the trace of the network, which is a node of its own there. */
  #dropped(from: string, to: string, text: string, reason: string): void {
    if (this.setting.record === undefined) return;
    const { message } = JSON.parse(text) as { message?: { id: string } };
    if (message === undefined || !this.servers.has(from)) return;
    this.#counts.dropped += 1;
    this.setting.record({
      kind: 'drop',
      node: 'network',
      incarnation: 1,
      sequence: this.#counts.dropped,
      time: this.timeline.now,
      id: message.id,
      to,
      reason,
    });
  }

  /** What happened so far: also in a run in which a promise is broken. */
  tally(): Tally {
    const { messages, ballots, restarts, fetches } = this.#counts;
    return {
      slots: this.checks.decided.size,
      answered: this.#clients.reduce((sum, { done }) => sum + done, 0),
      messages,
      ballots,
      restarts,
      fetches,
      epochs: this.membership().length - 1,
      time: this.timeline.now,
    };
  }
}

/** Runs what the seed stands for. @throws SimulationError */
export function simulate(seed: number, given: Partial<Setting> = {}): Tally {
  return new World(settingOf(seed, given)).run();
}
