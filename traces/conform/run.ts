/**
 * One run: its lines in order, given to a judge, until something cannot be explained. The first such line is the verdict; faults of the logs
 * make it inconclusive where there is none.
 */
import type { Execution } from '../../checker/execution.js';
import { formatPlural } from '../../checker/report/numbers.js';
import type { EventOf } from '../event.js';
import { Aftermath } from './aftermath.js';
import type { Answer, Finding, Judge } from './judge.js';
import { type Listener, type Located, Order, type Positioned, type Sent } from './order.js';
import { OrderLint } from './order-lint.js';
import { at } from './place.js';
import { describe, Recent, type Slice } from './recent.js';
import type { Rename } from './renaming.js';
import { isCleared, type NameDoubt } from './shapes.js';
import { executionOf } from './slice-execution.js';
import type { Fault, Judgement, Progress, Verdict, Violation } from './verdict.js';

/** Whether nobody logs that the sender sends such a message. */
export type IsUnlogged = (kind: string, sender: string) => boolean;

export interface RunOptions {
  readonly isUnlogged?: IsUnlogged;
  /** Whether the sequence numbers of all nodes mean nothing, whatever their headers say. */
  readonly isUnordered?: boolean;
  /** What a mapping makes of each line, which then has the names of the spec. */
  readonly rename?: Rename;
}

/** Notes that are kept of one run. */
const NOTES_MAX = 20;
const FAULTS_MAX = 20;
/** Lines of a run that are kept for a search of their orders. */
const KEPT_MAX = 2_000;

/** The steps of the spec that a line is. */
const partsOf = (line: Located<Positioned>): readonly Located<Positioned>[] =>
  line.parts?.map((event) => ({ event, place: line.place })) ?? [line];

const tooLate = (node: string): string =>
  `${node} says that its lines have no order, when those of others were judged already: --order none says so from the beginning`;

export class Run implements Listener {
  private readonly order: Order;
  private readonly isUnlogged: IsUnlogged;
  private readonly recent = new Recent();
  private readonly rename: RunOptions['rename'];
  /** What the rename renames: by the name of a process, the one of its node in the log. */
  private readonly names: Map<string, string>;
  private readonly files = new Set<string>();
  private readonly faults: Fault[] = [];
  private faultsLeftOut = 0;
  private readonly notes: string[] = [];
  /** Of each node the last line that was followed. */
  private readonly last = new Map<string, Located<Positioned>>();
  private violation: Violation | undefined;
  /** Of its line: names that no other line has shown to be right. */
  private doubts: readonly NameDoubt[] = [];
  /** A search that ended with its budget. */
  private givenUp: Fault | undefined;
  /** All lines so far, unless they are too many. */
  private kept: Located<Positioned>[] | undefined = [];
  /** Lines are judged when all are there, in any order. */
  private isUnordered: boolean;
  /** Nodes whose headers say that their sequence numbers mean nothing. */
  private readonly free = new Set<string>();
  /** The lines are explained, in an order that was searched for. */
  private isExplained = false;
  private execution: Execution | undefined;
  private slice: Slice | undefined;
  private aftermath: Aftermath | undefined;
  private lines = 0;
  private steps = 0;
  private messages = 0;
  private restarts = 0;

  constructor(
    readonly name: string,
    readonly judge: Judge,
    { isUnlogged = () => false, isUnordered = false, rename }: RunOptions = {},
  ) {
    this.isUnordered = isUnordered;
    this.rename = rename;
    this.names = new Map(Object.entries(rename?.names ?? {}));
    this.isUnlogged = isUnlogged;
    this.order = new Order(this, isUnlogged);
  }

  /** Whether the verdict is known: more lines cannot change it. */
  get isDecided(): boolean {
    return this.violation !== undefined || this.isExplained;
  }

  /** Whether every node of it has ended. */
  get isOver(): boolean {
    return this.order.isOver;
  }

