/** What is said of a file that is of no run: why nothing in it is judged. */
import type { Judgement, Place, Reason } from './verdict.js';

export function strayOf(file: string, reason: Reason, says: string, place?: Place): Judgement {
  return {
    run: file,
    spec: 'none',
    files: [file],
    verdict: {
      kind: 'inconclusive',
      reason,
      says: place === undefined ? says : `line ${place.line}: ${says}`,
    },
    faults: [{ reason, says, ...(place === undefined ? {} : { place }) }],
    notes: [],
    progress: [],
    coverage: {
      lines: 0,
      steps: 0,
      nodes: 0,
      restarts: 0,
      messages: 0,
      actions: {},
      never: [],
      evidence: {},
    },
  };
}
