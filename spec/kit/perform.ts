/**
 * One step of a process, carried out: what it does to the state, with the messages that are received within it (`hand`) and
 * the processes that come to life in it (`spawn`).
 *
 * A message that is handed may be answered in several ways, and so one step of a process may have several outcomes.
 */
import { type Cell, type Outcome, set, type Transfer, type Update, type View } from '../../checker/model.js';
import type { Wiring } from './network.js';
import type { AnyMessage, Envelope, NodeStep, Reaction } from './role.js';

/** A process as steps reach it. */
export interface Party {
  readonly id: string;
  /** Null while a process that is spawned is not there. */
  readonly state: Cell<object | null>;
  readonly isSpawned: boolean;
  readonly isUp: (view: View) => boolean;
  /** Throws where a state has not the fields that those of its role have. */
  readonly requireFields: (state: object) => void;
  /** Whether the instance lets it go there. */
  readonly isWithin: (state: object) => boolean;
  /** What becomes of the messages in flight to it when it comes to a state. */
  readonly forgetIgnored: (state: object) => readonly Update[];
  readonly react: (state: object, from: string, message: AnyMessage) => Reaction<object, AnyMessage>;
  /** Its first step, from the state with which it comes to life. */
  readonly start: (state: object) => NodeStep<object, AnyMessage>;
}

/** A step that names a process which cannot do what it is asked to. */
export class StepError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StepError';
  }
}

/** What has been done so far. */
interface Done {
  /** Of the processes that moved. */
  readonly states: ReadonlyMap<string, object | null>;
  readonly updates: readonly Update[];
  readonly sent: readonly Transfer[];
  /** Some process would go outside the instance's bounds: nothing of it is done. */
  readonly isCutOff?: true;
}

type AnyStep = NodeStep<object, AnyMessage>;

/** Every way to carry out a reaction. Those that lead outside the instance's bounds are cut off: they are counted, and are no steps. */
export function outcomesOf(
  view: View,
  wiring: Wiring,
  parties: ReadonlyMap<string, Party>,
  id: string,
  steps: readonly AnyStep[],
): readonly Outcome[] {
  const known = (name: string, does: string): Party => {
    const party = parties.get(name);
    if (party === undefined) throw new StepError(`${does} ${name}, which is no process of this system`);
    return party;
  };

  const perform = (done: Done, party: Party, { state, sends, spawns = [] }: AnyStep): readonly Done[] => {
    if (state === null && !party.isSpawned) {
      throw new StepError(`${party.id} exits, and its role is not declared as spawned: true`);
    }
    if (state !== null) {
      party.requireFields(state);
      if (!party.isWithin(state)) return [{ ...done, isCutOff: true }];
    }
    const closed = state === null ? wiring.closed(party.id) : [];
    let all: readonly Done[] = [
      {
        ...done,
        states: new Map([...done.states, [party.id, state]]),
        updates: [...done.updates, ...closed],
      },
    ];
    for (const { to, message, isHanded } of sends) {
      const from = party.id;
      all = all.flatMap((before) => {
        if (before.isCutOff) return [before];
        const after = { ...before, sent: [...before.sent, { from, to, message }] };
        if (isHanded === true) return receive(after, known(to, 'a message is handed to'), { from, message });
        if (isDropped(before, to, { from, message })) return [after];
        return [{ ...after, updates: [...after.updates, ...wiring.sent(from, to, message)] }];
      });
    }
    for (const { spawned, state: born } of spawns) {
      const child = known(spawned, 'a step spawns');
      if (!child.isSpawned) {
        throw new StepError(`a step spawns ${spawned}, whose role is not declared as spawned: true`);
      }
      const opened = (before: Done) => ({
        ...before,
        updates: [...before.updates, ...wiring.opened(spawned)],
      });
      all = all.flatMap((before) =>
        before.isCutOff ? [before] : perform(opened(before), child, child.start(born)),
      );
    }
    return all;
  };

  /** Whether a message is not in flight at all, since its receiver would ignore it. */
  const isDropped = (done: Done, to: string, { from, message }: Envelope<AnyMessage>): boolean => {
    const party = parties.get(to);
    if (!wiring.dropsIgnored || party === undefined || to === from) return false;
    const state = stateOf(done, party);
    return state === null || !party.isUp(view) || party.react(state, from, message).kind === 'ignore';
  };

  const receive = (done: Done, party: Party, { from, message }: Envelope<AnyMessage>): readonly Done[] => {
    const state = stateOf(done, party);
    if (state === null || !party.isUp(view)) return [done];
    return stepsOf(party.react(state, from, message), done, (step) => perform(done, party, step));
  };

  /** Null where it has exited in this step. */
  const stateOf = (done: Done, party: Party): object | null => {
    const moved = done.states.get(party.id);
    return moved === undefined ? view.get(party.state) : moved;
  };

  const nothing: Done = { states: new Map(), updates: [], sent: [] };
  const party = known(id, 'a step is one of');
  return steps.flatMap((step) =>
    perform(nothing, party, step).map(({ states, updates, sent, isCutOff }) => {
      if (isCutOff) return { updates: [], parameters: step.parameters, isCutOff };
      const all = [
        ...[...states].map(([name, state]) => set(known(name, '').state, state)),
        ...updates,
        ...[...states].flatMap(([name, state]) =>
          state === null ? [] : known(name, '').forgetIgnored(state),
        ),
      ];
      return { updates: all, sent, parameters: step.parameters };
    }),
  );
}

function stepsOf(
  reaction: Reaction<object, AnyMessage>,
  unmoved: Done,
  perform: (step: AnyStep) => readonly Done[],
): readonly Done[] {
  if (reaction.kind === 'ignore') return [unmoved];
  return reaction.kind === 'choice' ? reaction.steps.flatMap(perform) : perform(reaction);
}
