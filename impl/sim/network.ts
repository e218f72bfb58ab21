/**
 * A network that loses, doubles, delays and reorders messages, and that can be cut, in one direction or both. What goes in comes out as
 * a copy, through JSON, as it would on a wire.
 */
import type { Random } from '../core/random.js';
import type { Faults } from './faults.js';
import type { Timeline } from './timeline.js';

export class Network {
  /** Pairs `from>to` between which nothing gets through, and how many faults say so. */
  readonly #cuts = new Map<string, number>();

  constructor(
    private readonly timeline: Timeline,
    private readonly random: Random,
    /** What there is at the time of each message: it changes when the faults end. */
    private readonly faults: () => Faults,
    private readonly onDrop: (from: string, to: string, text: string, reason: string) => void,
  ) {}

  /** Cuts the way for a while; back and forth are two ways. */
  cut(from: string, to: string, ms: number): void {
    const way = `${from}>${to}`;
    this.#cuts.set(way, (this.#cuts.get(way) ?? 0) + 1);
    this.timeline.after(ms, () => this.#cuts.set(way, Math.max(0, (this.#cuts.get(way) ?? 0) - 1)));
  }

  heal(): void {
    this.#cuts.clear();
  }

  /** @param receive is given the copy when it arrives; not at all, once, or twice */
  send(from: string, to: string, message: object, receive: (copy: never) => void): void {
    const { loss, duplication, straggling, delayMax } = this.faults();
    const text = JSON.stringify(message);
    if ((this.#cuts.get(`${from}>${to}`) ?? 0) > 0) {
      this.onDrop(from, to, text, 'cut');
      return;
    }
    if (this.random.within(1, 1000) <= loss) {
      this.onDrop(from, to, text, 'lost');
      return;
    }
    const copies = this.random.within(1, 1000) <= duplication ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      const isStraggler = this.random.within(1, 1000) <= straggling;
      const delay = this.random.within(1, isStraggler ? 40 * delayMax : delayMax);
      this.timeline.after(delay, () => receive(JSON.parse(text) as never));
    }
  }
}
