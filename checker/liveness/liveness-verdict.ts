/**
 * From the verdict of a search that found every state to the one that knows of liveness too: with an execution of each property that
 * is violated, replayed by the spec's own code. Where the search did not close, saw orbits only, or found more than memory can hold, liveness is
 * not decided, and what the search has decided stands.
 */
import { setImmediate } from 'node:timers/promises';
import type { About } from '../check.js';
import type { Execution } from '../execution.js';
import type { StateGraph } from '../graph.js';
import { isOutOfMemory } from '../memory.js';
import { type Fairness, isLiveness, type LivenessProperty, type Model } from '../model.js';
import { replayPath } from '../paths/replay.js';
import { explainLiveness } from '../paths/verify.js';
import { SpecCalls, SpecFailure } from '../user-code/spec-call.js';
import type { Coverage, GraphKept, PropertyReport, Verdict, Violated } from '../verdict.js';
import { fairnessText, notYetOccurring } from './fairness-names.js';
import { pointsOf } from './graph-points.js';
import { GraphRoom, GraphTooLargeError } from './graph-room.js';
import { type LivenessAnswer, LivenessJudge } from './liveness.js';

export interface LivenessOptions {
  readonly memoryLimitBytes: number;
  readonly lint: boolean;
  /** Whether orbits were explored, and not states. */
  readonly ofOrbits?: boolean;
  readonly signal?: AbortSignal;
  /** Told now and then what is done and how far it is, and since how many seconds. */
  readonly onProgress?: (doing: string, seconds: number) => void;
}

const SLICE_MS = 25;
const PROGRESS_INTERVAL_MS = 200;

/** What cannot be left any more is explored again, for what its bounds cut off, where it is no more than so many states. */
const EXPLAINED_STATES_MAX = 100_000;

/** Thrown where the user wants no more. */
class Interrupted extends Error {}

/**
 * Judges the liveness of a model whose search has ended in `verdict`.
 * @throws ModelError, ReplayError, as LivenessJudge
 */
export async function withLiveness(
  model: Model,
  verdict: Verdict,
  options: LivenessOptions,
  about: About,
): Promise<Verdict> {
  const properties = model.properties.filter(isLiveness);
  if (properties.length === 0) return verdict;
  const reason = whyUndecided(verdict);
  if (reason !== undefined) {
    const soFar = verdict.kind === 'bounded' ? model : undefined;
    return { ...verdict, coverage: undecided(verdict.coverage, properties, reason, soFar) };
  }
  if (options.ofOrbits) return withoutLiveness(verdict, properties, 'symmetry', ASKED_OF_ORBITS);
  const begun = performance.now();
  const room = new GraphRoom(model, verdict.coverage, properties, options.memoryLimitBytes);
  let judge: LivenessJudge | undefined;
  try {
    room.requireRoom();
    const isMutant = about.mutant !== undefined;
    judge = new LivenessJudge(model, properties, new SpecCalls(options.lint), room, isMutant);
    const { graph } = judge;
    const pauses = pausesOf(options, () => room.requireMore(graph));
    const answers = await judge.judge(pauses);
    const seconds = (performance.now() - begun) / 1000;
    const kept = { states: graph.states, edges: graph.edges, bytes: room.bytes(graph.edges), seconds };
    return concluded(model, verdict, answers, graph, kept, about);
  } catch (thrown) {
    const error = isOutOfMemory(thrown) ? room.tooLarge({ of: 'system' }, judge?.graph) : thrown;
    if (error instanceof GraphTooLargeError)
      return withoutLiveness(verdict, properties, 'memory', error.message);
    if (error instanceof Interrupted) {
      const coverage = undecided(verdict.coverage, properties, 'interrupted');
      return { kind: 'bounded', bound: { kind: 'interrupted' }, coverage };
    }
    if (!(error instanceof SpecFailure) || judge === undefined) throw error;
    const { graph, pass } = judge;
    const execution = { ...about, ...replayPath(model, pointsOf(graph, graph.wayTo(pass.at), pass.at)) };
    const coverage = undecided(verdict.coverage, properties, 'spec error');
    return { kind: 'spec-error', message: error.message, cause: error.cause, coverage, execution };
  }
}

const ASKED_OF_ORBITS =
  'liveness is judged on all states, not on orbits: without --symmetry it is judged too';

/** The verdict of a search that saw all there is, of which liveness cannot be judged. */
function withoutLiveness(
  verdict: Verdict,
  properties: readonly LivenessProperty[],
  reason: 'memory' | 'symmetry',
  message: string,
): Verdict {
  const remark = reason === 'memory' ? 'its state graph does not fit into memory' : 'symmetry was asked for';
  const coverage = undecided(verdict.coverage, properties, remark);
  if (verdict.kind !== 'holds') return { ...verdict, coverage };
  return { kind: 'bounded', bound: { kind: 'liveness', reason, message }, coverage };
}

