/** The pictures of chains: what is drawn is what is in the chain, and the page steps through it with the keyboard. */
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { failureOnChain } from '../../../checker/chain/algorithm-on-chain.js';
import { AlgorithmRun } from '../../../checker/chain/algorithm-run.js';
import type { Chain } from '../../../checker/chain/chain.js';
import { Components } from '../../../checker/chain/components.js';
import { shortestChainIn } from '../../../checker/chain/decide.js';
import { Executions } from '../../../checker/chain/executions.js';
import { fateOf, type RoundExecution } from '../../../checker/chain/round-execution.js';
import { textbookChain } from '../../../checker/chain/textbook.js';
import { Drawing } from '../../../checker/report/chain/drawing.js';
import { renderChainHtml } from '../../../checker/report/chain/html.js';
import { renderSimilarityGraph } from '../../../checker/report/chain/similarity-graph.js';
import { renderChainSvg } from '../../../checker/report/chain/svg.js';
import { algorithms } from '../../../spec/lower-bound/algorithms.js';

const small = textbookChain({ processes: 3, faults: 1, rounds: 1 });
const large = textbookChain({ processes: 4, faults: 2, rounds: 2 });

function parsed(svg: string): Document {
  return new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;
}

/** Messages of an execution with this fate. */
function count(execution: RoundExecution, rounds: number, fate: string): number {
  let found = 0;
  const { inputs } = execution;
  for (let round = 1; round <= rounds; round++)
    for (let from = 0; from < inputs.length; from++)
      for (let to = 0; to < inputs.length; to++)
        if (from !== to && fateOf(execution, from, to, round) === fate) found++;
  return found;
}

it.each<[string, Chain]>([
  ['one round', small],
  ['two rounds', large],
])('an execution has a cross for each lost message and each crash, %s', (_, chain) => {
  const drawing = new Drawing(chain.system);
  for (const execution of chain.executions) {
    const svg = parsed(`<svg xmlns="http://www.w3.org/2000/svg">${drawing.execution(execution)}</svg>`);
    const strokes = [...svg.querySelectorAll('.cross')].map(
      (path) => path.getAttribute('d')?.match(/M/g)?.length ?? 0,
    );
    const lost = count(execution, chain.system.rounds, 'lost');
    // A cross is two strokes.
    expect(strokes.reduce((sum, n) => sum + n, 0)).toBe(2 * (lost + execution.crashes.length));
    expect(svg.querySelectorAll('.dead').length).toBe(execution.crashes.length);
    expect([...svg.querySelectorAll('.digit0, .digit1')].map((text) => Number(text.textContent))).toEqual(
      execution.inputs,
    );
  }
});

describe('one picture of a chain', () => {
  it('ties each process that cannot tell two neighbours apart, and no other', () => {
    const svg = parsed(renderChainSvg(small));
    const cells = [...svg.querySelectorAll('svg > g')];
    expect(cells.length).toBe(16);
    cells.forEach((cell, i) => {
      const tied = [...cell.querySelectorAll('.witness')].map((text) => text.textContent);
      expect(tied).toEqual((small.witnesses[i] ?? []).map((p) => `p${p}`));
      expect(cell.querySelectorAll('.same').length).toBe(tied.length);
    });
    expect(cells[2].textContent).toContain('α⁰₂');
  });

  it('of one execution has its neighbours', () => {
    expect(parsed(renderChainSvg(large, 12)).querySelectorAll('svg > g').length).toBe(3);
    expect(parsed(renderChainSvg(large, 0)).querySelectorAll('svg > g').length).toBe(2);
  });

  it('is refused where there are too many', () => {
    expect(() => renderChainSvg(large)).toThrow(
      'the chain has 157 executions, and one picture takes at most 100',
    );
  });
});

describe('the page', () => {
  const dom = new JSDOM(renderChainHtml({ chain: small, kind: 'textbook' }), {
    runScripts: 'dangerously',
    url: 'https://example.org/',
  });
  const { document, KeyboardEvent } = dom.window;
  const shown = () => [...document.querySelectorAll('section.at')].map(({ id }) => id);
  const press = (key: string) => dom.window.dispatchEvent(new KeyboardEvent('keydown', { key }));

  it('has everything in itself', () => {
    const html = renderChainHtml({ chain: small, kind: 'textbook' });
    expect(html).not.toMatch(/<(img|link|iframe)\b|src=|@import|url\(/);
    const ids = new Set([...document.querySelectorAll('[id]')].map(({ id }) => id));
    const uses = [...document.querySelectorAll('use')].map((use) => use.getAttribute('href')?.slice(1) ?? '');
    expect(uses.length).toBeGreaterThan(30);
    expect(uses.filter((id) => !ids.has(id))).toEqual([]);
    expect(html).toContain('prefers-color-scheme: dark');
  });

  it('has a section for each link, readable without a script', () => {
    const sections = [...document.querySelectorAll('main section')];
    expect(sections.length).toBe(small.witnesses.length);
    sections.forEach((section, i) => {
      const bands = section.querySelectorAll('.same').length;
      expect(bands).toBe(small.witnesses[i].length);
      for (const p of small.witnesses[i]) expect(section.textContent).toContain(`p${p} sees in both`);
    });
    const still = new JSDOM(renderChainHtml({ chain: small, kind: 'textbook' })).window.document;
    expect(still.querySelectorAll('.stepping').length).toBe(0);
  });

  it('steps with the keyboard', () => {
    press('Home');
    expect(shown()).toEqual(['link-1']);
    press('ArrowRight');
    press('ArrowRight');
    expect(shown()).toEqual(['link-3']);
    press('ArrowLeft');
    expect(shown()).toEqual(['link-2']);
    press('End');
    press('ArrowRight');
    expect(shown()).toEqual(['link-15']);
    press('x');
    expect(shown()).toEqual(['link-15']);
    expect(dom.window.location.hash).toBe('#link-15');
    dom.window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true }));
    expect(shown()).toEqual(['link-5']);
  });
});

