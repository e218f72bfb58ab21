/** Servers by hand: a few cores whose messages a test delivers, drops or keeps, one by one. */
import type { Operation, Result } from '../../../impl/core/command.js';
import { allRoles, type Configuration, configuration } from '../../../impl/core/configuration.js';
import type { Message } from '../../../impl/core/message.js';
import { type Input, initial, type Output, type State, step, type Write } from '../../../impl/core/server.js';
import type { Json } from '../../../traces/event.js';

export interface InFlight {
  readonly from: string;
  readonly to: string;
  readonly message: Message;
}

export class Cluster {
  readonly states = new Map<string, State>();
  readonly disks = new Map<string, Map<string, Json>>();
  flying: InFlight[] = [];
  readonly answers: { client: string; sequence: number; result: Result }[] = [];

  constructor(
    readonly ids: readonly string[],
    private readonly tuning: Partial<Configuration> = {},
  ) {
    for (const id of ids) this.start(id);
  }

  configurationOf(id: string): Configuration {
    const servers = this.ids.map((server) => ({ id: server, roles: allRoles }));
    return configuration({ self: id, servers, ...this.tuning });
  }

  start(id: string): void {
    const disk = this.disks.get(id) ?? new Map<string, Json>();
    this.disks.set(id, disk);
    this.states.set(id, initial(this.configurationOf(id), disk, 1));
  }

  input(id: string, input: Input): Output {
    const output = step(this.states.get(id) as State, input);
    write(this.disks.get(id) as Map<string, Json>, output.writes);
    this.flying.push(...output.sends.map(({ to, message }) => ({ from: id, to, message })));
    this.answers.push(...output.answers);
    return output;
  }

  deliver({ from, to, message }: InFlight): void {
    if (this.states.has(to)) this.input(to, { kind: 'message', from, message });
  }

  /** Delivers until nothing is on its way; what the filter does not let through is lost. */
  settle(passes: (message: InFlight) => boolean = () => true): void {
    for (let next = this.flying.shift(); next !== undefined; next = this.flying.shift()) {
      if (passes(next)) this.deliver(next);
    }
  }

  ticks(count: number, ids: readonly string[] = [...this.states.keys()]): void {
    for (let i = 0; i < count; i++) {
      for (const id of ids) this.input(id, { kind: 'tick' });
      this.settle();
    }
  }

  /** Lets time go by for that server alone until it leads. */
  elect(id: string): void {
    for (let i = 0; i < 1000 && !this.states.get(id)?.leader.active; i++) {
      this.input(id, { kind: 'tick' });
      this.settle();
    }
    if (!this.states.get(id)?.leader.active) throw new Error(`${id} is not elected`);
  }

  /** @returns the answer; undefined where there is none yet */
  ask(id: string, client: string, sequence: number, operation: Operation): Result | undefined {
    this.answers.length = 0;
    this.input(id, { kind: 'request', client, sequence, operation });
    this.settle();
    return this.answers.find((answer) => answer.client === client && answer.sequence === sequence)?.result;
  }
}

export function write(disk: Map<string, Json>, writes: readonly Write[]): void {
  for (const { key, value } of writes) {
    if (value === null) disk.delete(key);
    else disk.set(key, value);
  }
}