/** Why liveness cannot be told after a search, if it cannot. */
function whyUndecided(verdict: Verdict): string | undefined {
  switch (verdict.kind) {
    case 'holds':
      return undefined;
    case 'violated':
      // Without an execution: a reachable property that no state satisfies, which only all states can show.
      return verdict.execution === undefined ? undefined : `the search ended with ${verdict.property}`;
    case 'bounded':
      return 'the search was bounded, and liveness needs every state';
    case 'spec-error':
      return 'spec error';
  }
}

/** @param soFar the model, where its search would have gone on: fairness of what has not occurred may be misspelt, and is told */
function undecided(
  coverage: Coverage,
  properties: readonly LivenessProperty[],
  reason: string,
  soFar?: Model,
): Coverage {
  const remarks = new Map(
    properties.map((property) => {
      const never = soFar === undefined ? [] : notYetOccurring(soFar, property, coverage.actions);
      const misspelt = never.length === 0 ? '' : `; ${listed(never)}: has occurred in no state so far`;
      return [property.name, `${reason}${misspelt}`];
    }),
  );
  return {
    ...coverage,
    properties: coverage.properties.map((report) => {
      const remark = remarks.get(report.name);
      return remark === undefined ? report : { ...report, verdict: 'unknown', evaluated: 0, remark };
    }),
  };
}

function listed(fairness: readonly Fairness[]): string {
  return fairness.map(fairnessText).join(', ');
}

/** Shows progress, lets others have the thread, and hears that it shall end. */
function pausesOf({ signal, onProgress }: LivenessOptions, requireMore: () => void) {
  const begun = performance.now();
  let paused = begun;
  let told = begun;
  return {
    pause: (doing: () => string): void | Promise<void> => {
      const now = performance.now();
      if (now - paused < SLICE_MS) return;
      requireMore();
      if (now - told >= PROGRESS_INTERVAL_MS) {
        told = now;
        onProgress?.(doing(), (now - begun) / 1000);
      }
      paused = now;
      return setImmediate().then(() => {
        if (signal?.aborted) throw new Interrupted();
      });
    },
  };
}

function concluded(
  model: Model,
  verdict: Verdict,
  answers: readonly LivenessAnswer[],
  graph: StateGraph,
  kept: GraphKept,
  about: About,
): Verdict {
  const coverage: Coverage = {
    ...verdict.coverage,
    graph: kept,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    properties: verdict.coverage.properties.map((report) => {
      const answer = answers.find(({ property }) => property.name === report.name);
      return answer === undefined ? report : reportOf(report, answer, graph);
    }),
  };
  const missed = verdict.kind === 'violated' ? [verdict.property] : [];
  const broken = answers.filter((answer) => answer.broken !== undefined);
  const names = [...missed, ...broken.map(({ property }) => property.name)];
  const first = model.properties.find(({ name }) => names.includes(name))?.name;
  const answer = broken.find(({ property }) => property.name === first);
  return answer === undefined ? { ...verdict, coverage } : violated(model, answer, graph, coverage, about);
}

function reportOf(
  report: PropertyReport,
  { property, fairness, neverOccurring, broken }: LivenessAnswer,
  graph: StateGraph,
): PropertyReport {
  return {
    ...report,
    verdict: broken === undefined ? 'holds' : 'violated',
    evaluated: property.instances.length === 0 ? 0 : graph.states,
    ...(fairness === undefined ? {} : { fairness }),
    ...(neverOccurring === undefined
      ? {}
      : { neverOccurring, remark: `${listed(neverOccurring)}: occurs in no state` }),
  };
}

function violated(
  model: Model,
  { property, broken }: LivenessAnswer,
  graph: StateGraph,
  coverage: Coverage,
  about: About,
): Violated {
  if (broken === undefined) throw new Error(`${property.name} is not violated`);
  const { name, kind, says } = property;
  const { parameters } = broken;
  const claim = { name, kind, says, parameters, outcome: 'violated' as const };
  let execution: Execution;
  if (broken.kind === 'out of reach') {
    const run = replayPath(model, pointsOf(graph, graph.wayTo(broken.state), broken.state));
    const { stillReachable } = broken;
    const ended = { ...about, property: claim, ...run };
    const liveness =
      stillReachable > EXPLAINED_STATES_MAX
        ? { stillReachable }
        : explainLiveness(model, property, parameters, ended);
    execution = { ...ended, liveness };
  } else {
    const { stem, loop, start } = broken.lasso;
    const run = replayPath(model, pointsOf(graph, [...stem, ...loop], start));
    const endless = { ...about, property: claim, ...run, loopStart: stem.length };
    execution = { ...endless, liveness: explainLiveness(model, property, parameters, endless) };
  }
  return { kind: 'violated', property: name, parameters, coverage, execution };
}
