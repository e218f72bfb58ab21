/**
 * A chain as a page of its own: each link with both its executions side by side, to step through with the keyboard. All is in the page; without scripts
 * the links stand one below the other.
 */
import type { Chain } from '../../chain/chain.js';
import type { Decided } from '../../chain/decide.js';
import { executionsOf } from '../../chain/sizes.js';
import { InputError } from '../../input-error.js';
import { escaped } from '../markup.js';
import { formatCount, formatPlural } from '../numbers.js';
import type { OnChain } from './algorithm.js';
import { caption, captionHeight, Drawing, displayName, STYLE } from './drawing.js';
import { PAGE_SCRIPT, PAGE_STYLE } from './page.js';
import { renderStripNames, renderStripSvg } from './strip-svg.js';
import type { ChainKind } from './text.js';
import {
  algorithmWords,
  breachAt,
  changeWords,
  crashWords,
  failureWords,
  finalViewWords,
  processList,
  systemWords,
} from './words.js';

const GAP = 120;

/** So many parts of views, n^r of each process in each execution, are written on one page at most: some 200 MB of text. */
const PARTS_MAX = 25_000_000;

export interface ChainPage {
  readonly chain: Chain;
  readonly kind: ChainKind;
  /** The place of the execution at which the page opens. */
  readonly at?: number;
  /** The similarity graph, where it is small enough to be drawn. */
  readonly graph?: string;
  /** An algorithm that was run down the chain: what is decided is drawn too. */
  readonly found?: OnChain;
}

const CHAIN_WORDS: Readonly<Record<ChainKind, string>> = {
  textbook: 'the chain of the textbook',
  shortest: 'a shortest chain',
  'shortest between any': 'a shortest chain from any execution with all inputs 0 to any with all inputs 1',
};

/** @throws InputError where it is too much for a page */
export function renderChainHtml(given: ChainPage): string {
  const { chain, kind, graph, found, at = 0 } = given;
  const { system, executions, witnesses } = chain;
  if (executions.length * system.processes ** (system.rounds + 1) > PARTS_MAX)
    throw new InputError(
      `the chain has ${formatCount(executions.length)} executions with views of ${formatCount(system.processes ** system.rounds)} parts, which is too much for one page; --execution K draws one`,
    );
  const drawing = new Drawing(system, found !== undefined);
  const links = witnesses.length;
  const decisions = found?.failure.decisions;
  const title =
    found === undefined
      ? `${links} links from all 0 to all 1`
      : failureWords(found.algorithm.name, found.failure, links);
  const defs = executions.map((execution, i) => {
    const decided = decisions === undefined ? '' : drawing.decisions(decisions[i], isBroken(given, i));
    return `<g id="e${i}">${drawing.execution(execution)}${decided}</g>`;
  });
  return page(
    title,
    [
      `<h1>${escaped(title)}</h1>`,
      `<p>${escaped(introduction(given))}</p>`,
      `<p class="keys">Keys: <kbd>→</kbd> next link, <kbd>←</kbd> the one before, with <kbd>Shift</kbd> ten at a time; <kbd>Home</kbd>, <kbd>End</kbd>. A red cross is a lost message, or a crash on the line of a process; yellow is what changes in this link.</p>`,
      `<p class="keys">The strip below has a column for each execution: an open square proposes 0, a filled one 1; a crossed one crashes; a green tie: this process cannot tell the two executions apart.</p>`,
      `<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>${drawing.defs()}${defs.join('')}</defs></svg>`,
      `<nav aria-label="the whole chain">${renderStripNames(chain, decisions)}${renderStripSvg(chain, decisions)}</nav>`,
      `<main data-at="${Math.min(at, links - 1)}">`,
      ...witnesses.map((_, link) => section(given, drawing, link)),
      '</main>',
      ...(graph === undefined
        ? []
        : [
            graphSection(
              graph,
              `; in yellow ${CHAIN_WORDS[kind]}, the one above, in green the link that is shown`,
            ),
          ]),
    ].join('\n'),
  );
}