  /** What is known so far; `finish` may say something else. */
  get soFar(): Pick<Judgement, 'verdict' | 'names'> & { readonly lines: number } {
    return { lines: this.lines, verdict: this.verdict(), ...this.renamedNodes() };
  }

  backlog(node: string): number {
    return this.order.backlog(node);
  }

  accept(given: Located): void {
    const located = this.rename === undefined ? given : this.renamed(given, this.rename);
    this.files.add(located.place.file);
    this.lines += 1;
    this.keep(located);
    const { event, place } = located;
    if (event.kind === 'header' && event.order === 'none') this.free.add(event.node);
    if (event.kind === 'header' && event.order === 'none' && !this.isUnordered) {
      this.isUnordered = this.last.size === 0;
      if (!this.isUnordered)
        this.fault({ reason: 'order', place, node: event.node, says: tooLate(event.node) });
    }
    const isLate = this.isUnordered && event.kind !== 'header' && event.kind !== 'client';
    if (event.kind !== 'header' && event.kind !== 'client')
      this.aftermath?.take(located as Located<Positioned>, false);
    if (this.doubts.length > 0) this.clear(located);
    if (!this.isDecided && !isLate) this.order.accept(located);
  }

  private renamedNodes(): Pick<Judgement, 'names'> {
    return this.names.size === 0 ? {} : { names: Object.fromEntries(this.names) };
  }

  private renamed(given: Located, rename: Rename): Located {
    const located = { ...given, ...rename(given.event) };
    const { event } = located;
    if ('node' in event && 'node' in given.event && event.node !== given.event.node)
      this.names.set(event.node, given.event.node);
    return located;
  }

  fault(fault: Fault): void {
    if (this.violation !== undefined) return;
    if (fault.place !== undefined) this.files.add(fault.place.file);
    if (this.faults.length < FAULTS_MAX) this.faults.push(fault);
    else this.faultsLeftOut += 1;
  }

  /** @param isStopped not all of its lines were read: nobody waits in vain */
  finish(isStopped = false): Judgement {
    if (!this.isDecided && !isStopped) {
      if (this.isUnordered) this.finishUnordered();
      else this.order.finish();
    }
    if (this.violation === undefined) {
      const answer = this.judge.finish(this.faults.length === 0);
      if (answer.kind === 'broken' && answer.finding.at !== undefined)
        this.found(answer.finding, answer.finding.at, undefined);
      // The judge has seen all lines: what it needs is a log that is not there.
      if (answer.kind === 'unknown') this.fault({ reason: 'gap', says: answer.says, isWithoutLog: true });
      if (answer.kind === 'budget') this.fault({ reason: 'budget', says: answer.says });
    }
    if (!this.isDecided && this.faults.length === 0 && this.steps === 0) {
      this.fault({ reason: 'vacuous', says: 'no node took a step: nothing was judged' });
    }
    this.conclude();
    if (this.faultsLeftOut > 0)
      this.notes.push(`${formatPlural(this.faultsLeftOut, 'other fault')} of the logs are not listed`);
    const { name, judge } = this;
    return {
      run: name,
      spec: judge.spec,
      files: [...this.files],
      ...this.renamedNodes(),
      verdict: this.verdict(),
      ...(this.execution === undefined ? {} : { execution: this.execution }),
      faults: this.faults,
      notes: this.notes,
      progress: [...this.last.values()].map(progressAt),
      coverage: {
        lines: this.lines,
        steps: this.steps,
        nodes: [...this.last.values()].filter(({ event }) => event.kind !== 'drop').length,
        restarts: this.restarts,
        messages: this.messages,
        ...judge.coverage(),
      },
    };
  }

