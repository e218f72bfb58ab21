/**
 * What `paxoscope check --json` prints. Programs read it: a field may be added, but none renamed or removed.
 */

import type { WitnessVerdict } from '../paths/witness.js';
import type { Instance } from '../spec.js';
import { asksNothing, type Bound, type Verdict } from '../verdict.js';
import { executionJson } from './output.js';

export async function checkJson(
  { spec, parameters, mutant }: Instance,
  verdict: Verdict | WitnessVerdict,
): Promise<object> {
  const { coverage } = verdict;
  const execution = 'execution' in verdict ? verdict.execution : undefined;
  return {
    spec: spec.name,
    parameters,
    ...(mutant === undefined ? {} : { mutant }),
    verdict: verdict.kind === 'holds' && asksNothing(coverage) ? 'explored' : verdict.kind,
    ...(verdict.kind === 'bounded' ? { bound: verdict.bound satisfies Bound } : {}),
    ...(verdict.kind === 'violated' || verdict.kind === 'reached' ? { property: verdict.property } : {}),
    ...(verdict.kind === 'spec-error' ? { message: verdict.message } : {}),
    distinct: coverage.distinct,
    generated: coverage.generated,
    depth: coverage.depth,
    queue: coverage.queue,
    seconds: coverage.seconds,
    statesPerSecond: Math.round(coverage.distinct / Math.max(coverage.seconds, 1e-6)),
    workers: coverage.workers,
    symmetry: coverage.symmetry !== undefined,
    ...(coverage.symmetry === undefined ? {} : { symmetryGroup: coverage.symmetry }),
    ...(coverage.symmetryTrial === undefined ? {} : { symmetryTrial: coverage.symmetryTrial }),
    ...(coverage.symmetryLint === undefined ? {} : { symmetryLint: coverage.symmetryLint }),
    ...(coverage.messagesApart === undefined ? {} : { messagesApart: coverage.messagesApart }),
    ...(coverage.graph === undefined ? {} : { graph: coverage.graph }),
    peakMemoryBytes: coverage.peakMemoryBytes,
    bytesPerState: coverage.bytesPerState,
    collisionProbability: coverage.collisionProbability,
    specCalls: coverage.specCalls,
    tableHits: coverage.tableHits,
    actions: coverage.actions,
    properties: coverage.properties,
    ...(execution === undefined ? {} : { execution: await executionJson(execution) }),
  };
}
