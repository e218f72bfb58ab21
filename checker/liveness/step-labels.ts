/**
 * Which step of the model an edge of the state graph is: an action with its process, its parameters and the element that it is given.
 * Fairness speaks of these, and two of them may lead from one state to the same other.
 *
 * The engine knows an outcome by the name of its action alone. So the graph is explored in the same model with actions renamed: each
 * by all that tells its steps apart.
 */
import { canonical } from '../canonical.js';
import { type Action, actionName, type Model, type Parameters } from '../model.js';
import type { DirectStep } from '../paths/direct.js';

export interface StepLabel {
  readonly name: string;
  readonly node?: string;
  readonly parameters?: Parameters;
  /** What the action is given, where it ranges over something. */
  readonly element?: unknown;
  /** Equal labels, and no others, have equal texts. */
  readonly text: string;
}

export function labelOf(action: Action, element: unknown): StepLabel {
  const { node, parameters } = action;
  const name = actionName(action, element);
  const given = action.over === undefined ? '' : canonical(element);
  return {
    name,
    node,
    parameters,
    ...(action.over === undefined ? {} : { element }),
    text: JSON.stringify([name, node ?? null, canonical(parameters ?? {}), given]),
  };
}

export function labelOfStep({ action, element }: DirectStep): StepLabel {
  return labelOf(action, element);
}

/** A model whose actions are named by the texts of their labels, and which judges nothing. */
export class LabelledModel {
  readonly model: Model;
  private readonly labels = new Map<string, StepLabel>();

  constructor(original: Model) {
    const actions = original.actions.map((action): Action => {
      const name = (element: unknown): string => {
        const label = labelOf(action, element);
        this.labels.set(label.text, label);
        return label.text;
      };
      return { ...action, name: action.over === undefined ? name(undefined) : name };
    });
    this.model = { ...original, actions, properties: [] };
  }

  label(text: string): StepLabel {
    const label = this.labels.get(text);
    if (label === undefined) throw new Error(`no step is labelled ${text}`);
    return label;
  }
}
