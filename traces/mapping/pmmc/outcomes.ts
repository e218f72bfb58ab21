/**
 * What replicas say that they executed, and answered, held against what was decided: the log leads every replica to the same results (application.ts). The
 * results of a slot are known as soon as all slots up to it are decided; where lines are missing, or a slot is forgotten, nothing is held
 * against anybody.
 */

import { sameJson } from '../../conform/differences.js';
import type { StepEvent } from '../../conform/judge.js';
import { at } from '../../conform/place.js';
import type { Difference } from '../../conform/verdict.js';
import { Application, type Outcome, type Terms } from './application.js';
import { type Found, side } from './found.js';
import type { Names } from './names.js';
import type { Slots } from './slots.js';

/** Kinds of answers to reads, which are not in the log. */
const READS = ['value', 'entries', 'holder'];
/** Kinds of answers by which a request is not executed. */
const REFUSALS = ['redirect', 'busy', 'full', 'refused', 'expired'];
/** Incarnations of a server whose lines may still be judged. */
const INCARNATIONS = 3;

interface Changed {
  readonly executed?: Readonly<Record<string, readonly string[]>>;
  readonly answered?: Readonly<Record<string, string>>;
  readonly slotOut?: number;
  readonly fetched?: { readonly slot: number };
}

/** What lines have told of executions. */
export interface Executions {
  /** The slot in which a request was executed. */
  slotOf(request: string): number | undefined;
  /** No line is missing, and none is forgotten. */
  readonly areAllTold: boolean;
}

interface Answer {
  readonly request: string;
  readonly kind: string;
  readonly node: string;
}

export class Outcomes {
  private application: Application | undefined;
  /** The slot that is applied next. */
  private next = 1;
  /** By server and incarnation: up to which slot it has applied. */
  private readonly applied = new Map<string, number>();

  constructor(
    private readonly names: Names,
    private readonly slots: Slots,
  ) {}

  /** The first header says by which terms sessions and leases end. */
  begin({ sessionTicks, clockTicks }: Partial<Terms>): void {
    if (typeof sessionTicks !== 'number' || typeof clockTicks !== 'number') return;
    this.application = new Application({ sessionTicks, clockTicks });
  }

  /** A server begins with the state after a slot. */
  started(node: string, incarnation: number, slot: number): void {
    this.applied.set(`${node} ${incarnation}`, slot);
    this.applied.delete(`${node} ${incarnation - INCARNATIONS}`);
  }

