/**
 * A verdict for a person: the answer in one sentence, then what it rests on. The line that begins with `time` is the only one
 * that differs from run to run.
 */

import type { Execution } from '../execution.js';
import { formatName, formatParameters } from '../format-value.js';
import { LIVENESS_KINDS } from '../model.js';
import type { WitnessVerdict } from '../paths/witness.js';
import type { Instance } from '../spec.js';
import {
  asksNothing,
  type Bound,
  type Coverage,
  type PropertyReport,
  type SymmetryLint,
  type Verdict,
  type Violated,
} from '../verdict.js';
import { joinSections, renderActions, renderFault, renderSizes, renderSubject } from './coverage.js';
import { wrap } from './layout.js';
import { formatBytes, formatChance, formatCount, formatPlural, formatSeconds } from './numbers.js';
import { renderTable } from './table.js';

/** Of fewer states, what each takes is the room that the tables begin with and says nothing. */
const STATES_TO_AVERAGE = 100_000;

/** The whole report, without a line break at its end. No line is wider than 100 columns. */
export function renderVerdict(verdict: Verdict | WitnessVerdict, instance: Instance): string {
  const { coverage } = verdict;
  const noun = nounOf(coverage);
  const headline = headlineOf(verdict, instance);
  if (verdict.kind === 'spec-error') return joinSections([headline, renderFault(verdict.message)]);
  // What breaks at once is read off the state: how little was explored until then tells nobody anything.
  if (verdict.kind === 'violated' && breaksAtOnce(verdict)) return joinSections([headline]);
  return joinSections([
    headline,
    figures(coverage, verdict.kind === 'bounded' && !isClosed(verdict), noun),
    properties(coverage, noun),
    renderActions(coverage.actions, isClosed(verdict)),
    undecidedLiveness(verdict),
  ]);
}

/** What is to be done to have liveness judged. */
function undecidedLiveness(verdict: Verdict | WitnessVerdict): readonly string[] {
  if (verdict.kind !== 'bounded' || verdict.bound.kind !== 'liveness') return [];
  const [first = '', ...rest] = verdict.bound.message;
  return wrap('  ', `${first.toUpperCase()}${rest.join('')}.`);
}

/** The answer in one sentence. What is wrong with a spec is not in it. */
export function renderHeadline(verdict: Verdict | WitnessVerdict, instance: Instance): string {
  return joinSections([headlineOf(verdict, instance)]);
}

function headlineOf(verdict: Verdict | WitnessVerdict, instance: Instance): readonly string[] {
  return wrap('', sentence(verdict, instance, nounOf(verdict.coverage)), 2);
}

function breaksAtOnce({ execution }: Violated): boolean {
  return execution?.steps.length === 0 && execution.liveness === undefined;
}

/** Whether every reachable state was seen: a violation without an execution is one that only that can show. */
function isClosed(verdict: Verdict | WitnessVerdict): boolean {
  if (verdict.kind === 'bounded') return verdict.bound.kind === 'liveness';
  if (verdict.kind !== 'violated') return verdict.kind === 'holds';
  return verdict.execution === undefined || verdict.execution.liveness !== undefined;
}

/** What is counted: states, or orbits under symmetry. */
type Noun = 'state' | 'orbit';

function nounOf({ symmetry }: Coverage): Noun {
  return symmetry === undefined ? 'state' : 'orbit';
}

