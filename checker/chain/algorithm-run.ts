/**
 * A round-based algorithm, run in executions of the synchronous model. Its code is a user's: every call is made twice on frozen input and the
 * answers compared, and what goes wrong is told with the process and the round.
 */
import { canonical } from '../canonical.js';
import { deepFreeze } from '../freeze.js';
import { InputError } from '../input-error.js';
import type { Input, RoundAlgorithm, RoundSystem } from '../rounds.js';
import { thrownText } from '../spec-call.js';
import { crashRound, fateOf, isCorrect, type RoundExecution } from './round-execution.js';

export class AlgorithmRun {
  /** What was sent from a state, by round and receiver: one state sends to many. */
  private readonly sent = new WeakMap<object, Map<number, unknown>>();

  /** @param label the name or path by which the user knows the algorithm */
  constructor(
    private readonly algorithm: RoundAlgorithm,
    readonly system: RoundSystem,
    private readonly label: string,
  ) {}

  /**
   * The state of each process after the last round in which it takes part.
   * @throws InputError where the algorithm is at fault
   */
  states(execution: RoundExecution): readonly unknown[] {
    let states = execution.inputs.map((input, p) => this.init(p, input));
    for (let round = 1; round <= this.system.rounds; round++) {
      const before = states;
      states = before.map((state, p) => {
        if (crashRound(execution, p) <= round) return state;
        const heard = before.map((_, q) => q !== p && fateOf(execution, q, p, round) === 'arrives');
        return this.after(before, p, round, heard);
      });
    }
    return states;
  }

  /**
   * What correct processes decide; undefined for those that crash.
   * @throws InputError where the algorithm is at fault, or has not decided after the last round
   */
  decisions(execution: RoundExecution): readonly (Input | undefined)[] {
    const states = this.states(execution);
    return states.map((state, p) => (isCorrect(execution, p) ? this.decided(state, p) : undefined));
  }

  init(process: number, input: Input): unknown {
    const start = Object.freeze({ ...this.system, process, input });
    return this.call(`init of p${process}`, () => this.algorithm.init(start));
  }

  /** The state of a process after a round, of everybody's states before it and from whom messages arrive. */
  after(before: readonly unknown[], process: number, round: number, heard: readonly boolean[]): unknown {
    const received = new Map<number, unknown>();
    for (let q = 0; q < before.length; q++) {
      if (!heard[q]) continue;
      const message = this.message(before[q], q, process, round);
      if (message !== null) received.set(q, message);
    }
    return this.call(`receive of p${process} in round ${round}`, () =>
      // A copy, since a Map cannot be frozen.
      this.algorithm.receive(before[process], round, new Map(received)),
    );
  }

  private message(state: unknown, from: number, to: number, round: number): unknown {
    const send = () =>
      this.call(`send of p${from} to p${to} in round ${round}`, () => this.algorithm.send(state, round, to));
    if (typeof state !== 'object' || state === null) return send();
    const messages = this.sent.get(state) ?? new Map<number, unknown>();
    this.sent.set(state, messages);
    const key = round * this.system.processes + to;
    if (!messages.has(key)) messages.set(key, send());
    return messages.get(key);
  }

  /** @throws InputError where it has not decided after the last round */
  decided(state: unknown, process: number): Input {
    const { rounds } = this.system;
    const place = `decide of p${process} after round ${rounds}`;
    const decision = this.call(place, () => this.algorithm.decide(state, rounds));
    if (decision === 0 || decision === 1) return decision;
    if (decision === null)
      throw new InputError(
        `${this.label} never decides: ${place} gives null, and after the last round every correct process decides`,
      );
    throw new InputError(
      `${this.label}: ${place} gives ${JSON.stringify(decision)}, which is neither 0, 1 nor null`,
    );
  }

  private call<T>(place: string, run: () => T): T {
    let first: T;
    let texts: readonly string[];
    try {
      first = run();
      texts = [canonical(first), canonical(run())];
    } catch (error) {
      throw new InputError(`${this.label}: ${place}: ${thrownText(error)}`, { cause: error });
    }
    if (first === undefined) throw new InputError(`${this.label}: ${place} gives undefined`);
    if (texts[0] !== texts[1])
      throw new InputError(
        `${this.label}: ${place} answers differently on equal input: ${texts[0]}, then ${texts[1]}; it looks at more than it received`,
      );
    return deepFreeze(first);
  }

  /**
   * Makes sure that a process which has the same view in two executions is in the same state after both.
   * @throws InputError where it is not: then it looks at more than it received
   */
  requireSameState(process: number, a: unknown, b: unknown, where: string): void {
    const [one, other] = [canonical(a), canonical(b)];
    if (one === other) return;
    throw new InputError(
      `${this.label} looks at more than it received: p${process} has the same view in ${where}, and its state is ${one}, then ${other}`,
    );
  }
}
