/**
 * A chain as one picture: executions side by side and in rows, and between two neighbours a tie at each process that cannot tell them apart.
 */
import type { Chain } from '../../chain/chain.js';
import { InputError } from '../../input-error.js';
import { escaped } from '../markup.js';
import type { OnChain } from './algorithm.js';
import { caption, captionHeight, Drawing, displayName, STYLE } from './drawing.js';
import { breachAt, failureWords, processList, systemWords } from './words.js';

/** No picture of more executions is of use to anybody. */
const EXECUTIONS_MAX = 100;
const COLUMNS = 4;
const GAP = 54;
const MARGIN = 24;
/** Above an execution: its name. */
const TITLE = 26;

/**
 * @param at the place of an execution, which is then drawn with its neighbours alone
 * @param found an algorithm that was run down the chain: what is decided is drawn too
 * @throws InputError where there are too many
 */
export function renderChainSvg(chain: Chain, at?: number, found?: OnChain): string {
  const last = chain.executions.length - 1;
  const [from, to] = at === undefined ? [0, last] : [Math.max(0, at - 1), Math.min(last, at + 1)];
  if (to - from >= EXECUTIONS_MAX)
    throw new InputError(
      `the chain has ${last + 1} executions, and one picture takes at most ${EXECUTIONS_MAX}; --execution K draws one with its neighbours, --format html has all`,
    );
  const drawing = new Drawing(chain.system, found !== undefined);
  const places = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const columns = Math.min(COLUMNS, places.length);
  const cellWidth = drawing.width + GAP;
  const cellHeight = TITLE + drawing.height + captionHeight(chain.system.faults, found !== undefined) + 20;
  const width = 2 * MARGIN + columns * cellWidth;
  const top = MARGIN + (found === undefined ? 24 : 46);
  const height = top + MARGIN + Math.ceil(places.length / columns) * cellHeight;
  const parts = places.map((place, i) => {
    const x = MARGIN + (i % columns) * cellWidth;
    const y = top + Math.floor(i / columns) * cellHeight;
    return `<g transform="translate(${x} ${y})">${cell(chain, drawing, place, place < to, found)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(`${systemWords(chain.system)}: executions ${from} to ${to} of a chain of ${last} links`)}</title>`,
    `<style>${STYLE}</style>`,
    `<defs>${drawing.defs()}</defs>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="quiet small" x="${MARGIN}" y="${MARGIN + 2}">Red crosses: lost messages and crashes. Green: the process sees the same in this execution and the next.</text>`,
    ...(found === undefined
      ? []
      : [
          `<text class="name" x="${MARGIN}" y="${MARGIN + 24}">${escaped(failureWords(found.algorithm.name, found.failure, last))}</text>`,
        ]),
    ...parts,
    '</svg>',
  ].join('\n');
}

function cell(
  chain: Chain,
  drawing: Drawing,
  place: number,
  hasNext: boolean,
  found: OnChain | undefined,
): string {
  const { executions, names, witnesses } = chain;
  const execution = executions[place];
  const title = `<text class="name" x="0" y="12">${place}${names[place] === undefined ? '' : `  ${displayName(names[place])}`}</text>`;
  const decisions = found?.failure.decisions[place];
  const breach = decisions === undefined ? '' : breachAt(execution, decisions);
  const decided = decisions === undefined ? '' : drawing.decisions(decisions, breach !== '');
  const below = caption(execution, TITLE + drawing.height + 14, breach);
  const ties = hasNext
    ? witnesses[place].map((p) => {
        const y = drawing.y(p);
        return `${drawing.band(p, 0, drawing.width)}<path class="tie" d="M${drawing.width + 4} ${y}h${GAP - 12}"/><text class="witness small" x="${drawing.width + GAP / 2}" y="${y - 7}" text-anchor="middle">p${p}</text>`;
      })
    : [];
  const tip = hasNext
    ? `<title>${escaped(`${processList(witnesses[place])} cannot tell it from the next`)}</title>`
    : '';
  return `${title}<g transform="translate(0 ${TITLE})">${tip}${ties.join('')}${drawing.execution(execution)}${decided}</g>${below}`;
}
