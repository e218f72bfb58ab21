/** A server of a simulated cluster: the node, its disk, and what happens to it. */
import type { Event } from '../../traces/event.js';
import { Node } from '../core/loop.js';
import { firstMembership, type Membership } from '../core/membership.js';
import type { Answer, Input, Send, State, Write } from '../core/server.js';
import { Disk, RottenError } from './disk.js';
import type { World } from './world.js';

export class SimServer {
  readonly #disk: Disk;
  #node: Node | null = null;
  /** The state of the node that is there, or was last. */
  #state: State | null = null;
  /** Starts so far; what belongs to an earlier one does nothing. */
  #starts = 0;
  #pausedUntil = 0;
  #isSlow = false;
  /** Its disk is damaged: it refuses to start. */
  isRotten = false;
  readonly #tickMs: number;

  constructor(
    readonly id: string,
    private readonly world: World,
  ) {
    const { random, faults } = world;
    this.#disk = new Disk(random);
    this.#tickMs = random.within(faults.tickMin, faults.tickMax);
  }

  get isUp(): boolean {
    return this.#node !== null;
  }

  get state(): State {
    return this.#state as State;
  }

  get membership(): Membership {
    return this.#state?.membership ?? firstMembership(this.world.setting.servers);
  }

  /** Up to which slot it has applied; 0 while it is down. */
  get applied(): number {
    return this.#node === null ? 0 : this.state.replica.slotOut - 1;
  }

  start(): void {
    if (this.#node !== null || this.isRotten) return;
    const { world } = this;
    this.#starts += 1;
    const starts = this.#starts;
    let durable: ReturnType<Disk['recover']>;
    try {
      durable = this.#disk.recover();
    } catch (error) {
      if (!(error instanceof RottenError)) throw error;
      this.isRotten = true;
      return;
    }
    const isCurrent = () => this.#starts === starts && this.#node !== null;
    const node: Node = new Node(world.configurationOf(this.id), durable, world.random.within(0, 0x7fffffff), {
      commit: (writes, done) => this.#commit(writes, () => starts === this.#starts && done()),
      send: (send: Send) => {
        world.checks.sent(this.id, node.state.incarnation, send.message);
        world.deliver(this.id, send.to, { kind: 'message', from: this.id, message: send.message });
      },
      answer: (answer: Answer) => world.answer(this.id, answer.client, answer),
      record: (event: Event) => world.saw(event, this),
      now: () => world.timeline.now,
    });
    this.#node = node;
    this.#state = node.state;
    const tick = () => {
      if (!isCurrent()) return;
      if (world.timeline.now >= this.#pausedUntil) node.take({ kind: 'tick' });
      world.timeline.after(this.#tickMs, tick);
    };
    tick();
  }

  /** A message or request arrives. A server that is stopped for a while finds it when it goes on. */
  take(input: Input): void {
    const { timeline } = this.world;
    const starts = this.#starts;
    if (timeline.now >= this.#pausedUntil) this.#node?.take(input);
    else timeline.after(this.#pausedUntil - timeline.now, () => starts === this.#starts && this.take(input));
  }

  crash(): void {
    this.#node?.crashed();
    this.#node = null;
    this.#starts += 1;
    this.#disk.crash();
  }

  /** Stopped, as by SIGSTOP. */
  pause(ms: number): void {
    this.#pausedUntil = this.world.timeline.now + ms;
  }

  slowDisk(ms: number): void {
    this.#isSlow = true;
    this.world.timeline.after(ms, () => {
      this.#isSlow = false;
    });
  }

  fullDisk(ms: number): void {
    this.take({ kind: 'disk', isFull: true });
    this.world.timeline.after(ms, () => this.take({ kind: 'disk', isFull: false }));
  }

  /** A record of its disk changes; it goes on until it is started again. */
  rot(): void {
    if (this.#node !== null) this.#disk.rot();
  }

  heal(): void {
    this.#pausedUntil = 0;
    this.#isSlow = false;
    this.take({ kind: 'disk', isFull: false });
  }

  end(): void {
    this.#node?.end();
  }

  #commit(writes: readonly Write[], done: () => void): void {
    const starts = this.#starts;
    const { timeline, random } = this.world;
    this.#disk.begin(writes);
    timeline.after(random.within(1, this.#isSlow ? 150 : 3), () => {
      if (this.#starts !== starts) return;
      this.#disk.finish();
      done();
    });
  }
}
