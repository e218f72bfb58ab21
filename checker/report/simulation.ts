/**
 * What random walks showed, for a person. The line that begins with `time` is the only one that differs from run to run.
 */
import { formatName, formatParameters } from '../format-value.js';
import { LIVENESS_KINDS } from '../model.js';
import type { SimulationBound, SimulationCoverage, SimulationVerdict } from '../simulate.js';
import type { Instance } from '../spec.js';
import { asksNothing } from '../verdict.js';
import { joinSections, renderActions, renderSizes, renderSubject } from './coverage.js';
import { wrap } from './layout.js';
import { formatCount, formatPlural, formatSeconds } from './numbers.js';
import { renderTable } from './table.js';

/** The whole report, without a line break at its end. No line is wider than 100 columns. */
export function renderSimulation(verdict: SimulationVerdict, instance: Instance): string {
  const { coverage } = verdict;
  const headline = wrap('', sentence(verdict, instance), 2);
  // What is wrong with the spec is told on stderr.
  if (verdict.kind === 'spec-error') return joinSections([headline]);
  if (verdict.kind === 'violated' && verdict.execution.steps.length === 0) return joinSections([headline]);
  return joinSections([
    headline,
    figures(coverage),
    properties(coverage),
    renderActions(coverage.actions, false),
  ]);
}

function sentence(verdict: SimulationVerdict, { spec, parameters, mutant }: Instance): string {
  const name = renderSubject(spec.name, mutant);
  const where = renderSizes(parameters);
  switch (verdict.kind) {
    case 'bounded':
      return `${name} simulated, not proved: ${ended(verdict.bound, verdict.coverage)}, ${asksNothing(verdict.coverage) ? 'of which nothing was asked' : 'and nothing broke'}${where}`;
    case 'spec-error':
      return `${name} has a spec error, met in walk ${formatCount(verdict.walk)} with --seed ${verdict.coverage.seed}${where}`;
    case 'violated': {
      const parameters = formatParameters(verdict.parameters);
      const property = `${formatName(verdict.property)}${parameters === '' ? '' : ` (${parameters})`}`;
      if (verdict.execution.steps.length === 0) {
        return `${name} violated: ${property} breaks in an initial state${where}`;
      }
      const steps = formatPlural(verdict.walkedSteps, 'step');
      return `${name} violated: ${property} breaks after ${steps} of walk ${formatCount(verdict.walk)}; ${left(verdict)}${where}`;
    }
  }
}

/** What became of the walk. */
function left({
  walkedSteps,
  execution,
  isMinimal,
}: Extract<SimulationVerdict, { kind: 'violated' }>): string {
  const count = execution.steps.length;
  const are = count === 1 ? 'is' : 'are';
  if (!isMinimal) return `${formatCount(count)} ${are} left, not all of which need matter`;
  if (count === walkedSteps) return 'none can be left out';
  return `${formatCount(count)} ${are} left when those that do not matter are deleted`;
}

function ended(bound: SimulationBound, { walks }: SimulationCoverage): string {
  const walked = formatPlural(walks, 'random walk');
  if (bound === 'walks') return walked;
  return `${bound === 'memory' ? 'out of memory' : 'interrupted'} after ${walked}`;
}

function figures(coverage: SimulationCoverage): readonly string[] {
  const { seed, walks, steps, states, longest, depth, deadEnds, seconds } = coverage;
  const ends = deadEnds === 0 ? '' : `, of which ${formatCount(deadEnds)} ended in a state without a step`;
  const error = (100 * coverage.distinctStandardError).toFixed(1);
  const perSecond = (count: number) => formatCount(count / Math.max(seconds, 1e-6));
  return renderTable([
    ['seed', `${seed} (--seed ${seed} walks the same way again)`],
    ['walks', `${formatCount(walks)}${ends}`],
    [
      'steps',
      `${formatCount(steps)}, ${formatCount(longest)} in the longest walk: depth ${formatCount(depth)}`,
    ],
    ['distinct', `about ${formatPlural(coverage.distinctEstimate, 'state')} (standard error ${error} %)`],
    [
      'time',
      `${formatSeconds(seconds)} on ${formatPlural(coverage.workers, 'worker')}, ` +
        `${perSecond(steps)} steps/s, ${perSecond(states)} states/s`,
    ],
  ]);
}

function properties({ properties }: SimulationCoverage): readonly string[] {
  if (properties.length === 0) return ['  No property was judged: the model declares none.'];
  const rows = properties.map(({ name, kind, verdict, instances }) => {
    if (instances === 0) return [formatName(name), kind, 'says nothing at this size: no instances'];
    if (kind === 'reachable') return [formatName(name), kind, verdict === 'holds' ? 'met' : 'not met'];
    // A walk comes to an end.
    if (LIVENESS_KINDS.includes(kind)) return [formatName(name), kind, 'not judged'];
    return [formatName(name), kind, verdict === 'violated' ? 'VIOLATED' : 'not broken'];
  });
  return renderTable([['property', 'kind', 'verdict'], ...rows]);
}
