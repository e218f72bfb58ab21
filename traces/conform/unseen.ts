/**
 * What a spec may do that no line says: the steps of a process that is not logged, as many steps of a process as lines of it are missing,
 * and what the network does by itself.
 */

import type { Action, Model } from '../../checker/model.js';
import type { DirectState, DirectStep } from '../../checker/paths/direct.js';
import { firstSteps } from './first-steps.js';
import type { Candidate } from './frontier.js';
import { NETWORK } from './order.js';
import { MODEL } from './walk-line.js';

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
  /** Some step was seen to change the state of another process than its own: by hand, or by spawning it. */
  isJoint = false;
  private hasLooked = false;

  /** @param isBridging whether steps that are not logged are looked for at all */
  constructor(
    model: Model,
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

  /** Looks for such a step among the first states of the spec; once. */
  lookForJoint(initial: readonly ModelCandidate[]): boolean {
    if (this.hasLooked) return this.isJoint;
    this.hasLooked = true;
    for (const { steps } of firstSteps(initial.map(({ state }) => state))) {
      for (const step of steps) this.note(step);
      if (this.isJoint) break;
    }
    return this.isJoint;
  }

  /** A step that was taken. */
  note({ action: { node }, outcome: { updates } }: DirectStep): void {
    this.isJoint ||= updates.some(
      (update) => update.kind !== 'add' && update.cell.name !== node && this.byMover.has(update.cell.name),
    );
  }

  /** By its fingerprint, which is as sure as the checker's own. */
  keyOf({ state, left }: ModelCandidate): string {
    const { low, high } = state.fingerprint();
    return left.size === 0 ? `${low} ${high}` : `${low} ${high} ${[...left].join()}`;
  }
}

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
