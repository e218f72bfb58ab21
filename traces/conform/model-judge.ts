/**
 * Any spec as the judge of a run that is logged in the spec's own words: the nodes are its processes, the actions its actions, `changed` has
 * fields of the process. The spec's own code takes each step from the states that the lines before it led to; one of its outcomes must be what the
 * line says. So choices that the spec leaves open are read from the log, and allowed by the spec. What nobody logged is searched (frontier.ts).
 *
 * Lines come in causal order. A state on the way is one of a consistent cut, so every invariant must hold in it too.
 */
import { cell, type Model, set, type Transfer } from '../../checker/model.js';
import { DirectState } from '../../checker/paths/direct.js';
import type { EventOf } from '../event.js';
import { differencesOfBeginning, isBeginning } from './beginning.js';
import { Frontier, type Hiding } from './frontier.js';
import { type Answer, type Behind, type Finding, fine, type Judge, type StepEvent } from './judge.js';
import { everyLine, type ModelJudging, ORDERS_FACTOR, TOLD_EVERY } from './model-judging.js';
import { ModelLine } from './model-line.js';
import { broken, brokenBehind, refusal, refusalOfBeginning, refusalOfNetwork } from './model-refusal.js';
import { nearestEdit } from './nearest-edit.js';
import { copies } from './network-copies.js';
import { type Located, NETWORK, type Positioned, type Sent } from './order.js';
import { Orders, type Stepper } from './orders.js';
import { isSettled } from './settled.js';
import { type NameDoubt, sayDoubts } from './shapes.js';
import { Stable } from './stable.js';
import { hasNoProcess, namedIn } from './strangers.js';
import { SpecTelling } from './telling.js';
import { closed, type ModelCandidate, Unseen, withLeft } from './unseen.js';
import type { Edit } from './verdict.js';
import { initialMessages } from './walk-line.js';

/** Lines that are kept, to see whether two of them are the wrong way round. */
const STEPS_KEPT = 16;

/** What the frontier takes: lines, and that lines are missing. */
type Taken = Positioned | { readonly kind: 'lost'; readonly node: string; readonly missing: number };

export class ModelJudge implements Judge, Hiding<DirectState, Taken> {
  private readonly initial: readonly ModelCandidate[];
  private readonly frontier: Frontier<DirectState, Taken>;
  private readonly unseen: Unseen;
  private readonly logged = new Set<string>();
  /** Where the next line of a node closes a gap of it: how many lines are missing. */
  private readonly gaps = new Map<string, number>();
  /** Who has a gap, or no log, as a reader is to be told. */
  private readonly missing = new Map<string, string>();
  /** Those that were found to have no log. */
  private readonly withoutLog: string[] = [];
  /** Some line was explained by steps that no line says. */
  private isAssuming = false;
  /** The last lines that were explained, each with where the run was before it. */
  private readonly steps: { readonly event: StepEvent; readonly candidates: readonly ModelCandidate[] }[] =
    [];
  /** Of the line that is judged: a cut behind it in which an invariant is broken, and the name of its step. */
  private cut: Finding | undefined;
  private name: string | undefined;
  /** Nothing more can be said. */
  private isBlind = false;
  private readonly taken = new Map<string, number>();
  private readonly first: readonly Transfer[];
  private cuts = 0;
  private readonly stable = new Stable();
  /** Processes whose last line is a crash or an end. */
  private readonly ended = new Set<string>();
  /** By process and incarnation: the earlier state with which it starts. */
  private readonly startsFrom = new Map<string, unknown>();

  constructor(
    readonly spec: string,
    private readonly model: Model,
    private readonly judging: ModelJudging = everyLine,
  ) {
    const { isBridging, unlogged, budget } = judging;
    const initial = DirectState.initial(model);
    this.first = initialMessages(initial[0].assignments());
    this.unseen = new Unseen(model, isBridging);
    for (const name of unlogged) this.silence(name, `${name}, which is not logged`);
    this.initial = initial.map((state) => ({ state, left: new Map() }));
    this.frontier = new Frontier<DirectState, Taken>(this.initial, this, budget);
  }

  header({ event: { node } }: Located<EventOf<'header'>>): void {
    this.logged.add(node);
    if (node === NETWORK) this.unseen.copiesAreLogged();
  }

  client(): void {}

  get externals(): Readonly<Record<string, object>> {
    const { onSearch, raised } = this.judging;
    return {
      model: this.model,
      actions: this.unseen.byMover,
      ...(onSearch === undefined ? {} : { onSearch }),
      ...(raised === undefined ? {} : { raised }),
    };
  }