  /**
   * A line, when what it says was decided is known.
   * @param isFollowed no line of the server before it is missing
   */
  step(event: StepEvent, isFollowed: boolean, executions: Executions): Found | undefined {
    const { executed, answered, slotOut, fetched } = event.changed as Changed;
    if (executed === undefined && answered === undefined && slotOut === undefined) return undefined;
    const key = `${event.node} ${event.incarnation}`;
    const before = isFollowed ? this.applied.get(key) : undefined;
    if (slotOut !== undefined) this.applied.set(key, slotOut - 1);
    this.advance();
    if (this.application === undefined) return undefined;
    const from = fetched?.slot ?? before;
    // Where lines are missing it may have applied more than is known to be decided.
    const isKnown = from !== undefined && (slotOut ?? from + 1) <= this.next;
    const first = isKnown ? from : undefined;
    const isRequest = event.action === 'request';
    const slots: number[] = [];
    if (first !== undefined && slotOut !== undefined)
      for (let slot = first + 1; slot < slotOut; slot++) slots.push(slot);
    const told = Object.keys(executed ?? {}).map(Number);
    for (const slot of new Set([...slots, ...told])) {
      const found = this.executes(slot, executed?.[slot] ?? [], event.node);
      if (found !== undefined) return found;
    }
    for (const [request, kind] of Object.entries(answered ?? {})) {
      const answer: Answer = { request, kind, node: event.node };
      const found =
        first !== undefined && !isRequest
          ? this.answersAtOnce(answer, slots)
          : this.answersAgain(answer, executions, isRequest ? first : undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Applies what is decided by now. */
  private advance(): void {
    while (this.application !== undefined) {
      const slot = this.slots.at(this.next);
      if (slot !== undefined && slot.decided === undefined) return;
      const command = slot?.decided && this.names.loggedAs(slot.decided.what);
      // It is forgotten: what follows it can never be applied.
      if (slot === undefined || command === undefined) this.application = undefined;
      else slot.outcome = this.application.apply(command);
      this.next += 1;
    }
  }

  private executes(slot: number, observed: readonly string[], node: string): Found | undefined {
    const outcome = this.slots.at(slot)?.outcome;
    if (outcome === undefined) return undefined;
    const results = outcome.results.filter(({ isExecuted }) => isExecuted);
    const expected = results.map(({ request }) => request);
    if (sameJson(expected, observed)) return undefined;
    const what = (requests: readonly string[]) => requests.join(', ') || 'nothing';
    return this.broken(
      'what is executed is what was decided',
      `${node} says that it executed ${what(observed)} in slot ${slot}; what was decided there leads to ${what(expected)}`,
      { field: `changed.executed[${slot}]`, expected, observed },
      slot,
    );
  }

  /** An answer that comes with the slots that the step applies: the first of them that has the request. */
  private answersAtOnce(answer: Answer, slots: readonly number[]): Found | undefined {
    for (const slot of slots) {
      const outcome = this.slots.at(slot)?.outcome;
      if (outcome === undefined) return undefined;
      const result = outcome.results.find(({ request }) => request === answer.request);
      if (result !== undefined) return this.answers(answer, result.kinds, slot);
    }
    return READS.includes(answer.kind) ? undefined : this.answers(answer, [], undefined);
  }

  /**
   * An answer to a request that comes again, or is refused.
   * @param applied up to which slot its server has applied, where that is known
   */
  private answersAgain(
    answer: Answer,
    executions: Executions,
    applied: number | undefined,
  ): Found | undefined {
    const { request, kind } = answer;
    const slot = executions.slotOf(request);
    const outcome = slot === undefined ? undefined : this.slots.at(slot)?.outcome;
    const result = outcome?.results.find((one) => one.request === request);
    if (kind === 'stale')
      return applied === undefined || this.isStale(request)
        ? undefined
        : this.answers(answer, result?.kinds ?? [], slot);
    if (REFUSALS.includes(kind)) {
      const isKnown = result !== undefined && slot !== undefined && applied !== undefined && slot <= applied;
      const isAlive = isKnown && this.isAlive(outcome as Outcome, applied);
      return isAlive ? this.answers(answer, result.kinds, slot) : undefined;
    }
    const isNever = executions.areAllTold && applied !== undefined && (slot ?? applied + 1) > applied;
    if (isNever && !READS.includes(kind)) return this.answers(answer, [], undefined);
    return result === undefined ? undefined : this.answers(answer, result.kinds, slot);
  }

  private isStale(request: string): boolean {
    const [, client, sequence] = /^(.*) (\d+)$/s.exec(request) ?? [];
    return client === undefined || this.application?.hasLater(client, Number(sequence)) !== false;
  }

  /** Whether the session of a client that had a request executed is still there after a slot. */
  private isAlive({ time }: Outcome, applied: number): boolean {
    const now = this.slots.at(applied)?.outcome?.time;
    const { sessionTicks = 0 } = this.application?.terms ?? {};
    return now !== undefined && time + sessionTicks >= now;
  }

  private answers({ request, kind, node }: Answer, kinds: readonly string[], slot: number | undefined) {
    if (kinds.includes(kind)) return undefined;
    const leads =
      slot === undefined
        ? 'it has applied no slot with that request'
        : `slot ${slot} leads to ${kinds.join(' or ')}`;
    return this.broken(
      'what is answered is what was decided',
      `${node} says that it answered ${kind} to request ${request}; ${leads}`,
      { field: `changed.answered[${request}]`, expected: kinds[0], observed: kind },
      slot,
    );
  }

  private broken(rule: string, says: string, difference: Difference, slot: number | undefined): Found {
    const decided = slot === undefined ? undefined : this.slots.at(slot)?.decided;
    const sides =
      decided === undefined
        ? []
        : [
            side(`slot ${slot} decided as ${decided.what}`, {
              by: decided.by,
              command: this.names.contentOf(decided.what),
              line: at(decided.place),
            }),
          ];
    return {
      rule,
      says,
      differences: [difference],
      guards: [],
      evidence: sides,
      others: decided === undefined ? [] : [decided.place],
    };
  }
}
