/**
 * Two answers of one piece of spec code to equal input, told by the first part in which they differ, for `--lint`.
 */
import { firstDifference } from '../difference.js';
import { formatMessage, formatValue } from '../format-value.js';
import type { Outcome, Update } from '../model.js';

const LENGTH_MAX = 100;

/** `first other.n = 1, then other.n = 2`; of steps, what they do. */
export function answersApart(first: unknown, second: unknown): string {
  const [one, other] =
    isSteps(first) && isSteps(second) ? stepsApart(first, second) : partsApart(first, second);
  // The texts of the answers differ, or nobody had asked.
  if (one === other) return 'it changes what it has answered before';
  return `first ${shortened(one)}, then ${shortened(other)}`;
}

type Two = readonly [string, string];

function isSteps(answer: unknown): answer is readonly Outcome[] {
  return Array.isArray(answer) && answer.every((outcome) => Array.isArray(outcome?.updates));
}

function stepsApart(first: readonly Outcome[], second: readonly Outcome[]): Two {
  if (first.length !== second.length) return [howMany(first), howMany(second)];
  for (const [i, outcome] of first.entries()) {
    const apart = stepApart(outcome, second[i]);
    if (apart[0] !== apart[1]) return apart;
  }
  return ['', ''];
}

function howMany(steps: readonly Outcome[]): string {
  if (steps.length === 0) return 'no step';
  if (steps.length > 1) return `${steps.length} steps`;
  const effects = steps[0].updates.map((update) => effect(update));
  return effects.length === 0 ? 'a step' : `a step with ${effects.join(', ')}`;
}

function stepApart(first: Outcome, second: Outcome): Two {
  const { updates: ours, ...labels } = first;
  const { updates: theirs, ...otherLabels } = second;
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    const apart = updatesApart(ours[i], theirs[i]);
    if (apart[0] !== apart[1]) return apart;
  }
  return partsApart(labels, otherLabels);
}

function updatesApart(first: Update | undefined, second: Update | undefined): Two {
  const whole: Two = [effect(first), effect(second)];
  if (first === undefined || second === undefined || target(first) !== target(second)) return whole;
  const [one, other] = [valueOf(first), valueOf(second)];
  if (first.kind === 'set') {
    const parts = partsApart(one, other, first.cell.name);
    return parts[0] === parts[1] ? whole : parts;
  }
  const path = firstDifference(one, other) ?? '';
  const told = (value: unknown) => `${target(first)} {… ${path}: ${formatValue(at(value, path))}}`;
  const parts: Two = [told(one), told(other)];
  return path === '' || parts[0] === parts[1] ? whole : parts;
}

/** What an update does, and to which variable. */
function target(update: Update): string {
  switch (update.kind) {
    case 'set':
      return `${update.cell.name} =`;
    case 'add':
      return `${update.soup.name} +`;
    case 'change':
      return `${update.cell.name}: ${update.by.name}`;
  }
}

function valueOf(update: Update): unknown {
  switch (update.kind) {
    case 'set':
      return update.value;
    case 'add':
      return update.member;
    case 'change':
      return update.argument;
  }
}

function effect(update: Update | undefined): string {
  return update === undefined ? 'no further change' : `${target(update)} ${formatMessage(valueOf(update))}`;
}

/** Of values with fields, the first field that differs, with its path. */
function partsApart(first: unknown, second: unknown, name = ''): Two {
  const path = firstDifference(first, second);
  if (path === undefined) return ['', ''];
  const full = path === '' || path.startsWith('[') || name === '' ? name + path : `${name}.${path}`;
  const told = (whole: unknown) => (full === '' ? '' : `${full} = `) + formatValue(at(whole, path));
  return [told(first), told(second)];
}

function at(value: unknown, path: string): unknown {
  const keys = path.match(/[^.[\]]+/g) ?? [];
  return keys.reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], value);
}

function shortened(text: string): string {
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text;
}
