/** Executions of the synchronous model, their differences, and views, in words. */
import { type Breach, breachOf, type ChainFailure, type Decisions } from '../../chain/algorithm-on-chain.js';
import { type ProcessView, processView } from '../../chain/process-view.js';
import { type Crash, isCorrect, type RoundExecution } from '../../chain/round-execution.js';
import type { Input, RoundSystem } from '../../rounds.js';
import { formatPlural } from '../numbers.js';

/** `3 processes, at most 1 failure, 1 round` */
export function systemWords({ processes, faults, rounds }: RoundSystem): string {
  return `${formatPlural(processes, 'process').replace('processs', 'processes')}, at most ${formatPlural(faults, 'failure')}, ${formatPlural(rounds, 'round')}`;
}

/** `p0`, `p0 and p2`, `p0, p1 and p2` */
export function processList(processes: readonly number[]): string {
  return list(processes.map((p) => `p${p}`));
}

function list(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** `no failures`, or who crashes when, unheard by whom. */
export function crashWords(execution: RoundExecution): string {
  if (execution.crashes.length === 0) return 'no failures';
  return execution.crashes.map((crash) => oneCrash(execution, crash)).join('; ');
}

function oneCrash(execution: RoundExecution, { process, round, lost }: Crash): string {
  const others = execution.crashes.filter((crash) => crash.process !== process && crash.round <= round);
  const listeners = execution.inputs.length - 1 - others.length;
  const missing =
    lost.length === 0
      ? 'all hear it'
      : lost.length === listeners
        ? 'unheard'
        : `unheard by ${processList(lost)}`;
  return `p${process} crashes in round ${round}, ${missing}`;
}

/** What differs between two executions: `p0 proposes 1, not 0; p2 crashes in round 1, unheard`. */
export function changeWords(a: RoundExecution, b: RoundExecution): string {
  const changes: string[] = [];
  b.inputs.forEach((input, p) => {
    if (a.inputs[p] !== input) changes.push(`p${p} proposes ${input}, not ${a.inputs[p]}`);
  });
  for (let p = 0; p < b.inputs.length; p++) {
    const [before, after] = [a, b].map(({ crashes }) => crashes.find(({ process }) => process === p));
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    changes.push(crashChange(a, b, p, before, after));
  }
  return changes.join('; ');
}

function crashChange(
  a: RoundExecution,
  b: RoundExecution,
  process: number,
  before: Crash | undefined,
  after: Crash | undefined,
): string {
  if (after === undefined) return `p${process} is correct again`;
  if (before === undefined || before.round !== after.round) return oneCrash(b, after);
  const more = after.lost.filter((to) => !before.lost.includes(to) && isListening(a, to, after.round));
  const fewer = before.lost.filter((to) => !after.lost.includes(to) && isListening(b, to, after.round));
  const parts = [
    ...(more.length > 0
      ? [`${processList(more)} no longer ${hears(more)} p${process} in round ${after.round}`]
      : []),
    ...(fewer.length > 0
      ? [`${processList(fewer)} ${hears(fewer)} p${process} again in round ${after.round}`]
      : []),
  ];
  return parts.length > 0 ? parts.join('; ') : oneCrash(b, after);
}

function isListening(execution: RoundExecution, process: number, round: number): boolean {
  return (
    isCorrect(execution, process) || execution.crashes.some((c) => c.process === process && c.round > round)
  );
}

function hears(processes: readonly number[]): string {
  return processes.length === 1 ? 'hears' : 'hear';
}

/**
 * A view: the own input, and after each bar what was heard in one more round: `0 | p0 0, p2 –`. From the second round on a message is
 * itself a view, in braces.
 */
export function viewWords(view: ProcessView): string {
  if (view.kind === 'start') return String(view.input);
  const heard = view.heard.flatMap((other, p) => {
    if (p === view.process) return [];
    if (other === null) return [`p${p} –`];
    return [other.kind === 'start' ? `p${p} ${other.input}` : `p${p} {${viewWords(other)}}`];
  });
  return `${viewWords(view.before)} | ${heard.join(', ')}`;
}

/** The view of a process at the end of an execution, in words. */
export function finalViewWords(execution: RoundExecution, process: number, { rounds }: RoundSystem): string {
  return viewWords(processView(execution, process, rounds));
}

/** Who decided what, and why that is wrong. */
export function breachWords(breach: Breach, { inputs }: RoundExecution, decisions: Decisions): string {
  const deciding = (value: Input) =>
    processList(decisions.flatMap((decision, p) => (decision === value ? [p] : [])));
  if (breach === 'agreement')
    return `Agreement is broken: ${deciding(0)} decided 0, ${deciding(1)} decided 1.`;
  const [input] = inputs;
  const other = input === 0 ? 1 : 0;
  return `Validity is broken: all propose ${input}, and ${deciding(other)} decided ${other}.`;
}

/** What is wrong in an execution, in words; an empty text where nothing is. */
export function breachAt(execution: RoundExecution, decisions: Decisions): string {
  const breach = breachOf(execution, decisions);
  return breach === undefined ? '' : breachWords(breach, execution, decisions);
}

/** `floodset breaks agreement at execution 11 of 15` */
export function failureWords(name: string, { kind, at }: ChainFailure, last: number): string {
  return `${name} breaks ${kind} at execution ${at} of ${last}`;
}
