/** A judgement as one JSON object. Programs read it: a field may be added, but none renamed or removed. */
import type { Operation } from '../history.js';
import type { Failure, PartJudgement, Step } from '../verdict.js';
import { type Report, reasons } from './words.js';

export function judgementJson({ history, dialect, budget, judgement, leftOut }: Report): object {
  const { verdict, models, operations, clients, parts, configurations } = judgement;
  return {
    history,
    dialect,
    models,
    verdict: verdict.kind,
    ...(verdict.kind === 'unknown' ? { reason: verdict.reason } : {}),
    operations,
    clients,
    configurations,
    budget,
    leftOut: leftOut.filter(({ lines }) => lines > 0),
    ...(verdict.kind === 'not-linearizable' ? { failures: verdict.failures.map(failureJson) } : {}),
    parts: parts.map(partJson),
  };
}

function partJson({ name, operations, configurations, result }: PartJudgement): object {
  return {
    ...(name === undefined ? {} : { name }),
    operations: operations.length,
    configurations,
    verdict: result.kind,
    // Each operation by the line of its call.
    ...(result.kind === 'linearizable'
      ? { linearization: result.order.map(({ operation }) => operation.call.line) }
      : {}),
    ...(result.kind === 'unknown' ? { reached: operationJson(result.reached) } : {}),
  };
}

function failureJson(failure: Failure): object {
  const { part, line, isShortest, operation, order, wouldAnswer, leftOver } = failure;
  return {
    ...(part === undefined ? {} : { part }),
    line,
    isShortest,
    operation: operationJson(operation),
    reason: reasons(failure).join(' '),
    wouldAnswer,
    ...(leftOver === undefined ? {} : { leftOver: operationJson(leftOver) }),
    ...(order === undefined ? {} : { linearization: order.map(stepJson) }),
  };
}

function stepJson({ operation, state }: Step): object {
  return { ...operationJson(operation), state };
}

function operationJson({ client, action, key, argument, call, end }: Operation): object {
  return {
    client,
    action,
    ...(key === undefined ? {} : { key }),
    ...(argument === undefined ? {} : { argument }),
    callLine: call.line,
    ...(end.line === undefined ? {} : { endLine: end.line }),
    end: end.kind,
    ...(end.kind === 'returned' && end.answer !== undefined ? { answer: end.answer } : {}),
  };
}
