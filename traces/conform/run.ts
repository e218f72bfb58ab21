/**
 * One run: its lines in order, given to a judge, until something cannot be explained. The first such line is the verdict; faults of the logs
 * make it inconclusive where there is none.
 */
import type { Execution } from '../../checker/execution.js';
import type { EventOf } from '../event.js';
import type { Finding, Judge } from './judge.js';
import { type Listener, type Located, Order, type Positioned, type Sent } from './order.js';
import { describe, Recent } from './recent.js';
import { executionOf } from './slice-execution.js';
import type { Fault, Judgement, Progress, Verdict, Violation } from './verdict.js';

/** Notes that are kept of one run. */
const NOTES_MAX = 20;
const FAULTS_MAX = 20;

export class Run implements Listener {
  private readonly order: Order;
  private readonly recent = new Recent();
  private readonly files = new Set<string>();
  private readonly faults: Fault[] = [];
  private readonly notes: string[] = [];
  /** Of each node the last line that was followed. */
  private readonly last = new Map<string, Located<Positioned>>();
  private violation: Violation | undefined;
  private execution: Execution | undefined;
  private lines = 0;
  private steps = 0;
  private messages = 0;
  private restarts = 0;

  constructor(
    readonly name: string,
    readonly judge: Judge,
    isUnlogged: (kind: string) => boolean = () => false,
  ) {
    this.order = new Order(this, isUnlogged);
  }

  /** Whether the verdict is known: more lines cannot change it. */
  get isDecided(): boolean {
    return this.violation !== undefined;
  }

  /** Whether every node of it has ended, and nothing waits. */
  get isOver(): boolean {
    return this.order.isOver;
  }

  /** What is known so far; `finish` may say something else. */
  get soFar(): { readonly lines: number; readonly verdict: Verdict } {
    return { lines: this.lines, verdict: this.verdict() };
  }

  backlog(node: string): number {
    return this.order.backlog(node);
  }

  accept(located: Located): void {
    this.files.add(located.place.file);
    this.lines += 1;
    if (!this.isDecided) this.order.accept(located);
  }

  fault(fault: Fault): void {
    if (this.isDecided) return;
    if (fault.place !== undefined) this.files.add(fault.place.file);
    if (this.faults.length < FAULTS_MAX) this.faults.push(fault);
  }

  finish(): Judgement {
    if (!this.isDecided) this.order.finish();
    if (!this.isDecided) {
      const answer = this.judge.finish(this.faults.length === 0);
      if (answer.kind === 'broken' && answer.finding.at !== undefined)
        this.found(answer.finding, answer.finding.at, undefined);
      if (answer.kind === 'unknown') this.fault({ reason: 'gap', says: answer.says });
    }
    if (!this.isDecided && this.faults.length === 0 && this.steps === 0) {
      this.fault({ reason: 'vacuous', says: 'no node took a step: nothing was judged' });
    }
    const { name, judge } = this;
    return {
      run: name,
      spec: judge.spec,
      files: [...this.files],
      verdict: this.verdict(),
      ...(this.execution === undefined ? {} : { execution: this.execution }),
      faults: this.faults,
      notes: this.notes,
      progress: [...this.last.values()].map(progressAt),
      coverage: {
        lines: this.lines,
        steps: this.steps,
        nodes: this.last.size,
        restarts: this.restarts,
        messages: this.messages,
        ...judge.coverage(),
      },
    };
  }

  private verdict(): Verdict {
    if (this.violation !== undefined) return { kind: 'violation', violation: this.violation };
    const [first] = this.faults;
    if (first !== undefined) return { kind: 'inconclusive', reason: first.reason, says: first.says };
    return { kind: 'conforms' };
  }

  header(located: Located<EventOf<'header'>>): void {
    this.judge.header(located);
  }

  client(located: Located<EventOf<'client'>>): void {
    this.judge.client(located);
  }

  lost(node: string): void {
    this.judge.lost(node);
  }

  take(located: Located<Positioned>, sent: Sent | undefined, isLast: boolean): boolean {
    if (this.isDecided) return true;
    const { event, place } = located;
    const answer = this.judge.take(located, sent, isLast);
    if (answer.kind === 'later') return false;
    if (answer.kind === 'broken') {
      this.found(answer.finding, located, sent);
      return true;
    }
    if (answer.kind === 'unknown')
      this.fault({ reason: 'unknown', node: event.node, place, says: answer.says });
    const { node, incarnation } = event;
    this.last.set(node, located);
    this.recent.add(located, sent);
    if (event.kind === 'start' && incarnation > 1) this.restarts += 1;
    if (event.kind === 'step') {
      this.steps += 1;
      this.messages += event.sent.length;
    }
    return true;
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
    { at, others = [], ...finding }: Finding,
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
    const violation = { ...finding, place: located.place, node, incarnation, sequence, slice: causes };
    this.violation = violation;
    const { name: run, judge } = this;
    const linesOf = (of: string) => this.recent.linesOf(of);
    this.execution = executionOf({
      run,
      spec: judge.spec,
      violation,
      slice,
      linesOf,
      telling: judge.telling,
    });
  }
}

function progressAt({ event, place }: Located<Positioned>): Progress {
  const { node, incarnation, sequence } = event;
  return { node, incarnation, sequence, place };
}
