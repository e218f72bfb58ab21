/**
 * What a spec may do that no line says: the steps of a process that is not logged, as many steps of a process as lines of it are missing,
 * and what the network does by itself.
 */

import type { Action, Model } from '../../checker/model.js';
import type { DirectState, DirectStep } from '../../checker/paths/direct.js';
import { firstSteps } from './first-steps.js';
import type { Candidate } from './frontier.js';
import { NETWORK } from './order.js';
import { someWalks } from './some-walks.js';
import { MODEL } from './walk-line.js';

/** What the kit calls the step in which a process begins again with what is stable (spec/kit/process.ts). */
const RESTART = 'restart';

export type ModelCandidate = Candidate<DirectState>;

/** Who takes the steps of an action, as logs call it. */
export function moverOf(model: Model, { node }: Action): string {
  if (node !== undefined) return node;
  return model.actions.some((action) => action.node !== undefined) ? NETWORK : MODEL;
}

export class Unseen {
  readonly byMover = new Map<string, Action[]>();
  /** Who leaves no lines. */
  private readonly silent = new Set<string>();
  /** Second copies that the network makes have lines. */
  private areCopiesLogged = false;
  /** Whose state a step of another was seen to change, by hand or by spawning it: by what is common to the names of a role. */
  private readonly movedByOthers = new Set<string>();
  /** Whether a step was seen that sends in the name of another process than its own. */
  private areSentForOthers = false;
  private hasLooked = false;
  private hasWalked = false;

  /** @param isBridging whether steps that are not logged are looked for at all */
  constructor(
    private readonly model: Model,
    private readonly isBridging: boolean,
  ) {
    for (const action of model.actions) {
      const mover = moverOf(model, action);
      this.byMover.set(mover, [...(this.byMover.get(mover) ?? []), action]);
    }
  }

  private get faults(): readonly Action[] {
    const all = this.byMover.get(NETWORK) ?? [];
    return this.areCopiesLogged ? all.filter(({ name }) => name !== 'duplicate') : all;
  }

  get movers(): readonly string[] {
    return [...this.byMover.keys()];
  }

  isProcess(name: string): boolean {
    return name === NETWORK || this.byMover.has(name);
  }

  /** The steps by which it begins again, where the spec has such. */
  restartsOf(mover: string): readonly Action[] {
    return (this.actionsOf(mover) ?? []).filter(({ name }) => name === RESTART);
  }

  actionsOf(mover: string): readonly Action[] | undefined {
    return this.byMover.get(mover);
  }

  /** It leaves no lines. */
  silence(mover: string): void {
    if (mover !== NETWORK) this.silent.add(mover);
  }

  isSilent(mover: string): boolean {
    return this.silent.has(mover);
  }

  /** The second copies that the network makes have lines. */
  copiesAreLogged(): void {
    this.areCopiesLogged = true;
  }

  canHide({ left }: ModelCandidate): boolean {
    return this.isBridging && (this.silent.size > 0 || this.faults.length > 0 || left.size > 0);
  }

  hidden({ state, left }: ModelCandidate): readonly ModelCandidate[] {
    const found: ModelCandidate[] = [];
    const take = (actions: readonly Action[], still: ReadonlyMap<string, number>) => {
      for (const action of actions)
        for (const element of state.elementsFor(action))
          for (const step of state.stepsOf(action, element)) {
            this.note(step);
            found.push({ state: step.next, left: still });
          }
    };
    for (const mover of this.silent) take(this.byMover.get(mover) ?? [], left);
    take(this.faults, left);
    for (const [mover, count] of left) {
      if (!this.silent.has(mover)) take(this.byMover.get(mover) ?? [], withLeft(left, mover, count - 1));
    }
    return found;
  }

  /** Whether some step changes the state of another process than its own; looked for among the first states of the spec, once. */
  lookForJoint(initial: readonly ModelCandidate[]): boolean {
    if (!this.hasLooked) {
      this.hasLooked = true;
      for (const { steps } of firstSteps(initial.map(({ state }) => state))) {
        for (const step of steps) this.note(step);
        if (this.movedByOthers.size > 0) break;
      }
    }
    return this.movedByOthers.size > 0;
  }

  /** Whether its state is a variable of its name: in a model that is made by hand it need not be. */
  hasState(mover: string): boolean {
    return this.model.variables.some(({ kind, name }) => kind === 'cell' && name === mover);
  }

  /** Whether only its own steps change its state, as far as walks show. */
  movesAlone(mover: string, initial: readonly ModelCandidate[]): boolean {
    if (this.lookForJoint(initial)) this.walk(initial);
    return !this.movedByOthers.has(nameOfAlike(mover));
  }

  /** Whether some process sends in the name of another in its steps, as far as walks show. */
  sendForOthers(initial: readonly ModelCandidate[]): boolean {
    if (!this.areSentForOthers) this.walk(initial);
    return this.areSentForOthers;
  }

  private walk(initial: readonly ModelCandidate[]): void {
    if (this.hasWalked) return;
    this.hasWalked = true;
    for (const { taken } of someWalks(initial.map(({ state }) => state)))
      if (taken !== undefined) this.note(taken);
  }

  /** A step that was taken. */
  note({ action: { node }, outcome: { updates, sent = [] } }: DirectStep): void {
    this.areSentForOthers ||= node !== undefined && sent.some(({ from }) => from !== node);
    for (const update of updates) {
      if (update.kind !== 'add' && update.cell.name !== node && this.byMover.has(update.cell.name))
        this.movedByOthers.add(nameOfAlike(update.cell.name));
    }
  }

  /** By its fingerprint, which is as sure as the checker's own. */
  keyOf({ state, left }: ModelCandidate): string {
    const { low, high } = state.fingerprint();
    return left.size === 0 ? `${low} ${high}` : `${low} ${high} ${[...left].join()}`;
  }
}

/** What the names of processes that are alike have in common: `a#` of `a1` and `a2`. */
export const nameOfAlike = (mover: string): string => mover.replace(/\d+/g, '#');

/** The same with so many steps left of one process. */
export function withLeft(
  left: ReadonlyMap<string, number>,
  mover: string,
  count: number,
): ReadonlyMap<string, number> {
  const after = new Map(left);
  if (count > 0) after.set(mover, count);
  else after.delete(mover);
  return after;
}

/** A line of the node came: what was missing before it is over. */
export function closed(candidate: ModelCandidate, node: string): ModelCandidate {
  return candidate.left.has(node) ? { ...candidate, left: withLeft(candidate.left, node, 0) } : candidate;
}
