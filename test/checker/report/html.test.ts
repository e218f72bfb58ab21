/** The page of an execution: it tells everything without a script, and steps with the keyboard; nothing in it comes from elsewhere. */
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { Execution } from '../../../checker/execution.js';
import { renderHtml } from '../../../checker/report/html.js';
import { arbitraryExecution } from './arbitrary-execution.js';
import { paxos, recorded, samples } from './samples.js';

/** The page with its script run. */
function opened(execution: Execution, address = ''): Window & typeof globalThis {
  const { window } = new JSDOM(renderHtml(execution), {
    runScripts: 'dangerously',
    url: `https://example.org/page.html${address}`,
    beforeParse: (it) => Object.assign(it.Element.prototype, { scrollIntoView: () => {} }),
  });
  return window as unknown as Window & typeof globalThis;
}

const press = (window: Window & typeof globalThis, key: string) =>
  window.dispatchEvent(new window.KeyboardEvent('keydown', { key, cancelable: true }));
const shown = (window: Window) =>
  [...window.document.querySelectorAll('main section.at')].map(({ id }) => id).join();
const stateOf = (window: Window, variable: string) =>
  [...window.document.querySelectorAll('table.state tr')].find(
    (row) => row.querySelector('th')?.textContent === variable,
  );

describe('renderHtml', () => {
  it.each(Object.entries(samples))(
    '%s has a section for each step, and one for the start',
    (_, execution) => {
      const { document } = new JSDOM(renderHtml(execution)).window;
      expect(document.querySelectorAll('main section').length).toBe(execution.steps.length + 1);
      expect(document.querySelectorAll('svg a[data-step]').length).toBe(execution.steps.length + 1);
      expect(document.querySelectorAll('[src], link, img').length).toBe(0);
    },
  );

  it('steps by key, and shows the state after the step with what is new in it', () => {
    const window = opened(paxos, '#step-0');
    expect(shown(window)).toBe('step-0');
    press(window, 'ArrowDown');
    press(window, 'j');
    expect(shown(window)).toBe('step-2');
    expect(window.location.hash).toBe('#step-2');
    expect(stateOf(window, 'a1')?.textContent).toBe('a1{promised: 1, vote: none}');
    expect(stateOf(window, 'a1')?.className).toBe('new');
    expect(stateOf(window, 'a2')?.className).toBe('');
    expect(stateOf(window, 'inbox a1')?.textContent).toContain('prepare(ballot: 1)');
    press(window, 'ArrowUp');
    expect(shown(window)).toBe('step-1');
    press(window, 'End');
    expect(shown(window)).toBe(`step-${paxos.steps.length}`);
    press(window, 'ArrowDown');
    expect(shown(window)).toBe(`step-${paxos.steps.length}`);
    press(window, 'Home');
    expect(shown(window)).toBe('step-0');
  });

  it('opens at the last step, or at the one of the address', () => {
    expect(shown(opened(paxos))).toBe(`step-${paxos.steps.length}`);
    expect(shown(opened(paxos, '#step-3'))).toBe('step-3');
  });

  it('draws each message from the step that sent it to the step that received it', () => {
    const { document } = new JSDOM(renderHtml(paxos)).window;
    const drawn = [...document.querySelectorAll<SVGElement>('.message')].map(({ dataset }) => dataset);
    const received = paxos.steps.flatMap((step, i) => (step.received === undefined ? [] : [String(i + 1)]));
    expect(drawn.map(({ to }) => to)).toEqual(received);
    expect(drawn.slice(0, 2)).toMatchObject([
      { from: '1', to: '2' },
      { from: '1', to: '3' },
    ]);
  });

  it('of a recorded run tells the line, the fields, and both quorums', () => {
    const { document } = new JSDOM(renderHtml(recorded)).window;
    const why = document.querySelector('table.why')?.textContent ?? '';
    for (const text of [
      'a1.jsonl:9: a1, incarnation 2, line 9',
      'expected nothing',
      'a2.jsonl:4',
      'a3.jsonl:5',
    ])
      expect(why).toContain(text);
    expect(document.querySelector('svg a.bad')?.textContent).toContain('✗');
  });

  it('of a recorded run opens at the line that breaks it, and shows that row of the diagram', () => {
    const note = recorded.recorded as NonNullable<Execution['recorded']>;
    const first = { ...recorded, recorded: { ...note, at: 0 } };
    expect(shown(opened(first))).toBe('step-1');
    const [row, pane] = [
      { top: 900, height: 26 },
      { top: 300, height: 400 },
    ];
    const { window } = new JSDOM(renderHtml(first), {
      runScripts: 'dangerously',
      beforeParse: (it) => {
        it.Element.prototype.getBoundingClientRect = function (this: Element) {
          return (this.matches('[data-step="1"]') ? row : pane) as DOMRect;
        };
      },
    });
    // To the middle of what is seen of the diagram.
    expect(window.document.querySelector('.diagram')?.scrollTop).toBe(900 + 13 - (300 + 200));
  });

  it('wraps long labels, below which the next row begins', () => {
    const words = Array.from({ length: 30 }, (_, i) => `word${i}`).join(' ');
    const [one, ...more] = paxos.steps;
    const { document } = new JSDOM(renderHtml({ ...paxos, steps: [{ ...one, action: words }, ...more] }))
      .window;
    const [first, second] = [1, 2].map((step) => document.querySelector(`svg a[data-step="${step}"]`));
    const lines = first?.querySelectorAll('tspan').length ?? 0;
    expect(lines).toBeGreaterThan(1);
    for (const word of words.split(' ')) expect(first?.querySelector('.label')?.textContent).toContain(word);
    const top = (row: Element | null | undefined) => Number(row?.querySelector('rect')?.getAttribute('y'));
    const height = Number(first?.querySelector('rect')?.getAttribute('height'));
    expect(height).toBeGreaterThan(26 + lines * 10);
    expect(top(second)).toBe(top(first) + height);
  });

  it('every text is nothing but text', () => {
    fc.assert(
      fc.property(arbitraryExecution, (execution) => {
        const window = opened(execution);
        expect(window.document.querySelectorAll('main section').length).toBe(execution.steps.length + 1);
        expect(window.document.querySelectorAll('script, i').length).toBe(2);
        window.close();
      }),
      { seed: 1998, numRuns: 6 },
    );
  });
});
