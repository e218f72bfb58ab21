/**
 * What we write is given to Mermaid's own parser. It wants a window, though only to sanitize labels.
 */
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderMermaid } from '../../../checker/report/mermaid.js';
import { expectGolden } from '../../golden.js';
import { arbitraryExecution } from './arbitrary-execution.js';
import { lasso, noSteps, paxos, queues, samples, voting } from './samples.js';

interface SequenceDb {
  getMessages(): readonly { readonly message: string }[];
  getActors(): ReadonlyMap<string, { readonly description: string }>;
}

/** Mermaid holds entity codes in a spelling of its own until it draws. */
function asShown(text: string): string {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code: string) => String.fromCharCode(Number(code)));
}

type Mermaid = typeof import('mermaid').default;
let mermaid: Mermaid;

beforeAll(async () => {
  Object.assign(globalThis, { window: new JSDOM('').window });
  mermaid = (await import('mermaid')).default;
});

describe('renderMermaid', () => {
  it.each(Object.entries(samples))('%s is a diagram that Mermaid reads', async (_, execution) => {
    const withNodes = execution !== voting && execution !== noSteps;
    expect(await mermaid.parse(renderMermaid(execution))).toMatchObject({
      diagramType: withNodes ? 'sequence' : 'stateDiagram',
    });
  });

  it('the golden diagrams', () => {
    expectGolden('report/paxos.mmd', renderMermaid(paxos));
    expectGolden('report/queues.mmd', renderMermaid(queues));
    expectGolden('report/lasso.mmd', renderMermaid(lasso));
    expectGolden('report/voting.mmd', renderMermaid(voting));
  });

  it('a broken diagram is refused: the parser does judge', async () => {
    await expect(mermaid.parse('sequenceDiagram\n  n1->>: x')).rejects.toThrow('Parse error on line 2');
  });

  it('texts arrive at the reader as they were', async () => {
    const name = 'a;b#35; <i> "as" n2:%%{c}';
    const transfer = { from: name, to: 'end', message: 'x; y: z #1 -> <b> 50%' };
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(
      renderMermaid({
        spec: 'spec; with: signs',
        parameters: {},
        initial: [],
        steps: [{ action: 'get', parameters: {}, received: transfer, sent: [], changes: [] }],
      }),
    );
    const drawn = diagram.db as unknown as SequenceDb;
    expect(drawn.getMessages().map(({ message }) => asShown(message))).toEqual([
      '1. get: "x; y: z #1 -> <b> 50%"',
    ]);
    expect([...drawn.getActors().values()].map(({ description }) => asShown(description))).toEqual([
      name,
      'end',
    ]);
    expect(asShown(diagram.db.getDiagramTitle?.() ?? '')).toBe('spec; with: signs');
  });

  it('whatever names and texts an execution holds, Mermaid reads them', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryExecution, async (execution) => {
        const diagram = renderMermaid(execution);
        await mermaid.parse(diagram).catch((error: Error) => {
          throw new Error(`${error.message}\n${diagram}`);
        });
      }),
      { seed: 1998, numRuns: 40 },
    );
  });
});