  /** All lines are there. */
  private finishUnordered(): void {
    const isFree = (node: string) => this.free.size === 0 || this.free.has(node);
    if (this.kept === undefined) {
      this.fault({ reason: 'budget', says: `the orders of more than ${KEPT_MAX} lines are not searched` });
      return;
    }
    this.judge.allRead();
    const fault = new OrderLint(this.kept, isFree, this.isUnlogged, this).find();
    for (const one of fault.faults) this.fault(one);
    if (fault.broken !== undefined) {
      const { line, rule, says, sent } = fault.broken;
      this.broken(line, rule, says, sent);
      return;
    }
    const answer = this.judge.inAnyOrder(this.kept.flatMap(partsOf), isFree);
    this.isExplained = answer.kind === 'fine';
    if (answer.kind === 'budget' || answer.kind === 'unknown')
      this.fault({ reason: answer.kind, says: answer.says });
    if (answer.kind === 'broken' && answer.finding.at !== undefined)
      this.found(answer.finding, answer.finding.at, undefined);
    if (this.isExplained) for (const line of this.kept) this.followed(line);
  }

  private verdict(): Verdict {
    if (this.violation !== undefined && this.doubts.length > 0) {
      const { place } = this.violation;
      const says = this.judge.sayDoubts?.(this.doubts) ?? '';
      return { kind: 'inconclusive', reason: 'unknown', says: `${at(place)}: ${says}` };
    }
    if (this.violation !== undefined) return { kind: 'violation', violation: this.violation };
    // A search that was given up may be given more; that comes before what made it necessary.
    const first = this.givenUp ?? this.faults[0];
    if (first !== undefined) {
      const where = first.place === undefined ? '' : `${at(first.place)}: `;
      return { kind: 'inconclusive', reason: first.reason, says: `${where}${first.says}` };
    }
    return { kind: 'conforms' };
  }

  private keep(located: Located): void {
    const { event } = located;
    if (event.kind === 'header' || event.kind === 'client') return;
    if (this.kept !== undefined && this.kept.length < KEPT_MAX)
      this.kept.push(located as Located<Positioned>);
    else this.kept = undefined;
  }

  /** A line that is not explained in the order in which lines were judged: whether it is in another. */
  private inAnyOrder(finding: Finding): Answer {
    if (this.kept === undefined)
      return {
        kind: 'budget',
        says: `${finding.says}, in this order; of more than ${KEPT_MAX} lines no other is searched`,
      };
    const answer = this.judge.inAnyOrder(this.kept.flatMap(partsOf), () => false);
    this.isExplained = answer.kind === 'fine';
    return answer.kind === 'broken' ? { kind: 'broken', finding } : answer;
  }

  header(located: Located<EventOf<'header'>>): void {
    this.judge.header(located);
  }

  client(located: Located<EventOf<'client'>>): void {
    this.judge.client(located);
  }

  lost(node: string, missing?: number): void {
    this.judge.lost(node, missing);
  }

  allRead(): void {
    this.judge.allRead();
  }

  mayBeOfAnother(isLossy: boolean): boolean {
    return this.judge.mayBeOfAnother?.(isLossy) ?? false;
  }

  take(located: Located<Positioned>, sent: Sent | undefined, isLast: boolean): boolean {
    if (this.isDecided) return true;
    const { parts, place } = located;
    if (parts === undefined) {
      if (!this.takeStep(located, sent, isLast)) return false;
    } else {
      // What some of them wait for may come while others were judged.
      for (let i = located.partsTaken ?? 0; i < parts.length && !this.isDecided; i++) {
        const part = { event: parts[i], place };
        if (!this.takeStep(part, parts[i].received === undefined ? undefined : sent, isLast)) return false;
        located.partsTaken = i + 1;
      }
    }
    if (this.isDecided) return true;
    this.recent.add(located, sent);
    this.followed(located);
    return true;
  }

  /** @returns false where it is to come again */
  private takeStep(located: Located<Positioned>, sent: Sent | undefined, isLast: boolean): boolean {
    const { event, place } = located;
    const given = this.judge.take(located, sent, isLast);
    if (given.kind === 'later') return false;
    const answer = given.kind === 'open' ? this.inAnyOrder(given.finding) : given;
    if (this.isExplained) return true;
    if (answer.kind === 'broken') this.found(answer.finding, located, sent);
    if (answer.kind === 'unknown' || answer.kind === 'budget') {
      const fault: Fault = { reason: answer.kind, node: event.node, place, says: answer.says };
      if (answer.kind === 'budget') this.givenUp ??= fault;
      this.fault(fault);
    }
    return true;
  }

