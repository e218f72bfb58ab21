/**
 * A chain as a page of its own: each link with both its executions side by side, to step through with the keyboard. All is in the page; without scripts
 * the links stand one below the other.
 */
import type { Chain } from '../../chain/chain.js';
import type { Decided } from '../../chain/decide.js';
import { executionsOf } from '../../chain/sizes.js';
import { escaped } from '../markup.js';
import { formatCount, formatPlural } from '../numbers.js';
import { caption, captionHeight, Drawing, displayName, STYLE } from './drawing.js';
import { PAGE_SCRIPT, PAGE_STYLE } from './page.js';
import { renderStripSvg } from './strip-svg.js';
import type { ChainKind } from './text.js';
import { changeWords, crashWords, finalViewWords, processList, systemWords } from './words.js';

const GAP = 120;

/**
 * @param at the place of the execution at which the page opens
 * @param graph the similarity graph, where it is small enough to be drawn
 */
export function renderChainHtml(chain: Chain, kind: ChainKind, at = 0, graph?: string): string {
  const { system, executions, witnesses } = chain;
  const drawing = new Drawing(system);
  const links = witnesses.length;
  const title = `${links} links from all 0 to all 1`;
  const defs = executions.map((execution, i) => `<g id="e${i}">${drawing.execution(execution)}</g>`);
  return page(
    title,
    [
      `<h1>${escaped(title)}</h1>`,
      `<p>${escaped(systemWords(system))}; ${formatCount(executionsOf(system))} executions. ${kind === 'textbook' ? 'The chain of the textbook' : 'A shortest chain'}, ${formatPlural(links, 'link')}. In each link some process is correct in both executions and sees the same in both (green): it decides the same in both, and the others of each execution with it. So all have one decision; but validity demands 0 at the start and 1 at the end. No algorithm solves consensus here.</p>`,
      `<p class="keys">Keys: <kbd>→</kbd> next link, <kbd>←</kbd> the one before, <kbd>Home</kbd>, <kbd>End</kbd>. A red cross is a lost message, or a crash on the line of a process; yellow is what changes in this link.</p>`,
      `<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>${drawing.defs()}${defs.join('')}</defs></svg>`,
      `<nav aria-label="the whole chain">${renderStripSvg(chain)}</nav>`,
      `<main data-at="${Math.min(at, links - 1)}">`,
      ...witnesses.map((_, link) => section(chain, drawing, link)),
      '</main>',
      ...(graph === undefined ? [] : [graphSection(graph)]),
    ].join('\n'),
  );
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
      graphSection(graph),
    ].join('\n'),
  );
}

function graphSection(graph: string): string {
  return `<figure class="graph"><figcaption>The similarity graph: a dot for each execution that is told apart, a line where some process cannot tell two apart, a colour for each component; in yellow a shortest chain, where there is one.</figcaption>${graph}</figure>`;
}

function section(chain: Chain, drawing: Drawing, link: number): string {
  const { executions, names, witnesses, system } = chain;
  const [a, b] = [executions[link], executions[link + 1]];
  const nameOf = (place: number) => displayName(names[place] ?? `execution ${place}`);
  const width = 2 * drawing.width + GAP;
  const right = drawing.width + GAP;
  const bands = witnesses[link].map(
    (p) =>
      `${drawing.band(p, 0, width)}<text class="witness" x="${drawing.width + GAP / 2}" y="${drawing.y(p) + 5}" text-anchor="middle">p${p}: the same</text>`,
  );
  const views = witnesses[link].map(
    (p) => `<li><b>p${p}</b> sees in both: <code>${escaped(finalViewWords(a, p, system))}</code></li>`,
  );
  return `<section id="link-${link + 1}">
<h2>link ${link + 1} of ${witnesses.length}: ${nameOf(link)} <span class="like">${processList(witnesses[link])} cannot tell</span> ${nameOf(link + 1)}</h2>
<div class="pair"><svg viewBox="0 0 ${width} ${drawing.height + captionHeight(system.faults)}" width="${width}" role="img"><title>${escaped(`${crashWords(a)}. Then: ${crashWords(b)}`)}</title>${bands.join('')}<g>${drawing.changes(a, b)}<use href="#e${link}"/></g><g transform="translate(${right} 0)">${drawing.changes(b, a)}<use href="#e${link + 1}"/></g>${caption(a, drawing.height + 18)}<g transform="translate(${right} 0)">${caption(b, drawing.height + 18)}</g></svg></div>
<p>What changes: ${escaped(changeWords(a, b))}.</p>
<ul>${views.join('')}</ul>
</section>`;
}
