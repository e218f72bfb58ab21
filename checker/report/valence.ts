/** What can still be decided from where: the valence of configurations, as FLP tells it. */
import type { Execution, Step } from '../execution.js';
import { formatMessage, formatParameters } from '../format-value.js';
import type { ConfigurationValence, ValenceReport } from '../liveness/valence-run.js';
import type { Instance } from '../spec.js';
import { wrap } from './layout.js';
import { formatCount, formatPlural } from './numbers.js';
import { renderTable } from './table.js';

/** @param runText how an execution is shown */
export function renderValence(
  report: ValenceReport,
  { spec, parameters }: Instance,
  runText: (execution: Execution) => string,
): string {
  const { configurations, values, critical } = report;
  const states = configurations.reduce((sum, one) => sum + one.states, 0);
  const sizes = formatParameters(parameters);
  return [
    ...wrap(
      '',
      `${spec.name}: what can still be decided, of ${values.join(', ')}, in each of ${formatPlural(states, 'configuration')} from ${formatPlural(configurations.length, 'initial one')} (${sizes})`,
    ),
    '',
    ...tableOf(configurations),
    '',
    ...wrap('', neighboursWords(configurations)),
    '',
    ...wrap('', criticalWords(report)),
    ...(critical === undefined
      ? []
      : [
          '',
          ...critical.execution.steps.flatMap((step, i) =>
            wrap(`  ${String(i + 1).padStart(3)}. `, stepWords(step)),
          ),
          ...critical.fork.flatMap(({ step, values }, i) =>
            wrap(i === 0 ? ' then ' : '   or ', `${stepWords(step)}: ${valenceName(values)}`),
          ),
        ]),
    '',
    ...undecidedLines(report, runText),
  ].join('\n');
}

function undecidedLines({ undecided }: ValenceReport, runText: (execution: Execution) => string): string[] {
  if (undecided === undefined)
    return [
      ...wrap(
        '',
        'No run stays bivalent for ever: no bivalent configuration of this instance comes again, so every run ends or is settled.',
      ),
    ];
  const { inputs, fairAs, of, execution } = undecided;
  const where =
    of === undefined
      ? ''
      : `In this instance every run ends. Where it may go on (${of.spec.name}, ${formatParameters(of.parameters)}) there is `;
  const fair =
    fairAs === undefined
      ? ''
      : `, and it is fair as ${fairAs} asks: nobody rests for ever, every message arrives`;
  return [
    ...wrap(
      '',
      `${where}${where === '' ? 'A' : 'a'} run that never decides (${inputsText(inputs)}): all its configurations are bivalent${fair}.`,
    ),
    '',
    runText(execution),
  ];
}

function tableOf(configurations: readonly ConfigurationValence[]): readonly string[] {
  const rows = configurations.map((one) => {
    const bivalent = sum(one, (values) => values.length > 1);
    const none = sum(one, (values) => values.length === 0);
    return [
      inputsText(one.inputs),
      formatCount(one.states),
      formatCount(bivalent),
      formatCount(one.states - bivalent - none),
      formatCount(none),
      formatCount(one.critical),
      one.reach.length > 1 ? 'bivalent' : valenceName(one.reach),
    ];
  });
  const head = ['inputs', 'configurations', 'bivalent', 'univalent', 'stuck', 'critical', 'the initial one'];
  return [
    ...renderTable([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'right']),
    '',
    ...wrap(
      '  ',
      'bivalent: two values or more can be decided; univalent: one; stuck: none any more; critical: bivalent, and every step settles it',
    ),
  ];
}

function sum({ counts }: ConfigurationValence, isCounted: (values: readonly string[]) => boolean): number {
  return counts.filter(({ values }) => isCounted(values)).reduce((all, { states }) => all + states, 0);
}

export function inputsText(inputs: Readonly<Record<string, string>>): string {
  const entries = Object.entries(inputs);
  return entries.length === 0
    ? 'as the spec says'
    : entries.map(([process, value]) => `${process} ${value}`).join(', ');
}

function valenceName(values: readonly string[]): string {
  if (values.length === 0) return 'stuck';
  return values.length === 1 ? `${values[0]}-valent` : `bivalent (${values.join(', ')})`;
}

/** Two initial configurations that differ in the input of one process, of which the first is univalent and the second bivalent. */
export function neighbours(
  configurations: readonly ConfigurationValence[],
): readonly [ConfigurationValence, ConfigurationValence, string] | undefined {
  for (const one of configurations) {
    if (one.reach.length !== 1) continue;
    for (const other of configurations) {
      const differing = Object.keys(one.inputs).filter((p) => one.inputs[p] !== other.inputs[p]);
      if (other.reach.length > 1 && differing.length === 1) return [one, other, differing[0]];
    }
  }
  return undefined;
}

function neighboursWords(configurations: readonly ConfigurationValence[]): string {
  const pair = neighbours(configurations);
  if (pair !== undefined) {
    const [one, other, process] = pair;
    return `A bivalent initial configuration: ${inputsText(other.inputs)}. At ${process} alone it differs from ${inputsText(one.inputs)}, which is ${valenceName(one.reach)}.`;
  }
  const bivalent = configurations.find(({ reach }) => reach.length > 1);
  return bivalent === undefined
    ? 'No initial configuration is bivalent: the inputs alone settle what is decided.'
    : `A bivalent initial configuration: ${inputsText(bivalent.inputs)}.`;
}

function criticalWords({ critical, configurations }: ValenceReport): string {
  const count = configurations.reduce((all, one) => all + one.critical, 0);
  if (critical === undefined)
    return 'There is no critical configuration: from every bivalent one some step leads to another.';
  return `${formatPlural(count, 'critical configuration')}. One that is reached soonest (${inputsText(critical.inputs)}), and the fork that decides:`;
}

function stepWords({ action, node, parameters, received }: Step): string {
  const who = node === undefined ? '' : `${node}: `;
  const what = received === undefined ? '' : ` ${formatMessage(received.message)} from ${received.from}`;
  const given = Object.keys(parameters).length > 0 ? ` (${formatParameters(parameters)})` : '';
  // The name of the action says which kind of message it was; the message says it too.
  return `${who}${received === undefined ? action : action.replace(/ .*/, '')}${what}${given}`;
}

/** What `--json` prints. Programs read it: a field may be added, but none renamed or removed. */
export function valenceJson(
  { values, configurations, critical, undecided }: ValenceReport,
  { spec, parameters }: Instance,
  runJson: (execution: Execution) => unknown,
): object {
  const pair = neighbours(configurations);
  return {
    spec: spec.name,
    parameters,
    values,
    configurations: configurations.map((one) => ({
      ...one,
      valence: one.reach.length > 1 ? 'bivalent' : (one.reach[0] ?? null),
    })),
    ...(pair === undefined
      ? {}
      : { bivalent: { inputs: pair[1].inputs, neighbour: pair[0].inputs, differsAt: pair[2] } }),
    ...(critical === undefined
      ? {}
      : {
          critical: { inputs: critical.inputs, execution: runJson(critical.execution), fork: critical.fork },
        }),
    ...(undecided === undefined
      ? {}
      : {
          undecided: {
            inputs: undecided.inputs,
            fairAs: undecided.fairAs ?? null,
            spec: undecided.execution.spec,
            execution: runJson(undecided.execution),
          },
        }),
  };
}