function introduction({ chain, kind, found }: ChainPage): string {
  const { system, witnesses } = chain;
  const size = `${systemWords(system)}; ${formatCount(executionsOf(system))} executions`;
  const words = CHAIN_WORDS[kind];
  if (found === undefined)
    return `${size}. ${words[0].toUpperCase()}${words.slice(1)}, ${formatPlural(witnesses.length, 'link')}. In each link some process is correct in both executions and sees the same in both (green): it decides the same in both, and the others of each execution with it. So all have one decision; but validity demands 0 at the start and 1 at the end. No algorithm solves consensus here.`;
  return `${algorithmWords(found.algorithm)}. ${size}; run down ${words}. In each link some process sees the same in both executions (green), and decides the same in both; what each decides stands at the end of its line. Validity asks for 0 at the start and for 1 at the end, so somewhere two disagree, or validity is broken: framed in red.`;
}

/** A self-contained page. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}${PAGE_STYLE}</style>
${body}
<script>${PAGE_SCRIPT}</script>
</html>`;
}

/** A page of the similarity graph alone, where there is no chain. */
export function renderGraphHtml({ system, components, tableViews }: Decided, graph: string): string {
  return page(
    'no chain',
    [
      `<h1>No chain from all 0 to all 1</h1>`,
      `<p>${escaped(systemWords(system))}; ${formatCount(executionsOf(system))} executions in ${formatPlural(components, 'component')}. Where two executions are in one component they have the same decision; all 0 and all 1 are in different ones. So a table that gives each of ${formatCount(tableViews ?? 0)} views the decision of its component solves consensus.</p>`,
      graphSection(graph, ''),
    ].join('\n'),
  );
}

function graphSection(graph: string, chain: string): string {
  return `<figure class="graph"><figcaption>The similarity graph: a dot for each execution that is told apart, a line where some process cannot tell two apart, a colour for each of the largest components, grey for an execution that stands alone${chain}.</figcaption>${graph}</figure>`;
}

function isBroken({ chain, found }: ChainPage, place: number): boolean {
  return found !== undefined && breachAt(chain.executions[place], found.failure.decisions[place]) !== '';
}

function section({ chain, found }: ChainPage, drawing: Drawing, link: number): string {
  const { executions, names, witnesses, system } = chain;
  const decisions = found?.failure.decisions;
  const nameOf = (place: number) => displayName(names[place] ?? `execution ${place}`);
  const [a, b] = [executions[link], executions[link + 1]];
  const [breachA, breachB] = [link, link + 1].map((place) =>
    decisions === undefined ? '' : breachAt(executions[place], decisions[place]),
  );
  const width = 2 * drawing.width + GAP;
  const right = drawing.width + GAP;
  const bands = witnesses[link].map(
    (p) =>
      `${drawing.band(p, 0, width)}<text class="witness" x="${drawing.width + GAP / 2}" y="${drawing.y(p) + 5}" text-anchor="middle">p${p}: the same</text>`,
  );
  const views = witnesses[link].map((p) => {
    const decided = decisions === undefined ? '' : `, and decides ${decisions[link][p]} in both`;
    return `<li><b>p${p}</b> sees in both: <code>${escaped(finalViewWords(a, p, system))}</code>${decided}</li>`;
  });
  const breaches = [breachA, breachB].map((breach, i) =>
    breach === '' ? '' : `<p class="breach-words">${nameOf(link + i)}: ${escaped(breach)}</p>`,
  );
  const height = drawing.height + captionHeight(system.faults, found !== undefined);
  return `<section id="link-${link + 1}">
<h2>link ${link + 1} of ${witnesses.length}: ${nameOf(link)} <span class="like">${processList(witnesses[link])} cannot tell</span> ${nameOf(link + 1)}</h2>
<div class="pair"><svg viewBox="0 0 ${width} ${height}" width="${width}" role="img"><title>${escaped(`${crashWords(a)}. Then: ${crashWords(b)}`)}</title>${bands.join('')}<g>${drawing.changes(a, b)}<use href="#e${link}"/></g><g transform="translate(${right} 0)">${drawing.changes(b, a)}<use href="#e${link + 1}"/></g>${caption(a, drawing.height + 18, breachA)}<g transform="translate(${right} 0)">${caption(b, drawing.height + 18, breachB)}</g></svg></div>
<p>What changes: ${escaped(changeWords(a, b))}.</p>
<ul>${views.join('')}</ul>${breaches.join('')}
</section>`;
}