  get telling(): SpecTelling {
    return new SpecTelling(this.initial[0].state.assignments());
  }

  lost(node: string, missing?: number): void {
    if (missing === undefined || !this.judging.isBridging) this.isBlind = true;
    if (this.isBlind || missing === undefined || this.unseen.actionsOf(node) === undefined) return;
    if (!this.logged.has(node)) {
      this.silence(node, noLog(node));
      return;
    }
    const lines = missing === 1 ? 'a line' : missing === Infinity ? 'lines' : `${missing} lines`;
    this.stable.lost(node);
    this.missing.set(node, `the gap in ${node}, where ${lines} may be missing`);
    this.gaps.set(node, missing);
    this.frontier.take({ kind: 'lost', node, missing });
  }

  /** A process without any line is one whose log is missing. */
  allRead(): void {
    for (const mover of this.unseen.movers) {
      if (mover === NETWORK || this.logged.has(mover) || this.unseen.isSilent(mover)) continue;
      this.silence(mover, noLog(mover));
      this.withoutLog.push(mover);
    }
  }

  mayBeOfAnother(isLossy: boolean): boolean {
    return (isLossy || this.missing.size > 0) && this.unseen.sendForOthers(this.initial);
  }

  sayDoubts(doubts: readonly NameDoubt[]): string {
    return sayDoubts(doubts, this.model.name, this.judging.fields);
  }

  editOf(event: StepEvent, behind: Behind): Edit | undefined {
    const { node } = event;
    const own = this.unseen.actionsOf(node);
    if (own === undefined || node === NETWORK || isBeginning(event)) return undefined;
    const previous = this.steps.findLastIndex((step) => step.event.node === node);
    // No line of a process that crashed comes behind its next start.
    const last = this.steps[previous]?.event.incarnation === event.incarnation ? previous : -1;
    const before = this.steps.slice(last);
    return nearestEdit({
      line: new ModelLine(this.model, event, this.judging.isStateLogged),
      actions: own,
      others: this.model.actions.filter((action) => !own.includes(action)),
      candidates: this.frontier.candidates,
      ...(last < 0
        ? {}
        : { before: { events: before.map((step) => step.event), candidates: before[0].candidates } }),
      behind,
      moveOf: (one) => (candidate) => this.moved(candidate, one),
    });
  }

  /** A process that has no log, and is not said to leave none, may have done anything. */
  finish(): Answer {
    if (this.withoutLog.length === 0) return fine;
    const whose = this.withoutLog.join(', ');
    const says = this.isAssuming
      ? `what is logged needs steps of one that has no log: a gap; there is none of ${whose}`
      : `there is no log of ${whose}: a gap; --unlogged says that there is none, and the header (configuration.parameters) how many processes there are`;
    return { kind: 'unknown', says };
  }

  take({ event }: Located<Positioned>, _sent: Sent | undefined, isLast: boolean): Answer {
    if (this.isBlind) return fine;
    const answer = event.kind === 'step' ? this.step(event, isLast) : this.quiet(event);
    if (answer.kind === 'unknown' || answer.kind === 'budget') this.isBlind = true;
    return answer;
  }

