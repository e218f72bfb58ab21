/**
 * What the clients of a run saw, judged apart from its servers: whether it was as if there were one copy (traces/linearize). A history stands in a file of its
 * run, or in one without a header beside its traces. It is kept in memory, as the judge of histories needs it, up to some length.
 */
import { dirname } from 'node:path';
import type { Assignment, Step } from '../../checker/execution.js';
import { formatPlural } from '../../checker/report/numbers.js';
import type { EventOf } from '../event.js';
import { type ClientEvent, LineError, type Operation, pairOperations } from '../linearize/history.js';
import { judge, type SearchProgress } from '../linearize/judge.js';
import { modelsFor, modelsOf, refuseMisfits } from '../linearize/models/index.js';
import { searchProgress } from '../linearize/report/progress.js';
import { describeOperation, describeWhole, reasons } from '../linearize/report/words.js';
import type { Failure, Judgement as HistoryJudgement } from '../linearize/verdict.js';
import { clientEventOf } from '../readers/client-events.js';
import type { Located } from './order.js';
import { at } from './place.js';
import { strayOf } from './stray.js';
import type { ClientsJudgement, Judgement, Reason, Violation } from './verdict.js';

/** Configurations that a search may enter: some seconds. `paxoscope linearize` may take longer. */
const BUDGET = 200_000;
/** Lines of a history that are kept: memory does not grow with the run. */
const EVENTS_MAX = 100_000;
/** Operations of the longest linearization that are shown: the last ones. */
const STEPS = 12;

const OF_NO_RUN =
  'it tells what clients saw, and there are several runs beside it, or none: give it with the traces of its own run, or to paxoscope linearize; --no-clients leaves it out';

interface History {
  readonly file: string;
  readonly events: ClientEvent[];
  /** The run that its lines belong to, where a header says so. */
  run: string | undefined;
  fault: { readonly line: number; readonly message: string } | undefined;
  isTooLong: boolean;
}

export class Histories {
  private readonly byFile = new Map<string, History>();

  /** @param run that of the last header in the file */
  take({ event, place: { file, line } }: Located<EventOf<'client'>>, run: string | undefined): void {
    let history = this.byFile.get(file);
    if (history === undefined) {
      history = { file, events: [], run, fault: undefined, isTooLong: false };
      this.byFile.set(file, history);
    }
    if (history.events.length >= EVENTS_MAX) {
      history.isTooLong = true;
      return;
    }
    try {
      const read = clientEventOf(event, line);
      if (read !== undefined) history.events.push(read);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      history.fault ??= { line: error.line, message: error.message };
    }
  }

  /** The judgements, each with that of its clients, where it has any; and of a history that may be of several runs, that it is not judged. */
  judged(judgements: readonly Judgement[], onSearch?: (says: string) => void): readonly Judgement[] {
    const left = new Set(this.byFile.values());
    const judged = judgements.map((judgement) => {
      const own = [...this.byFile.values()].filter((history) => this.isOf(history, judgement, judgements));
      for (const history of own) left.delete(history);
      if (own.length === 0) return judgement;
      if (own.length === 1) return withClients(judgement, own[0], onSearch);
      const files = own.map(({ file }) => file).join(', ');
      const says = `there are histories in ${files}: only the lines of one file are known to be in order`;
      return undecided(judgement, own[0].file, 'order', says);
    });
    const strays = [...left].map(({ file }) => strayOf(file, 'unknown', OF_NO_RUN));
    return [...judged, ...strays];
  }

  private isOf({ file, run }: History, judgement: Judgement, all: readonly Judgement[]): boolean {
    if (run !== undefined) return run === judgement.run;
    const neighbours = all.filter(({ files }) => files.some((other) => dirname(other) === dirname(file)));
    return neighbours.length === 1 && neighbours[0] === judgement;
  }
}

function withClients(judgement: Judgement, history: History, onSearch?: (says: string) => void): Judgement {
  const { file } = history;
  try {
    if (history.fault !== undefined) throw new LineError(history.fault.line, history.fault.message);
    if (history.isTooLong) {
      const says = `it has more than ${EVENTS_MAX} lines; paxoscope linearize judges it by itself`;
      return undecided(judgement, file, 'budget', says);
    }
    const judged = judgeHistory(history.events, (far) =>
      onSearch?.(`what clients saw: ${searchProgress(far)}`),
    );
    const clients = clientsOf(file, judged);
    const { verdict } = judged;
    if (verdict.kind === 'unknown' && verdict.reason === 'budget')
      return undecided(judgement, file, 'budget', clients.says);
    if (verdict.kind !== 'not-linearizable' || judgement.verdict.kind === 'violation')
      return { ...judgement, clients };
    return { ...judgement, clients, ...refutation(judgement, file, verdict.failures[0]) };
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    const place = { file, line: error.line };
    const says = `${error.message}: what clients saw is not judged`;
    const faults = [...judgement.faults, { reason: 'damaged' as const, place, says }];
    const isOpen = judgement.verdict.kind === 'conforms';
    return {
      ...judgement,
      faults,
      clients: { file, kind: 'undecided', says: `${at(place)}: ${error.message}` },
      ...(isOpen ? { verdict: { kind: 'inconclusive', reason: 'damaged', says } } : {}),
    };
  }
}

