/**
 * Walks on several threads: what is told is the same as on one. Runs the compiled program, as workers do. Each run takes longer on one
 * thread than it takes others to start; that they did is asked too, so that nothing here is true for want of company.
 */
import { describe, expect, it, test } from 'vitest';
import type { SimulationOptions, SimulationVerdict } from '../../../checker/simulate.js';
import type { ModelSource } from '../../../checker/threads/model-source.js';

const dist = (file: string): string => new URL(`../../../dist/${file}`, import.meta.url).href;
const { loadModel } = (await import(
  dist('checker/threads/model-source.js')
)) as typeof import('../../../checker/threads/model-source.js');
const { simulate } = (await import(
  dist('checker/simulate.js')
)) as typeof import('../../../checker/simulate.js');
const { verifyExecution } = (await import(
  dist('checker/paths/verify.js')
)) as typeof import('../../../checker/paths/verify.js');

function sourceOf(name: string, rest: Partial<ModelSource> = {}): ModelSource {
  return { spec: { module: dist('spec/registry.js'), name }, parameters: {}, ...rest };
}

async function run(source: ModelSource, options: SimulationOptions): Promise<SimulationVerdict> {
  return simulate(await loadModel(source), { ...options, source });
}

/** A verdict without what depends on who walked. */
function timeless(verdict: SimulationVerdict): unknown {
  return { ...verdict, coverage: { ...verdict.coverage, seconds: 0, workers: 0 } };
}

const large = { parameters: { acceptors: 5, ballots: 5 } };

describe('the same on one, two and three threads:', () => {
  it.each([
    [
      'bounded',
      'paxos, judged against voting',
      sourceOf('paxos', large),
      { walks: 300, maxSteps: 100, seed: 5 },
    ],
    [
      'bounded',
      'names of actions that depend on messages',
      sourceOf('paxos-roles', { parameters: { attempts: 2, proposers: 3 } }),
      { walks: 2500, maxSteps: 25, seed: 6 },
    ],
    [
      'violated',
      'a mutant that breaks in walk 12,366',
      sourceOf('two-phase-commit', {
        parameters: { managers: 8 },
        mutant: 'aborts-after-preparing',
        properties: ['consistency'],
      }),
      { walks: 1e6, maxSteps: 100, seed: 3 },
    ],
  ] as const)('%s: %s', async (kind, _what, source, options) => {
    const alone = await run(source, { ...options, workers: { count: 1 } });
    expect(alone.kind).toBe(kind);
    expect(alone.coverage.workers).toBe(1);
    for (const workers of [2, 3]) {
      const together = await run(source, { ...options, workers: { count: workers } });
      expect(together.coverage.workers).toBe(workers);
      expect(timeless(together)).toEqual(timeless(alone));
    }
    if (alone.kind === 'violated') verifyExecution(await loadModel(source), alone.execution);
  });
});

test('without the source of the model all walks are taken by the calling thread', async () => {
  const model = await loadModel(sourceOf('paxos', large));
  const { coverage } = await simulate(model, { walks: 800, maxSteps: 100, seed: 5, workers: { count: 3 } });
  expect(coverage).toMatchObject({ walks: 800, workers: 1 });
});

test('a run that is over at once needs no company', async () => {
  const { coverage } = await run(sourceOf('consensus'), {
    walks: 5,
    maxSteps: 5,
    seed: 1,
    workers: { count: 3 },
  });
  expect(coverage.workers).toBe(1);
});

test('an abort and a limit end the walks of all threads', async () => {
  const endless = { walks: 1e12, maxSteps: 100, seed: 1, workers: { count: 2 } };
  const controller = new AbortController();
  const interrupted = await run(sourceOf('paxos', large), {
    ...endless,
    signal: controller.signal,
    // On a machine with much else to do the first walk may end late.
    onProgress: ({ walks }) => (walks > 0 ? controller.abort() : undefined),
  });
  expect(interrupted).toMatchObject({ kind: 'bounded', bound: 'interrupted', coverage: { workers: 2 } });
  const { walks, steps, longest, actions } = interrupted.coverage;
  expect(walks).toBeGreaterThan(0);
  expect(longest).toBeLessThanOrEqual(100);
  expect(actions.reduce((sum, { fired }) => sum + fired, 0)).toBe(steps);
});
