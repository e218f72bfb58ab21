/**
 * Some states of one level with all of their steps, between finding the steps and adding the successors.
 * The processor waits for memory wherever a fingerprint is looked up; looking at all places of a batch first lets it wait for
 * many of them at once.
 */
import type { Engine } from './engine.js';
import type { Frontier } from './frontier.js';
import { grown } from './intern.js';
import type { StateReference } from './search.js';
import type { Visited } from './visited.js';

/** States of a batch: enough steps to keep the memory busy, few enough to stay in the first cache. */
const STATES_MAX = 16;

export class Batch {
  states = 0;
  steps = 0;
  /** Of each step, 3 words: its outcome, and the two halves of the fingerprint that it leads to. */
  taken: Int32Array = new Int32Array(1024);
  /** Of each step: the place of the state that it leaves. */
  private owner: Int32Array = new Int32Array(256);
  /** Of each state: where its row lies in the frontier. */
  private readonly words: Int32Array[] = [];
  private readonly places: number[] = [];
  private readonly strides: number[] = [];
  private readonly references: StateReference[] = [];

  begin(): void {
    this.states = 0;
    this.steps = 0;
  }

  isFull(): boolean {
    return this.states === STATES_MAX;
  }

  /** Takes the state that was read last from the frontier, with the steps that the engine has just found. */
  add(frontier: Frontier, reference: StateReference, engine: Engine, steps: number): void {
    const place = this.states++;
    this.references[place] = reference;
    this.words[place] = frontier.words;
    this.places[place] = frontier.place;
    this.strides[place] = frontier.stride;
    while (this.steps + steps > this.owner.length) this.owner = grown(this.owner);
    while (3 * (this.steps + steps) > this.taken.length) this.taken = grown(this.taken);
    const { taken, owner } = this;
    const found = engine.steps;
    for (let i = 0, at = 3 * this.steps; i < 3 * steps; i++, at++) taken[at] = found[i];
    for (let i = 0, at = this.steps; i < steps; i++, at++) owner[at] = place;
    this.steps += steps;
  }

  /** The state that a step leaves. */
  stateOf(step: number): StateReference {
    return this.references[this.owner[step]];
  }

  /** Copies the row of the state that a step leaves; tells how many words it had when it was written. */
  copyRow(step: number, to: Int32Array): number {
    const place = this.owner[step];
    const words = this.words[place];
    const from = this.places[place];
    const stride = this.strides[place];
    for (let word = 0; word < stride; word++) to[word] = words[from + word];
    return stride;
  }

  /** Reads where each fingerprint would be in the visited set; the result means nothing. */
  touch(visited: Visited): number {
    const { taken } = this;
    let sum = 0;
    for (let at = 0, end = 3 * this.steps; at < end; at += 3)
      sum ^= visited.touch(taken[at + 1], taken[at + 2]);
    return sum;
  }
}
