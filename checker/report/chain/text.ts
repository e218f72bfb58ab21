/** What `paxoscope chain` prints in the terminal. */
import type { Chain } from '../../chain/chain.js';
import type { Decided } from '../../chain/decide.js';
import { executionsOf } from '../../chain/sizes.js';
import { wrap } from '../layout.js';
import { formatCount, formatPlural } from '../numbers.js';
import { decisionWords, type OnChain } from './algorithm.js';
import { GRID_LEGEND, renderGrid } from './grid.js';
import { renderStrip, STRIP_LEGEND } from './strip.js';
import { breachAt, changeWords, crashWords, finalViewWords, systemWords } from './words.js';

/** A longer chain is printed without its middle. */
const WHOLE_MAX = 60;
/** Of a longer one, so many executions at each end. */
const END = 12;

const VIEW_LEGEND = 'a view: own input | what was heard in round 1 | in round 2 ...; – nothing came';

/** Which chain it is. */
export type ChainKind = 'textbook' | 'shortest' | 'shortest between any';

export function renderChain(chain: Chain, kind: ChainKind): string {
  const { system, witnesses, executions } = chain;
  const links = witnesses.length;
  const title = {
    textbook: `the textbook chain: ${formatPlural(links, 'link')}`,
    shortest: `a shortest chain: ${formatPlural(links, 'link')}`,
    'shortest between any': `a shortest chain from any execution with all inputs 0 to any with all inputs 1: ${formatPlural(links, 'link')}`,
  }[kind];
  const last = executions.length - 1;
  const strip =
    last <= WHOLE_MAX
      ? renderStrip(chain)
      : [
          ...renderStrip(chain, 0, END),
          `  ... ${formatPlural(last - 2 * END, 'link')} more; --execution K draws one, --format html has all ...`,
          ...renderStrip(chain, last - END).slice(1),
        ];
  return [
    ...wrap('', `${systemWords(system)}; ${formatCount(executionsOf(system))} executions`),
    ...wrap('', `${title}, each verified by the views of both sides`),
    '',
    ...wrap('  ', STRIP_LEGEND),
    ...wrap('  ', VIEW_LEGEND),
    '',
    ...strip,
    '',
    ...wrap(
      '',
      `Whoever cannot tell two executions apart decides the same in both, and the others of that execution with it. So all ${formatCount(executions.length)} have one decision; but validity demands 0 in the first and 1 in the last. No algorithm solves consensus for ${systemWords(system)}.`,
    ),
  ].join('\n');
}

/**
 * One execution of a chain, with its neighbours' links.
 * @param found an algorithm that was run down the chain: what is decided is told too
 */
export function renderPlace(chain: Chain, at: number, found?: OnChain): string {
  const { executions, names, witnesses, system } = chain;
  const execution = executions[at];
  const decisions = found?.failure.decisions[at];
  const breach = decisions === undefined ? '' : breachAt(execution, decisions);
  const link = (title: string, at: number) => [
    '',
    ...wrap('  ', `${title}: ${changeWords(executions[at], executions[at + 1])}`, 4),
    ...witnesses[at].flatMap((p) =>
      wrap('    ', `p${p} cannot tell: ${finalViewWords(execution, p, system)}`),
    ),
  ];
  const marks = new Map(
    execution.inputs.flatMap((_, p) => {
      const said = [
        ...decisionWords(decisions?.[p]),
        ...(at > 0 && witnesses[at - 1].includes(p) ? ['as before'] : []),
        ...(at < witnesses.length && witnesses[at].includes(p) ? ['as after'] : []),
      ];
      return said.length === 0 ? [] : [[p, said.join(', ')] as const];
    }),
  );
  return [
    `execution ${at} of ${executions.length - 1}${names[at] === undefined ? '' : `, ${names[at]}`}: ${crashWords(execution)}`,
    '',
    `  ${GRID_LEGEND}`,
    '  ◀ sees the same in the execution before, or in the one after',
    '',
    ...renderGrid(execution, system.rounds, marks),
    ...(breach === '' ? [] : ['', ...wrap('  ', breach)]),
    ...(at > 0 ? link(`from execution ${at - 1}`, at - 1) : []),
    ...(at < witnesses.length ? link(`to execution ${at + 1}`, at) : []),
  ].join('\n');
}

/** What `--decide` prints before a chain, or in place of one. */
export function renderDecided(decided: Decided): string {
  const { system, isConnected, components, chain, tableViews } = decided;
  const executions = formatCount(executionsOf(system));
  const head = `${systemWords(system)}; ${executions} executions, ${formatCount(decided.distinct)} told apart, in ${formatPlural(components, 'component')}`;
  if (isConnected && chain !== undefined)
    return [
      ...wrap('', head),
      ...wrap(
        '',
        `connected: no algorithm decides in ${formatPlural(system.rounds, 'round')}. The certificate is a chain of ${formatPlural(chain.witnesses.length, 'link')}, which the verifier has checked; by the search none is shorter`,
      ),
    ].join('\n');
  return [
    ...wrap('', head),
    ...wrap(
      '',
      `not connected: an algorithm decides in ${formatPlural(system.rounds, 'round')}. It is the table that gives ${formatPlural(tableViews ?? 0, 'view')} the decision of their component: 1 where some execution in it has all inputs 1, else 0. On every execution termination, agreement and validity hold`,
    ),
  ].join('\n');
}