function sentence(
  verdict: Verdict | WitnessVerdict,
  { spec, parameters, mutant }: Instance,
  noun: Noun,
): string {
  const name = renderSubject(spec.name, mutant);
  const where = renderSizes(parameters);
  const { distinct } = verdict.coverage;
  switch (verdict.kind) {
    case 'holds':
      if (asksNothing(verdict.coverage))
        return `${name} explored: all ${formatPlural(distinct, noun)}; nothing was asked of them${where}`;
      return `${name} holds: all ${formatPlural(distinct, noun)} explored${where}`;
    case 'bounded':
      if (verdict.bound.kind === 'liveness')
        return `${name} bounded: all ${formatPlural(distinct, noun)} explored, but liveness is not decided${where}`;
      return `${name} bounded, not proved: ${stopped(verdict.bound)} with ${formatPlural(distinct, noun)} found${where}`;
    case 'reached':
      return `${name} reaches ${verdict.property} in ${formatPlural(verdict.execution.steps.length, 'step')}${where}`;
    case 'spec-error':
      return `${name} has a spec error${where}`;
    case 'violated': {
      const instance = formatParameters(verdict.parameters);
      const property = `${formatName(verdict.property)}${instance === '' ? '' : ` (${instance})`}`;
      if (verdict.execution?.liveness !== undefined)
        return `${name} violated: ${property} ${lasting(verdict.execution)}${where}`;
      const steps = verdict.execution?.steps.length;
      if (steps === undefined) {
        return `${name} violated: ${property} is never reached, all ${formatPlural(distinct, noun)} explored${where}`;
      }
      return steps === 0
        ? `${name} violated: ${property} breaks in an initial state${where}`
        : `${name} violated: ${property} breaks after ${formatPlural(steps, 'step')}${where}`;
    }
  }
}

/** How an execution breaks a liveness property. */
function lasting({ steps, loopStart }: Execution): string {
  if (loopStart === undefined) {
    return steps.length === 0
      ? 'is out of reach from the start'
      : `is out of reach after ${formatPlural(steps.length, 'step')}`;
  }
  const before = loopStart === 0 ? 'from the start' : `after ${formatPlural(loopStart, 'step')}`;
  return loopStart === steps.length
    ? `breaks: ${before} nothing more happens`
    : `breaks: ${before} ${formatPlural(steps.length - loopStart, 'step')} are repeated for ever`.replace(
        '1 step are',
        '1 step is',
      );
}

function stopped(bound: Exclude<Bound, { readonly kind: 'liveness' }>): string {
  switch (bound.kind) {
    case 'max-states':
      return `stopped at --max-states ${bound.limit}`;
    case 'max-depth':
      return `stopped at --max-depth ${bound.limit}`;
    case 'memory':
      return `out of memory (${formatBytes(bound.limitBytes)})`;
    case 'interrupted':
      return 'interrupted';
  }
}

function figures(coverage: Coverage, isBounded: boolean, noun: Noun): readonly string[] {
  const { distinct, generated, depth, queue, seconds, specCalls, tableHits } = coverage;
  const answers = specCalls + tableHits;
  const part = answers === 0 ? '' : ` (${((100 * tableHits) / answers).toFixed(1)} %)`;
  const waiting = isBounded ? `, ${formatCount(queue)} not explored yet` : '';
  const rate = distinct / Math.max(seconds, 1e-6);
  const by = coverage.workers === 1 ? '' : ` by ${formatPlural(coverage.workers, 'worker')}`;
  const liveness =
    coverage.graph === undefined ? '' : `${formatSeconds(coverage.graph.seconds)} for liveness, `;
  const perState = distinct < STATES_TO_AVERAGE ? '' : `, ${coverage.bytesPerState.toFixed(1)} bytes a state`;
  return renderTable([
    [
      'states',
      `${noun === 'orbit' ? formatPlural(distinct, noun) : `${formatCount(distinct)} distinct`}, ` +
        `${formatCount(generated)} generated, depth ${depth}${waiting}`,
    ],
    ...symmetryRows(coverage),
    ...messageRows(coverage),
    ...graphRows(coverage),
    [
      'spec code',
      `called ${formatCount(specCalls)} times; ${formatCount(tableHits)} answers from tables${part}`,
    ],
    [
      'collision',
      `chance that two ${noun}s shared a fingerprint: ${formatChance(coverage.collisionProbability)}`,
    ],
    [
      'time',
      `${formatSeconds(seconds)}${by}, ${formatCount(rate)} states/s, ${liveness}` +
        `${formatBytes(coverage.peakMemoryBytes)} at most${perState}`,
    ],
  ]);
}

