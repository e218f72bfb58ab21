/**
 * What a picture of an object's history shows, without how it is drawn: its operations with their places in the linearization, as far as the shortest prefix
 * that fails, and of a long history the end.
 */
import type { Operation } from '../history.js';
import type { Failure, PartJudgement, Step } from '../verdict.js';

/** Operations of one picture: more are hard to see and slow to draw. */
const OPERATIONS = 120;

export interface Mark {
  readonly operation: Operation;
  /** From 1, in the linearization; undefined for one without a place there. */
  readonly place: number | undefined;
  /** Of the object, once it has taken its place. */
  readonly state: string | undefined;
  readonly role: 'placed' | 'failing' | 'left-over' | 'unplaced';
  /** Whether it ends within what is shown. */
  readonly isEnded: boolean;
}

export interface Scene {
  readonly part: string | undefined;
  /** In the order of calls. */
  readonly marks: readonly Mark[];
  /** In the order of their first calls. */
  readonly clients: readonly string[];
  /** Earlier operations that are not shown, and those after the prefix that fails. */
  readonly earlier: number;
  readonly later: number;
  /** The last line, where something fails. */
  readonly failsAt: number | undefined;
}

export function sceneOf({ name, operations, result }: PartJudgement): Scene {
  const failure = result.kind === 'not-linearizable' ? result.failure : undefined;
  const until = failure === undefined ? Number.MAX_SAFE_INTEGER : endOf(failure.operation);
  const within = operations.filter(({ call }) => call.at <= until);
  const shown = within.slice(-OPERATIONS);
  const order = result.kind === 'linearizable' ? result.order : (failure?.order ?? []);
  const steps = new Map(order.map((step, i) => [step.operation, { ...step, place: i + 1 }] as const));
  return {
    part: name,
    marks: shown.map((operation) => markOf(operation, steps.get(operation), failure, until)),
    clients: [...new Set(shown.map(({ client }) => client))],
    earlier: within.length - shown.length,
    later: operations.length - within.length,
    failsAt: failure?.line,
  };
}

/** What a picture is of, where it can only be of one object: the one that fails first, or is undecided, or the first. */
export function subjectOf(parts: readonly PartJudgement[], failure: Failure | undefined): PartJudgement {
  const failing = parts.find(
    ({ result }) => result.kind === 'not-linearizable' && result.failure === failure,
  );
  return failing ?? parts.find(({ result }) => result.kind === 'unknown') ?? parts[0];
}

function markOf(
  operation: Operation,
  step: (Step & { readonly place: number }) | undefined,
  failure: Failure | undefined,
  until: number,
): Mark {
  const base = {
    operation,
    place: step?.place,
    state: step?.state,
    isEnded: operation.end.kind !== 'open' && operation.end.at <= until,
  };
  if (operation === failure?.operation) return { ...base, role: 'failing' };
  if (operation === failure?.leftOver) return { ...base, role: 'left-over' };
  return { ...base, role: step === undefined ? 'unplaced' : 'placed' };
}

function endOf({ end }: Operation): number {
  return end.kind === 'open' ? Number.MAX_SAFE_INTEGER : end.at;
}
