/** Judgements as JSON, for programs: a field may be added, but none renamed or removed. */
import { toJson } from '../../../checker/json-value.js';
import { renderJson } from '../../../checker/report/json.js';
import type { Judgement } from '../verdict.js';

export function judgementsJson(judgements: readonly Judgement[]): object {
  const kinds = judgements.map(({ verdict }) => verdict.kind);
  const verdict = kinds.includes('violation')
    ? 'violation'
    : kinds.includes('inconclusive')
      ? 'inconclusive'
      : 'conforms';
  return { verdict, runs: judgements.map(judgementJson) };
}

function judgementJson({ execution, ...judgement }: Judgement): object {
  return {
    ...(toJson(judgement) as object),
    ...(execution === undefined ? {} : { execution: JSON.parse(renderJson(execution)) as unknown }),
  };
}