/** What was kept to judge liveness. */
function graphRows({ graph }: Coverage): [string, string][] {
  if (graph === undefined) return [];
  const { states, edges, bytes } = graph;
  const size = bytes < 1e6 ? '' : ` in ${formatBytes(bytes)}`;
  return [
    ['graph', `${formatPlural(states, 'state')} and ${formatPlural(edges, 'step')} kept for liveness${size}`],
  ];
}

/** Which ids changed places, and what `--lint` tried of them. */
function symmetryRows({ symmetry, symmetryTrial, symmetryLint }: Coverage): [string, string][] {
  const rows: [string, string][] = [];
  if (symmetry !== undefined) {
    // One id of a kind has no other to change places with.
    const several = symmetry.sorts.filter(({ ids }) => ids > 1);
    const sorts = several.map(({ name, ids }) => `${ids} ${formatName(name)}`).join(' and ');
    const size = formatPlural(symmetry.groupSize, 'state');
    const none = 'no two ids are alike at these sizes: an orbit is a state';
    rows.push(['symmetry', sorts === '' ? none : `over ${sorts}: an orbit has up to ${size}`]);
  }
  if (symmetryTrial !== undefined) {
    const { states, isComplete, unnamed } = symmetryTrial;
    const on = isComplete
      ? `all ${formatPlural(states, 'state')}`
      : `${formatPlural(states, 'state')}; --lint tries more`;
    rows.push(['', `tried on ${on}`], ...unnamedRows(unnamed));
  }
  if (symmetryLint !== undefined) {
    const { states, isComplete, exchanges, unnamed } = symmetryLint;
    const what = symmetry === undefined ? 'steps' : 'steps and properties';
    const where = `in ${isComplete ? 'all ' : ''}${formatPlural(states, 'state')}${isComplete ? '' : ', a part of all'}`;
    rows.push(['lint', `${where}, ${formatPlural(exchanges, 'exchange')} of ids leave ${what} alike`]);
    rows.push(...unnamedRows(unnamed));
  }
  return rows;
}

function unnamedRows(unnamed: SymmetryLint['unnamed']): [string, string][] {
  return unnamed.map(({ sort, ids }) => {
    const of = `${ids.map(formatName).join(', ')} of ${formatName(sort)}`;
    return ['unnamed', `${of}: in no variable, action, property or state seen; misspelt?`];
  });
}

/** What `--lint` found of messages. */
function messageRows({ messagesApart = [] }: Coverage): [string, string][] {
  return messagesApart.map(({ kind, fields }) => {
    const lists = fields.map((names) => (names.length === 0 ? 'none' : names.map(formatName).join(', ')));
    return ['messages', `${formatName(kind)} has the fields ${lists.join('; elsewhere ')}: misspelt?`];
  });
}

function properties({ properties }: Coverage, noun: Noun): readonly string[] {
  if (properties.length === 0) return ['  No property was judged: the model declares none.'];
  const rows = properties.map((report) => [
    formatName(report.name),
    report.kind,
    WORDS[report.verdict],
    judged(report, noun),
  ]);
  return renderTable([['property', 'kind', 'verdict', 'judged on'], ...rows]);
}

export const WORDS = { holds: 'holds', violated: 'VIOLATED', unknown: 'not decided' } as const;

function judged(report: PropertyReport, ofStates: Noun): string {
  const { kind, evaluated, depth, verdict, fairness, remark, instances } = report;
  if (instances === 0) return 'says nothing at this size: no instances';
  if (LIVENESS_KINDS.includes(kind)) {
    if (verdict === 'unknown') return remark ?? 'nothing';
    const assumed = fairness === undefined ? '' : `, ${formatPlural(fairness, 'assumption')} of fairness`;
    return `${formatPlural(evaluated, 'state')}${assumed}${remark === undefined ? '' : ` (${formatName(remark)})`}`;
  }
  if (depth !== undefined) return `met at depth ${depth}`;
  const noun =
    kind === 'transition' || kind === 'refines' ? 'step' : kind === 'deadlock' ? 'dead end' : ofStates;
  return formatPlural(evaluated, noun);
}