  inAnyOrder(lines: readonly Located<Positioned>[], isFree: (node: string) => boolean): Answer {
    const isAnyFree = lines.some(({ event }) => isFree(event.node));
    const budget = this.judging.budget * (isAnyFree ? ORDERS_FACTOR : 1);
    const stepper: Stepper<ModelCandidate> = {
      initial: this.initial,
      take: (state, { event }) => this.moved(state, event),
      canHide: (state) => this.unseen.canHide(state),
      hidden: (state) => this.unseen.hidden(state),
      opened: ({ state, left }, node, missing) => ({ state, left: withLeft(left, node, missing) }),
      searching: (expanded) => this.tellSearch(() => `the orders of ${lines.length} lines`, expanded, budget),
      keyOf: (state) => this.unseen.keyOf(state),
    };
    const { kind, state, line } = new Orders(lines, isFree, stepper).search(budget);
    if (kind === 'explained') {
      this.isAssuming = true;
      this.taken.clear();
      this.cuts = 0;
      for (const { event } of lines) if (event.kind === 'step') this.count(event.action.replace(/\(.*$/, ''));
      return fine;
    }
    if (kind === 'budget') {
      return {
        kind,
        says: `${lines.length} lines have more orders than ${budget} states show: --budget gives more`,
      };
    }
    const at = line ?? lines[lines.length - 1];
    const refused = at.event.kind === 'step' ? this.refuse(at.event, [state]) : fine;
    return refused.kind === 'broken' ? { kind: 'broken', finding: { ...refused.finding, at } } : refused;
  }

  coverage(): ReturnType<Judge['coverage']> {
    const all = this.model.actions.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
    const { expanded } = this.frontier;
    return {
      actions: Object.fromEntries(this.taken),
      never: [...new Set(all)].filter((name) => !this.taken.has(name)),
      evidence: {
        cuts: this.cuts,
        ...(expanded === 0 ? {} : { 'states searched for hidden steps': expanded }),
      },
    };
  }

  private silence(node: string, says: string): void {
    this.unseen.silence(node);
    this.missing.set(node, says);
  }

  private count(action: string | undefined, cuts = 1): void {
    this.cuts += cuts;
    if (action !== undefined) this.taken.set(action, (this.taken.get(action) ?? 0) + 1);
  }

  private quiet(event: Positioned): Answer {
    const { node, kind } = event;
    if (kind === 'persist') this.stable.persisted(node, event.through);
    if (kind === 'crash' || kind === 'end') this.ended.add(node);
    const answer = kind === 'start' ? this.found(event) : fine;
    const isRestart = kind === 'start' && event.incarnation > 1;
    if (isRestart) for (const { name } of this.unseen.restartsOf(node)) this.count(String(name), 0);
    if (answer.kind === 'fine' && (this.gaps.delete(node) || isRestart)) this.frontier.take(event);
    if (kind === 'start') this.begun(node);
    return answer;
  }

  /** From here on it is known what the process has, if only one state of the run is possible. */
  private begun(node: string): void {
    if (this.frontier.candidates.length > 1) this.stable.lost(node);
    else this.stable.started(node, this.stateOf(node));
  }

  /** What a process finds in stable storage is what it may have left there. */
  private found({ node, durable, incarnation }: EventOf<'start'>): Answer {
    if (this.unseen.actionsOf(node) === undefined) return fine;
    // Before the first start it has what the spec gives it. Where a log just stops, lines may be missing behind.
    const hasEnded = this.ended.delete(node);
    if (incarnation === 1) this.begun(node);
    else if (!hasEnded || this.frontier.candidates.length > 1) this.stable.lost(node);
    const there = this.stable.found(node, durable);
    if (there.kind === 'no such field')
      return {
        kind: 'unknown',
        says: `${node} starts with ${Object.keys(durable).join(', ')}, and its state in the spec has no such field: a mapping (fields) gives names`,
      };
    // What was not durable yet is forgotten.
    if (there.kind === 'known' && !there.isLast) this.startsFrom.set(`${node} ${incarnation}`, there.value);
    if (there.kind !== 'other') return fine;
    return broken({
      level: 1,
      rule: 'restart: stable state survives',
      says: `${node} starts with another state than it had made durable`,
      differences: there.differences,
      state: this.stateOf(node),
      suspect: 'implementation',
    });
  }

  private stateOf(node: string): unknown {
    const [{ state }] = this.frontier.candidates;
    return state.valueOf(node);
  }

  private step(event: StepEvent, isLast: boolean): Answer {
    const { node, action, received } = event;
    if (!this.unseen.isProcess(node)) return hasNoProcess(this.model.name, node, this.unseen.movers);
    this.cut = undefined;
    this.name = undefined;
    const { expanded, candidates } = this.frontier;
    const explained = this.frontier.take(event);
    if (explained === 'explained' && this.frontier.expanded > expanded) this.isAssuming = true;
    if (explained === 'explained') {
      this.gaps.delete(node);
      this.steps.push({ event, candidates });
      if (this.steps.length >= 2 * STEPS_KEPT) this.steps.splice(0, STEPS_KEPT);
      this.count(this.name);
      this.stable.stepped(node, event.sequence, this.stateOf(node));
      return fine;
    }
    const unseen = this.unseenSays();
    const isSettled = unseen !== '' && this.isSettled(event);
    const isOpen = unseen !== '' && !isSettled;
    // Where steps change several processes, one that is missing may be of anybody.
    const isAlone =
      isSettled || (received !== undefined && !isOpen && !this.unseen.lookForJoint(this.initial));
    if (explained === 'refuted' && !isLast && !isAlone) return { kind: 'later' };
    if (explained === 'budget') {
      const { budget } = this.judging;
      const says = `whether ${action} at ${node} is explained by ${unseen || 'what the network does unseen'} needs more than ${budget} states: --budget gives more`;
      return { kind: 'budget', says };
    }
    if (explained === 'forgotten') {
      const says = `${action} at ${node} is explained only if by ${unseen || 'what the network did unseen'}, longer ago than is remembered`;
      return { kind: 'budget', says };
    }
    const { cut } = this;
    const answer: Answer =
      cut === undefined ? this.refuse(event, this.frontier.candidates) : { kind: 'broken', finding: cut };
    return answer.kind === 'broken' && isOpen ? { ...answer, kind: 'open' } : answer;
  }

  /** What may have happened unseen, besides what the network does. */
  private unseenSays(): string {
    return [...this.missing.values()].join('; ');
  }

  private refuse(event: StepEvent, candidates: readonly ModelCandidate[]): Answer {
    if (event.node === NETWORK) return refusalOfNetwork(event);
    const stranger = namedIn(
      event,
      [...this.logged].filter((node) => !this.unseen.isProcess(node)),
    );
    if (stranger !== undefined) return hasNoProcess(this.model.name, stranger, this.unseen.movers);
    if (isBeginning(event)) return refusalOfBeginning(event, this.first, this.model);
    const line = new ModelLine(this.model, event, this.judging.isStateLogged);
    const actions = this.unseen.actionsOf(event.node) ?? [];
    return refusal(this.model, line, actions, candidates, this.unseenSays(), this.judging.raised?.());
  }

  isSettled(line: Taken): boolean {
    if (line.kind !== 'step' || line.node === NETWORK) return false;
    if (isBeginning(line)) return true;
    const { node } = line;
    if (!this.judging.isStateLogged || this.missing.has(node)) return false;
    const one = new ModelLine(this.model, line, true);
    const actions = this.unseen.actionsOf(node) ?? [];
    // The last is asked only where all else is so: it takes some walks.
    return (
      this.unseen.hasState(node) &&
      isSettled(one, actions, this.initial, this.frontier.candidates) &&
      this.unseen.movesAlone(node, this.initial)
    );
  }

  canHide(candidate: ModelCandidate): boolean {
    return this.unseen.canHide(candidate);
  }

  hidden(candidate: ModelCandidate): readonly ModelCandidate[] {
    return this.unseen.hidden(candidate);
  }

  searching(line: Taken, expanded: number): void {
    const what = line.kind === 'step' ? line.action : line.kind;
    this.tellSearch(() => `what explains ${what} at ${line.node}`, expanded, this.judging.budget);
  }

  private tellSearch(what: () => string, expanded: number, budget: number): void {
    if (expanded % TOLD_EVERY !== 0) return;
    this.judging.onSearch?.(`searching ${what()}: ${expanded} of ${budget} states`);
  }

  keyOf(candidate: ModelCandidate): string {
    return this.unseen.keyOf(candidate);
  }

  /** What a line does to a state of the spec. */
  moved(candidate: ModelCandidate, line: Taken): readonly ModelCandidate[] {
    const { node } = line;
    if (line.kind === 'lost') return [{ ...candidate, left: withLeft(candidate.left, node, line.missing) }];
    const after = [closed(candidate, node)];
    const actions = this.unseen.actionsOf(node) ?? [];
    if (line.kind === 'start' && line.incarnation > 1) {
      const earlier = this.startsFrom.get(`${node} ${line.incarnation}`);
      const { state } = candidate;
      const found = earlier === undefined ? state : state.after([set(cell(node), earlier)]);
      // As the spec restarts it, where it does.
      const steps = this.unseen.restartsOf(node).flatMap((action) => found.stepsOf(action, undefined));
      const all = steps.length === 0 ? [found] : steps.map(({ next }) => next);
      return all.map((next) => closed({ ...candidate, state: next }, node));
    }
    if (line.kind !== 'step') return after;
    if (node === NETWORK) return copies(candidate, line, actions);
    if (isBeginning(line))
      return differencesOfBeginning(line, this.first, this.model).length === 0 ? after : [];
    const one = new ModelLine(this.model, line, this.judging.isStateLogged);
    const fitting = one.held(candidate.state, actions).filter(({ differences }) => differences.length === 0);
    if (fitting.length === 0) return one.isIgnored(candidate.state, actions) ? after : [];
    this.name = fitting[0].step.name;
    return fitting.flatMap(({ step }) => {
      this.unseen.note(step);
      const found = brokenBehind(this.model, candidate.state, step.next, line.action);
      this.cut ??= found;
      return found === undefined ? [closed({ ...candidate, state: step.next }, node)] : [];
    });
  }
}

const noLog = (node: string) => `${node}, which has no log: a gap`;
