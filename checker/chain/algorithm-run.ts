/**
 * A round-based algorithm, run in executions of the synchronous model. Its code is a user's: every call is made twice on frozen input and the
 * answers compared, and what goes wrong is told with the process and the round.
 *
 * A process decides in the first round after which decide does not give null, and never otherwise again. So what correct processes have decided
 * at the end is judged, and with it what was decided early by one that crashes later: in some execution it has seen the same and does not crash.
 */
import { createHash } from 'node:crypto';
import { canonical } from '../canonical.js';
import { deepFreeze } from '../freeze.js';
import { InputError } from '../input-error.js';
import type { Input, RoundAlgorithm, RoundSystem } from '../rounds.js';
import { thrownText } from '../user-code/spec-call.js';
import { type AlgorithmCall, type CallWatch, callText, unwatchedCalls } from './algorithm-call.js';
import { crashRound, fateOf, isCorrect, type RoundExecution } from './round-execution.js';

/** A process of an algorithm after a round. */
export interface Local {
  readonly state: unknown;
  /** A decision is irrevocable: the first one that was made, in whichever round; null where there is none yet. */
  readonly decision: Input | null;
}

/** So many states are remembered with what was decided in them. */
const ANSWERS_MAX = 2 ** 20;

export class AlgorithmRun {
  /** What was sent from a state, by round and receiver: one state sends to many. */
  private readonly sent = new WeakMap<object, Map<number, unknown>>();
  /** What decide gave, and of whom, by round and state: a function of these gives the same whenever it is asked. */
  private readonly answers = new Map<string, { readonly decision: Input | null; readonly process: number }>();

  /** @param label the name or path by which the user knows the algorithm */
  constructor(
    private readonly algorithm: RoundAlgorithm,
    readonly system: RoundSystem,
    private readonly label: string,
    private readonly calls: CallWatch = unwatchedCalls,
  ) {}

  /**
   * The state of each process after the last round in which it takes part.
   * @throws InputError where the algorithm is at fault
   */
  states(execution: RoundExecution): readonly Local[] {
    let states = execution.inputs.map((input, p) => this.init(p, input));
    for (let round = 1; round <= this.system.rounds; round++) {
      const before = states;
      states = before.map((local, p) => {
        if (crashRound(execution, p) <= round) return local;
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
    return states.map((local, p) => (isCorrect(execution, p) ? this.decided(local, p) : undefined));
  }

  /** @throws InputError where the algorithm is at fault */
  init(process: number, input: Input): Local {
    const start = Object.freeze({ ...this.system, process, input });
    const state = this.call({ name: 'init', process, round: 0 }, () => this.algorithm.init(start));
    return { state, decision: this.decision(state, process, 0) };
  }

  /** The state of a process after a round, of everybody's states before it and from whom messages arrive. */
  after(
    before: readonly (Local | undefined)[],
    process: number,
    round: number,
    heard: readonly boolean[],
  ): Local {
    const received = new Map<number, unknown>();
    for (let q = 0; q < before.length; q++) {
      const sender = before[q];
      if (!heard[q] || sender === undefined) continue;
      const message = this.message(sender.state, q, process, round);
      if (message !== null) received.set(q, message);
    }
    const { state: old, decision: made } = before[process] as Local;
    const state = this.call({ name: 'receive', process, round }, () =>
      // A copy, since a Map cannot be frozen.
      this.algorithm.receive(old, round, new Map(received)),
    );
    const decision = this.decision(state, process, round);
    if (made !== null && decision !== null && decision !== made)
      throw new InputError(
        `${this.label} changes its decision: p${process} has decided ${made}, and decide of p${process} after round ${round} gives ${decision}; a decision is irrevocable, so decide gives null for as long as there is none`,
      );
    return { state, decision: made ?? decision };
  }

  /** What decide gives after a round. */
  private decision(state: unknown, process: number, round: number): Input | null {
    const call = { name: 'decide', process, round } as const;
    const decision = this.call(call, () => this.algorithm.decide(state, round));
    if (decision !== 0 && decision !== 1 && decision !== null)
      throw new InputError(
        `${this.label}: ${callText(call)} gives ${canonical(decision)}, which is neither 0, 1 nor null`,
      );
    const key = `${round} ${createHash('sha256').update(canonical(state)).digest('base64')}`;
    const known = this.answers.get(key);
    if (known === undefined) {
      if (this.answers.size < ANSWERS_MAX) this.answers.set(key, { decision, process });
    } else if (known.decision !== decision)
      throw new InputError(
        `${this.label} looks at more than it received: ${callText(call)} gives ${decision}, and gave ${known.decision} for the same state before (of p${known.process}): ${canonical(state)}`,
      );
    return decision;
  }

  private message(state: unknown, from: number, to: number, round: number): unknown {
    const send = () =>
      this.call({ name: 'send', process: from, round, to }, () => this.algorithm.send(state, round, to));
    if (typeof state !== 'object' || state === null) return send();
    const messages = this.sent.get(state) ?? new Map<number, unknown>();
    this.sent.set(state, messages);
    const key = round * this.system.processes + to;
    if (!messages.has(key)) messages.set(key, send());
    return messages.get(key);
  }

  /** @throws InputError where it has not decided after the last round */
  decided({ decision }: Local, process: number): Input {
    if (decision !== null) return decision;
    throw new InputError(
      `${this.label} never decides: decide of p${process} after round ${this.system.rounds} gives null, and after the last round every correct process decides`,
    );
  }

  private call<T>(call: AlgorithmCall, run: () => T): T {
    let first: T;
    let texts: readonly string[];
    this.calls.begin(call);
    try {
      first = run();
      texts = [canonical(first), canonical(run())];
    } catch (error) {
      throw new InputError(`${this.label}: ${callText(call)}: ${thrownText(error)}`, { cause: error });
    } finally {
      this.calls.end();
    }
    if (first === undefined) throw new InputError(`${this.label}: ${callText(call)} gives undefined`);
    if (texts[0] !== texts[1])
      throw new InputError(
        `${this.label}: ${callText(call)} answers differently on equal input: ${texts[0]}, then ${texts[1]}; it looks at more than it received`,
      );
    return deepFreeze(first);
  }

  /**
   * Makes sure that a process which has the same view in two executions is in the same state after both, and has decided the same.
   * @throws InputError where it is not: then it looks at more than it received
   */
  requireSame(process: number, a: Local, b: Local, where: string): void {
    const [one, other] = [canonical(a.state), canonical(b.state)];
    const same = `${this.label} looks at more than it received: p${process} has the same view in ${where}`;
    if (one !== other) throw new InputError(`${same}, and its state is ${one}, then ${other}`);
    if (a.decision !== b.decision)
      throw new InputError(
        `${same}, and by decide it has decided ${a.decision}, then ${b.decision}, up to round ${this.system.rounds}`,
      );
  }
}
