/**
 * The least change of a log with which a line that is not explained would be: it and a neighbour of its node the other way round, one field of
 * it another, a line more before it, or the line not there. Which of them it is says who is to be suspected.
 */
import { formatValue } from '../../checker/format-value.js';
import type { Action } from '../../checker/model.js';
import type { Behind, StepEvent } from './judge.js';
import type { ModelLine } from './model-line.js';
import type { ModelCandidate } from './unseen.js';
import type { Edit } from './verdict.js';

/** Steps that a missing line might have said, and states from which they are taken, at most. */
const STEPS_MAX = 2_000;

type Moves = (candidate: ModelCandidate) => readonly ModelCandidate[];

/** The line, and what is around it. */
export interface Around {
  readonly line: ModelLine;
  /** The actions of its process. */
  readonly actions: readonly Action[];
  /** Those of all others: one of them may have had to do something first. */
  readonly others: readonly Action[];
  /** Where the run may be before the line. */
  readonly candidates: readonly ModelCandidate[];
  /** The line before it of the same node, with what came between, and where the run was before all these. */
  readonly before?: { readonly events: readonly StepEvent[]; readonly candidates: readonly ModelCandidate[] };
  readonly behind: Behind;
  readonly moveOf: (event: StepEvent) => Moves;
}

export function nearestEdit(around: Around): Edit | undefined {
  return swapped(around) ?? changed(around) ?? added(around) ?? dropped(around);
}

function fits({ moveOf }: Around, from: readonly ModelCandidate[], events: readonly StepEvent[]): boolean {
  let now = from;
  for (const event of events) {
    now = now.flatMap(moveOf(event));
    if (now.length === 0) return false;
  }
  return true;
}

/** Whether the node can go on with its next line: others may have to go on first, for it may have received what they send. */
function goesOn(around: Around, from: readonly ModelCandidate[]): boolean {
  const { behind, moveOf } = around;
  if (behind.after.length === 0) return false;
  const [next] = behind.after;
  let now = from;
  for (const other of [undefined, ...behind.others]) {
    const then = other === undefined ? now : now.flatMap(moveOf(other));
    if (then.length > 0) now = then;
    if (fits(around, now, [next])) return true;
  }
  return false;
}

function swapped(around: Around): Edit | undefined {
  const { line, candidates, before } = around;
  const { after } = around.behind;
  const { event } = line;
  const other =
    after.length > 0 && fits(around, candidates, [after[0], event])
      ? after[0]
      : before !== undefined && fits(around, before.candidates, [event, ...before.events])
        ? before.events[0]
        : undefined;
  if (other === undefined) return undefined;
  const [first, second] = [event.sequence, other.sequence].sort((one, two) => one - two);
  return {
    kind: 'swap',
    says: `lines ${first} and ${second} of ${event.node} the other way round`,
    suspect: 'order',
  };
}

/** What follows tells whether the field is wrong in the log alone: then the node goes on as if it were right there. */
function changed(around: Around): Edit | undefined {
  const { line, actions, candidates } = around;
  for (const { state, left } of candidates) {
    for (const { step, differences } of line.held(state, actions)) {
      if (differences.length !== 1) continue;
      const [{ field, expected }] = differences;
      const isAlone = goesOn(around, [{ state: step.next, left }]);
      return {
        kind: 'field',
        says: `${field}: ${expected === undefined ? 'nothing' : formatValue(expected)}`,
        suspect: isAlone && !(around.behind.isHeard && field.startsWith('sent')) ? 'log' : 'implementation',
      };
    }
  }
  return undefined;
}

function added(around: Around): Edit | undefined {
  const { line, actions, others, candidates } = around;
  let left = STEPS_MAX;
  for (const candidate of candidates) {
    for (const action of [...actions, ...others]) {
      for (const element of candidate.state.elementsFor(action)) {
        for (const { name, next } of candidate.state.stepsOf(action, element)) {
          left -= 1;
          if (left < 0) return undefined;
          if (!fits(around, [{ ...candidate, state: next }], [line.event])) continue;
          return {
            kind: 'add',
            says: `a line of ${action.node ?? 'the model'} before it, ${name}`,
            suspect: 'log',
          };
        }
      }
    }
  }
  return undefined;
}

/** What others received did happen. */
function dropped(around: Around): Edit | undefined {
  const { line, candidates } = around;
  if (!goesOn(around, candidates)) return undefined;
  return {
    kind: 'drop',
    says: `without the line ${line.event.node} goes on as the spec does`,
    suspect: around.behind.isHeard ? 'implementation' : 'log',
  };
}