  private followed(located: Located<Positioned>): void {
    const { event } = located;
    const { node, incarnation } = event;
    this.last.set(node, located);
    // A spec in whose words a run is logged may have a step of that name.
    const isRestart = event.kind === 'step' && event.action === 'restart';
    if (isRestart || (event.kind === 'start' && incarnation > 1)) this.restarts += 1;
    if (event.kind !== 'step') return;
    this.steps += located.parts?.length ?? 1;
    this.messages += event.sent.length;
  }

  note(says: string): void {
    if (this.notes.length < NOTES_MAX) this.notes.push(says);
  }

  broken(located: Located<EventOf<'step'>>, rule: string, says: string, sent: Sent | undefined): void {
    if (this.isDecided) return;
    const differences =
      sent === undefined
        ? []
        : [{ field: 'received.message', expected: sent.message, observed: located.event.received?.message }];
    const finding: Finding = {
      level: 0,
      rule,
      says,
      differences,
      guards: [],
      allowed: [],
      suspect: sent === undefined ? 'implementation' : 'log',
    };
    this.found(finding, located, sent);
  }

  private found(
    { at, others = [], doubts = [], ...finding }: Finding,
    given: Located<Positioned>,
    sent: Sent | undefined,
  ): void {
    const located = at ?? given;
    const { node, incarnation, sequence } = located.event;
    const fields = finding.differences.map(({ field }) => field);
    const slice = this.recent.sliceOf(located, at === undefined ? sent : undefined, fields, others);
    const causes = slice.lines
      .filter((_, i) => i !== slice.at)
      .map(({ event, place }) => ({ place, node: event.node, says: describe(event) }));
    this.violation = { ...finding, place: located.place, node, incarnation, sequence, slice: causes };
    this.slice = slice;
    this.doubts = doubts;
    for (const line of this.kept ?? this.recent.lines) this.clear(line);
    if (at !== undefined || finding.level === 0 || finding.level === 3 || located.event.kind !== 'step')
      return;
    this.aftermath = new Aftermath(located as Located<EventOf<'step'>>);
    for (const line of this.kept ?? []) this.aftermath.take(line, this.isJudged(line));
    for (const line of this.order.following(node)) this.aftermath.take(line, false);
  }

  /** What another line says of names that are in doubt. */
  private clear(line: Located): void {
    for (const event of line.parts ?? [line.event]) {
      if (event.kind === 'step') this.doubts = this.doubts.filter((doubt) => !isCleared(doubt, event));
    }
  }

  private isJudged({ event: { node, incarnation, sequence } }: Located<Positioned>): boolean {
    const last = this.last.get(node)?.event;
    if (last === undefined || incarnation > last.incarnation) return false;
    return incarnation < last.incarnation || sequence <= last.sequence;
  }

  /** What comes after the line says more of it. */
  private conclude(): void {
    const { violation, slice, aftermath, judge } = this;
    if (violation === undefined || slice === undefined || this.doubts.length > 0) return;
    const edit = aftermath && judge.editOf(aftermath.line.event, aftermath);
    const told =
      edit === undefined
        ? violation
        : { ...violation, edit: edit.says, editKind: edit.kind, suspect: edit.suspect };
    this.violation = told;
    this.execution = executionOf({
      run: this.name,
      spec: judge.spec,
      violation: told,
      slice,
      linesOf: (of: string) => this.recent.linesOf(of),
      telling: judge.telling,
      names: Object.fromEntries(this.names),
    });
  }
}

function progressAt({ event, place }: Located<Positioned>): Progress {
  const { node, incarnation, sequence } = event;
  return { node, incarnation, sequence, place };
}
