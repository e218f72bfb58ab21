import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Execution } from '../../../checker/execution.js';
import { renderDiagram } from '../../../checker/report/diagram.js';
import { parseExecution, renderJson } from '../../../checker/report/json.js';
import { renderText } from '../../../checker/report/text.js';
import { expectGolden } from '../../golden.js';
import { arbitraryExecution } from './arbitrary-execution.js';
import { lasso, paxos, ring, samples, voting } from './samples.js';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));

describe('renderText', () => {
  it.each(Object.entries(samples))('%s', (name, execution) => {
    const text = renderText(execution);
    expectGolden(`report/${name}.txt`, text);
    expect(widest(text)).toBeLessThanOrEqual(100);
  });

  it('is at most 100 columns wide whatever it is given, and no trailing blanks', () => {
    fc.assert(
      fc.property(arbitraryExecution, (execution) => {
        const text = renderText(execution);
        expect(widest(text)).toBeLessThanOrEqual(100);
        expect(text).not.toMatch(/[ \t]$/m);
      }),
      { seed: 1998, numRuns: 60 },
    );
  });

  it('prints the same before saving and after reading back', () => {
    fc.assert(
      fc.property(arbitraryExecution, (execution) => {
        expect(renderText(parseExecution(renderJson(execution)))).toBe(renderText(execution));
      }),
      { seed: 1998, numRuns: 40 },
    );
  });

  it('colours only where it is asked to, and changes no character by it', () => {
    const plain = renderText(paxos);
    const coloured = renderText(paxos, { color: true });
    expect(stripVTControlCharacters(plain)).toBe(plain);
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('does not repeat sent messages as changes of the network', () => {
    expect(renderText(paxos)).not.toContain('inbox a1:');
    expect(renderText(lasso)).not.toMatch(/^ .*inbox a1: \+/m);
  });

  it('shows a change of the network that the messages do not explain', () => {
    const sent = [{ from: 'p1', to: 'a1', message: 'ping' }];
    const step = { action: 'send', node: 'p1', parameters: {}, sent };
    const execution = (after: readonly unknown[]): Execution => ({
      spec: 'x',
      parameters: {},
      initial: [{ variable: 'inbox a1', kind: 'soup', value: [] }],
      steps: [{ ...step, changes: [{ variable: 'inbox a1', kind: 'soup', after }] }],
    });
    expect(renderText(execution([{ from: 'p1', message: 'ping' }]))).not.toContain('+');
    expect(renderText(execution(['pong']))).toContain('inbox a1: + pong');
    expect(renderText(execution(['ping', 'pong']))).toContain('inbox a1: + ping, + pong');
  });
});

describe('renderDiagram', () => {
  it('draws nothing where no node takes part', () => {
    expect(renderDiagram(voting)).toEqual([]);
  });

  it('has one row for each step', () => {
    const rows = renderDiagram(paxos).filter((line) => /^ +\d+ /.test(line));
    expect(rows.map((row) => Number.parseInt(row, 10))).toEqual(paxos.steps.map((_, i) => i + 1));
  });

  it.each([2, 5, 9, 12, 15])('fits %i nodes side by side, with long names too', (count) => {
    const short = renderDiagram(ring(Array.from({ length: count }, (_, i) => `n${i + 1}`)));
    const long = renderDiagram(
      ring(Array.from({ length: count }, (_, i) => `a-node-with-a-long-name-${i + 1}`)),
    );
    for (const diagram of [short, long]) {
      expect(diagram.filter((line) => /^ +\d+ .*●/.test(line)).length).toBe(count + 2);
      expect(widest(diagram.join('\n'))).toBeLessThanOrEqual(100);
    }
  });

  it('falls back to a line for each step when there are too many nodes', () => {
    const diagram = renderDiagram(ring(Array.from({ length: 16 }, (_, i) => `n${i + 1}`)));
    expect(diagram[0]).toBe('Who talked to whom (16 nodes do not fit side by side in 100 columns)');
  });

  it('names the step that sent each message, in the order of sending', () => {
    const ping = { from: 'a', to: 'b', message: 'ping' };
    const step = { action: 'go', parameters: {}, sent: [], changes: [] };
    const rows = renderDiagram({
      spec: 'x',
      parameters: {},
      initial: [],
      steps: [
        { ...step, node: 'b', received: ping },
        { ...step, node: 'a', sent: [ping] },
        { ...step, node: 'a', sent: [ping] },
        { ...step, node: 'b', received: ping },
        { ...step, node: 'b', received: ping },
        { ...step, node: 'b', received: ping },
      ],
    });
    expect(rows.slice(4).map((row) => / (\S+) +go: ping$/.exec(row)?.[1])).toEqual([
      '–',
      undefined,
      undefined,
      '2',
      '3',
      '3',
    ]);
  });
});
