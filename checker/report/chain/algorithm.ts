/** What becomes of an algorithm: where it breaks on a chain, or what it does on every execution. */
import type { Breach, ChainFailure, Decisions } from '../../chain/algorithm-on-chain.js';
import type { AlgorithmRun } from '../../chain/algorithm-run.js';
import type { Chain } from '../../chain/chain.js';
import { indistinguishable } from '../../chain/chain.js';
import type { DecisionFailure } from '../../chain/decision.js';
import type { Executions } from '../../chain/executions.js';
import type { RoundExecution } from '../../chain/round-execution.js';
import { executionsOf } from '../../chain/sizes.js';
import type { Input, RoundAlgorithm, RoundSystem } from '../../rounds.js';
import { wrap } from '../layout.js';
import { formatCount, formatPlural } from '../numbers.js';
import { GRID_LEGEND, renderGrid } from './grid.js';
import type { ChainKind } from './text.js';
import { breachWords, changeWords, crashWords, finalViewWords, processList, systemWords } from './words.js';

export interface OnChain {
  readonly algorithm: RoundAlgorithm;
  readonly chain: Chain;
  readonly kind: ChainKind;
  readonly failure: ChainFailure;
}

export interface Everywhere {
  readonly algorithm: RoundAlgorithm;
  readonly run: AlgorithmRun;
  readonly executions: Executions;
  readonly failure: DecisionFailure | undefined;
}

/** The two neighbours where the decision changes, whoever cannot tell them apart, and the execution that breaks, drawn. */
export function renderOnChain({ algorithm, chain, kind, failure }: OnChain): string {
  const { system, executions, witnesses } = chain;
  const { at } = failure;
  const decisions = failure.decisions[at];
  const before = at === 0 ? undefined : failure.decisions[at - 1];
  const broken = executions[at];
  const lines = [
    ...wrap('', `${algorithm.name}: ${algorithm.title}; ${systemWords(system)}`),
    ...wrap(
      '',
      `violated: ${failure.kind} breaks at execution ${at} of ${executions.length - 1} in the ${kind} chain`,
    ),
    '',
  ];
  if (before !== undefined) {
    const previous = executions[at - 1];
    const [witness] = witnesses[at - 1];
    lines.push(
      ...titled(at - 1, chain, previous),
      ...renderGrid(previous, system.rounds, decisionMarks(before)),
      '',
      ...wrap(
        '  ',
        `${changeWords(previous, broken)}. ${processList(witnesses[at - 1])} cannot tell: p${witness} sees ${finalViewWords(broken, witness, system)}, and decides ${decisions[witness]} in both.`,
      ),
      '',
    );
  }
  lines.push(
    ...titled(at, chain, broken),
    ...renderGrid(broken, system.rounds, decisionMarks(decisions)),
    '',
    ...wrap('  ', breachWords(failure.kind, broken, decisions)),
    '',
    `  ${GRID_LEGEND}`,
  );
  return lines.join('\n');
}

function titled(at: number, { names }: Chain, execution: RoundExecution): readonly string[] {
  const name = names[at] === undefined ? '' : `, ${names[at]}`;
  return [...wrap('', `execution ${at}${name}: ${crashWords(execution)}`), ''];
}

/** What is said behind the row of each process: what it decides. */
function decisionMarks(decisions: Decisions): ReadonlyMap<number, string> {
  return new Map(
    decisions.flatMap((decision, p) => decisionWords(decision).map((words) => [p, words] as const)),
  );
}

/** `decides 0`, or nothing of a process that crashes. */
export function decisionWords(decision: Input | undefined): readonly string[] {
  return decision === undefined ? [] : [`decides ${decision}`];
}

/** On every execution, where there is no chain. */
export function renderEverywhere({ algorithm, run, executions, failure }: Everywhere): string {
  const { system } = executions;
  const head = [...wrap('', `${algorithm.name}: ${algorithm.title}; ${systemWords(system)}`)];
  const count = formatCount(executionsOf(system));
  if (failure === undefined)
    return [
      ...head,
      ...wrap('', `holds: termination, agreement and validity on all ${count} executions`),
    ].join('\n');
  const broken = executions.describe(failure.execution);
  const decisions = run.decisions(broken);
  const kind = failureKind(failure);
  return [
    ...head,
    ...wrap('', `violated: ${kind} breaks, although ${formatPlural(system.rounds, 'round')} would be enough`),
    '',
    ...wrap('', `an execution: ${crashWords(broken)}`),
    '',
    ...renderGrid(broken, system.rounds, decisionMarks(decisions)),
    '',
    ...wrap('  ', breachWords(kind, broken, decisions)),
    '',
    `  ${GRID_LEGEND}`,
  ].join('\n');
}

/** An algorithm that has not decided is refused as an input before it is judged. */
function failureKind(failure: DecisionFailure): Breach {
  if (failure.kind === 'termination') throw new Error('an algorithm that does not decide was judged');
  return failure.kind;
}

export function algorithmJson(found: OnChain | Everywhere): object {
  const { algorithm, failure } = found;
  if (failure === undefined) return { ...systemOf(found), algorithm: algorithm.name, verdict: 'holds' };
  if ('chain' in found) {
    const { at, kind } = found.failure;
    const decisions = found.failure.decisions[at];
    const before = at === 0 ? undefined : found.failure.decisions[at - 1];
    const { executions, witnesses, system } = found.chain;
    return {
      algorithm: algorithm.name,
      verdict: 'violated',
      broken: {
        property: kind,
        at,
        execution: executions[at],
        decisions: decisions.map((decision) => decision ?? null),
        ...(before === undefined
          ? {}
          : {
              previous: executions[at - 1],
              previousDecisions: before.map((decision) => decision ?? null),
              witness: witnesses[at - 1][0],
              witnesses: indistinguishable(system, executions[at - 1], executions[at]),
            }),
      },
    };
  }
  const execution = found.executions.describe((failure as DecisionFailure).execution);
  return {
    ...systemOf(found),
    algorithm: algorithm.name,
    verdict: 'violated',
    broken: {
      property: failure.kind,
      execution,
      decisions: found.run.decisions(execution).map((decision) => decision ?? null),
    },
  };
}

function systemOf(found: OnChain | Everywhere): object {
  const system: RoundSystem = 'chain' in found ? found.chain.system : found.executions.system;
  const { processes, faults, rounds } = system;
  return {
    processes,
    faults,
    rounds,
    executions: executionsOf(system),
    connected: 'chain' in found,
    length: null,
    links: [],
  };
}
