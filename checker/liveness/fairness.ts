/**
 * Fairness on the edges of a state graph: the assumptions that a property declares, each as the labels of the edges that satisfy it.
 * An action is enabled in a state exactly if such an edge leads out of it.
 */

import type { Fairness } from '../model.js';
import { isMeant, type Occurrence } from './fairness-names.js';
import type { StepLabel } from './step-labels.js';

/** One assumption: of an action, or of one process's, or of one step. */
export interface Constraint {
  readonly fairness: Fairness;
  /** Of one for each node: the node. Of one for each step: its label. */
  readonly of?: StepLabel;
}

/** What tells the constraints apart that one declared fairness makes; undefined where the label is none of its. */
export function constraintKey(fairness: Fairness, label: StepLabel): string | undefined {
  if (!isMeant(fairness, label)) return undefined;
  if (fairness.each === 'step') return label.text;
  return fairness.each === 'node' ? (label.node ?? '') : '';
}

/** The constraints of a list of fairness, and which of them each label belongs to. */
export class Constraints {
  readonly list: Constraint[] = [];
  readonly ofLabel: readonly (readonly number[])[];

  constructor(fairness: readonly Fairness[], labels: readonly StepLabel[]) {
    const numbers = new Map<string, number>();
    this.ofLabel = labels.map((label) =>
      fairness.flatMap((one, i) => {
        const key = constraintKey(one, label);
        if (key === undefined) return [];
        const known = numbers.get(`${i} ${key}`);
        if (known !== undefined) return [known];
        const number =
          this.list.push({ fairness: one, ...(one.each === undefined ? {} : { of: label }) }) - 1;
        numbers.set(`${i} ${key}`, number);
        return [number];
      }),
    );
  }

  isStrong(constraint: number): boolean {
    return this.list[constraint].fairness.kind === 'strong';
  }
}

/** The actions that occur in a graph, in the order of their names. */
export function occurrences(labels: readonly StepLabel[]): readonly Occurrence[] {
  return [...labels].sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ name, node }) => ({ name, node }));
}