it('the page is refused where it would be too large', () => {
  const executions = Array.from({ length: 10_000 }, () => small.executions[0]);
  const chain = { ...small, system: { processes: 16, faults: 2, rounds: 2 }, executions };
  expect(() => renderChainHtml({ chain, kind: 'textbook' })).toThrow(
    'the chain has 10,000 executions with views of 256 parts, which is too much for one page; --execution K draws one',
  );
});

describe('the strip of the page', () => {
  const { document } = new JSDOM(renderChainHtml({ chain: small, kind: 'textbook' })).window;

  it('says what its squares are', () => {
    expect(document.body.textContent).toContain(
      'an open square proposes 0, a filled one 1; a crossed one crashes',
    );
  });

  it('has the input of each process, and a cross on those that crash', () => {
    small.executions.forEach(({ inputs, crashes }, place) => {
      const squares = [...document.querySelectorAll(`nav a[data-place="${place}"] rect`)];
      expect(squares.map((square) => square.getAttribute('class'))).toEqual(
        inputs.map((input) => (input === 1 ? 'one' : 'zero')),
      );
      const crossed = squares.flatMap(({ nextElementSibling }, p) =>
        nextElementSibling?.getAttribute('class') === 'crashed' ? [p] : [],
      );
      expect(crossed).toEqual(crashes.map(({ process }) => process));
    });
  });
});

describe('the page of an algorithm', () => {
  const [floodSet] = algorithms;
  const failure = failureOnChain(new AlgorithmRun(floodSet, small.system, 'floodset'), small);
  const found = { algorithm: floodSet, chain: small, kind: 'textbook' as const, failure };
  const { document } = new JSDOM(renderChainHtml({ ...found, found })).window;

  it('has what each process decides in each execution, and frames what is wrong', () => {
    expect(document.querySelector('h1')?.textContent).toBe('floodset breaks agreement at execution 11 of 15');
    failure.decisions.forEach((decisions, place) => {
      const drawn = document.querySelector(`#e${place}`);
      const digits = [...(drawn?.querySelectorAll('rect + text') ?? [])].map((text) =>
        Number(text.textContent),
      );
      expect(digits).toEqual(decisions.filter((decision) => decision !== undefined));
      expect(drawn?.querySelectorAll('.breach').length).toBe(new Set(digits).size - 1);
    });
  });

  it('has in the strip where the decision changes', () => {
    const decided = [...document.querySelectorAll('nav a')].map(
      (a) => a.querySelector('.name, .broken')?.textContent,
    );
    expect(decided).toEqual([...Array(11).fill('0'), '0≠1', ...Array(4).fill('1')]);
    expect(document.querySelector('#link-11')?.textContent).toContain(
      'Agreement is broken: p0 decided 0, p1 decided 1.',
    );
  });
});

describe('the similarity graph', () => {
  const executions = new Executions({ processes: 3, faults: 1, rounds: 1 });
  const components = new Components(executions);
  const chain = shortestChainIn(executions, 'failure-free')?.executions;
  const svg = renderSimilarityGraph(executions, components, chain);

  it('has a dot for each execution and the chain in it, and is the same every time', () => {
    const document = parsed(svg);
    expect(document.querySelectorAll('circle').length).toBe(104);
    expect(document.querySelectorAll('.chain').length).toBe(8);
    expect(new Set([...document.querySelectorAll('circle')].map((c) => c.getAttribute('class')))).toEqual(
      new Set(['c0']),
    );
    expect(renderSimilarityGraph(executions, components, chain)).toBe(svg);
  });

  it('gives the components of all 0 and all 1 colours of their own, where there are two', () => {
    const two = new Executions({ processes: 3, faults: 1, rounds: 2 });
    const document = parsed(renderSimilarityGraph(two, new Components(two)));
    const ends = [...document.querySelectorAll('circle[r="9"]')].map((c) => c.getAttribute('class'));
    expect(ends).toEqual(['c0', 'c1']);
    expect(document.querySelectorAll('.c0').length).toBeGreaterThan(1);
  });
});
