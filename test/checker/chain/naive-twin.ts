/**
 * The similarity graph without any idea: every execution as a plain object, every subset of the others for every crash, views as texts, edges
 * by comparison of texts. Only for small systems.
 */
import type { Crash, RoundExecution } from '../../../checker/chain/round-execution.js';
import type { Input, RoundSystem } from '../../../checker/rounds.js';

/** Every execution: inputs, who crashes, when, and which of all others miss the last message. */
export function everyExecution({ processes, faults, rounds }: RoundSystem): RoundExecution[] {
  const subsets = (items: readonly number[]): number[][] => {
    let sets: number[][] = [[]];
    for (const item of items) sets = sets.flatMap((set) => [set, [...set, item]]);
    return sets;
  };
  const all = Array.from({ length: processes }, (_, p) => p);
  let patterns: Crash[][] = [[]];
  for (const process of all) {
    const others = all.filter((p) => p !== process);
    const crashes: Crash[] = [];
    for (let round = 1; round <= rounds; round++)
      for (const lost of subsets(others)) crashes.push({ process, round, lost });
    patterns = patterns.flatMap((pattern) => [
      pattern,
      ...(pattern.length < faults ? crashes.map((crash) => [...pattern, crash]) : []),
    ]);
  }
  const inputs = subsets(all).map((ones) => all.map((p): Input => (ones.includes(p) ? 1 : 0)));
  return inputs.flatMap((input) => patterns.map((crashes) => ({ inputs: input, crashes })));
}

/** The view of a process after each round: what it heard, from whom, in which order. */
export function naiveView({ inputs, crashes }: RoundExecution, process: number, rounds: number): string {
  let views = inputs.map((input, p) => `${p} has ${input}`);
  for (let round = 1; round <= rounds; round++) {
    views = views.map((own, to) => {
      const heard = views.map((view, from) => {
        if (from === to) return '';
        const crash = crashes.find((one) => one.process === from);
        if (crash !== undefined && crash.round < round) return 'nothing';
        if (crash !== undefined && crash.round === round && crash.lost.includes(to)) return 'nothing';
        return `<${view}>`;
      });
      return `${own}; ${heard.join()}`;
    });
  }
  return views[process];
}

export class NaiveGraph {
  readonly executions: readonly RoundExecution[];
  private readonly viewsOf: readonly (readonly string[])[];
  private readonly holders = new Map<string, number[]>();

  constructor(system: RoundSystem) {
    this.executions = everyExecution(system);
    this.viewsOf = this.executions.map((execution) =>
      execution.inputs.flatMap((_, p) =>
        execution.crashes.some(({ process }) => process === p)
          ? []
          : [naiveView(execution, p, system.rounds)],
      ),
    );
    this.viewsOf.forEach((views, i) => {
      for (const view of views) {
        const there = this.holders.get(view);
        if (there === undefined) this.holders.set(view, [i]);
        else there.push(i);
      }
    });
  }

  get views(): number {
    return this.holders.size;
  }

  /** Distances from some executions; undefined for those that are not reached. */
  distances(from: readonly number[]): (number | undefined)[] {
    const distance: (number | undefined)[] = this.executions.map(() => undefined);
    const queue = [...from];
    for (const start of from) distance[start] = 0;
    const passed = new Set<string>();
    for (const at of queue)
      for (const view of this.viewsOf[at]) {
        if (passed.has(view)) continue;
        passed.add(view);
        for (const next of this.holders.get(view) ?? []) {
          if (distance[next] !== undefined) continue;
          distance[next] = (distance[at] ?? 0) + 1;
          queue.push(next);
        }
      }
    return distance;
  }

  components(): number {
    const seen = new Set<number>();
    let count = 0;
    this.executions.forEach((_, i) => {
      if (seen.has(i)) return;
      count++;
      this.distances([i]).forEach((distance, j) => {
        if (distance !== undefined) seen.add(j);
      });
    });
    return count;
  }

  /** Executions in which all propose this; without failures, or any. */
  unanimous(input: Input, isAny: boolean): number[] {
    return this.executions.flatMap(({ inputs, crashes }, i) =>
      inputs.every((other) => other === input) && (isAny || crashes.length === 0) ? [i] : [],
    );
  }

  /** Links of a shortest chain. */
  length(isAny: boolean): number | undefined {
    const distance = this.distances(this.unanimous(0, isAny));
    const ends = this.unanimous(1, isAny).flatMap((i) => distance[i] ?? []);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }
}