/** Servers alone are no whole verdict: what clients saw might refute it. */
function undecided(judgement: Judgement, file: string, reason: Reason, told: string): Judgement {
  const isElse = judgement.verdict.kind === 'conforms' ? 'what its servers logged conforms; ' : '';
  const says = `${isElse}what clients saw is undecided: ${told}; --no-clients leaves it out`;
  return {
    ...judgement,
    clients: { file, kind: 'undecided', says: told },
    faults: [...judgement.faults, { reason, says: `${file}: ${says}` }],
    ...(judgement.verdict.kind === 'conforms' ? { verdict: { kind: 'inconclusive', reason, says } } : {}),
  };
}

/** @throws LineError where it is no history */
function judgeHistory(
  events: readonly ClientEvent[],
  onProgress: (far: SearchProgress) => void,
): HistoryJudgement {
  const operations = pairOperations(events);
  const all = modelsOf({ register: null, absent: null });
  const models = modelsFor(operations, all);
  refuseMisfits(operations, models.length === 0 ? all : models);
  return judge(operations, models, { budget: BUDGET, onProgress });
}

function clientsOf(file: string, { verdict, operations, clients }: HistoryJudgement): ClientsJudgement {
  const size = `${formatPlural(operations, 'operation')} of ${formatPlural(clients, 'client')}`;
  switch (verdict.kind) {
    case 'linearizable':
      return { file, kind: verdict.kind, says: `${size}: linearizable` };
    case 'not-linearizable':
      return { file, kind: verdict.kind, says: `${size}: not linearizable; ${toldOf(verdict.failures[0])}` };
    case 'unknown':
      return {
        file,
        kind: 'undecided',
        says:
          verdict.reason === 'budget'
            ? `${size}: undecided after ${BUDGET} configurations; --budget of paxoscope linearize gives more`
            : `${size}: none has returned, so there is nothing to judge`,
      };
  }
}

const toldOf = ({ operation }: Failure): string => `${describeWhole(operation)}, has no place`;

/** The violation that a history without an order is, with the order up to there as an execution. */
function refutation(judgement: Judgement, file: string, failure: Failure): Partial<Judgement> {
  const { operation, line, order = [], wouldAnswer } = failure;
  const observed = operation.end.kind === 'returned' ? operation.end.answer : undefined;
  const evidence: readonly Assignment[] = [{ variable: 'no order', kind: 'cell', value: reasons(failure) }];
  const violation: Violation = {
    level: 'clients',
    rule: 'the service acts like one copy (linearizability)',
    says: toldOf(failure),
    place: { file, line },
    node: operation.client,
    incarnation: 1,
    sequence: line,
    differences:
      wouldAnswer.length === 0
        ? []
        : [{ field: 'answer', expected: wouldAnswer.length === 1 ? wouldAnswer[0] : wouldAnswer, observed }],
    guards: [],
    allowed: [],
    suspect: 'implementation',
    evidence,
    slice: [],
  };
  const object = failure.part ?? 'the object';
  const shown = order.slice(-STEPS);
  const before = order.length > shown.length ? order[order.length - shown.length - 1].state : 'as it begins';
  const steps = shown.map((step, i): Step => {
    const old = i === 0 ? before : shown[i - 1].state;
    const isNew = old !== step.state;
    const changes = isNew
      ? [{ variable: object, kind: 'cell' as const, before: old, after: step.state }]
      : [];
    return stepOf(step.operation, file, step.operation.call.line, changes);
  });
  const initial: Assignment = { variable: object, kind: 'cell', value: before };
  const { rule, says, differences } = violation;
  return {
    verdict: { kind: 'violation', violation },
    execution: {
      spec: 'what a store does that has one copy',
      parameters: {},
      property: { name: rule, kind: 'clients', says, parameters: {}, outcome: 'violated' },
      initial: [initial],
      steps: [...steps, stepOf(operation, file, line, [])],
      recorded: {
        run: judgement.run,
        at: steps.length,
        differences,
        guards: [],
        allowed: [],
        suspect: 'implementation',
        evidence,
      },
    },
  };
}

function stepOf(operation: Operation, file: string, line: number, changes: Step['changes']): Step {
  const { client } = operation;
  return {
    action: describeOperation(operation),
    node: client,
    parameters: {},
    sent: [],
    changes,
    place: at({ file, line }),
  };
}
