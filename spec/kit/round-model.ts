/**
 * A round-based algorithm as a model: a state is the state of each process and how many rounds are over; a step is a whole round, with the crashes
 * that happen in it. The crash patterns are those of the workbench (checker/rounds.ts), so both see the same executions.
 */
import {
  type Action,
  type Cell,
  cell,
  type Model,
  type Outcome,
  type Property,
  set,
  type Transfer,
  type Update,
  type View,
} from '../../checker/model.js';
import {
  bitCount,
  crashesOfRound,
  type Input,
  membersOf,
  type RoundAlgorithm,
  type RoundCrashes,
  type RoundSystem,
} from '../../checker/rounds.js';

/** One process: it takes part, or it has crashed, and then what it knew is of no matter. */
export type RoundProcess =
  | { readonly kind: 'up'; readonly input: Input; readonly state: unknown; readonly decision: Input | null }
  | { readonly kind: 'crashed'; readonly input: Input };

/** What properties may read. */
export interface RoundCells {
  /** By number. */
  readonly processes: readonly Cell<RoundProcess>[];
  /** How many rounds are over. */
  readonly round: Cell<number>;
}

export interface RoundModelDefinition extends RoundSystem {
  readonly name: string;
  readonly algorithm: RoundAlgorithm;
  readonly properties: (cells: RoundCells) => readonly Property[];
}

export function roundModel({ name, algorithm, properties, ...system }: RoundModelDefinition): Model {
  const numbers = Array.from({ length: system.processes }, (_, p) => p);
  const cells: RoundCells = {
    processes: numbers.map((p) => cell<RoundProcess>(`p${p}`)),
    round: cell<number>('round'),
  };
  const initial = Array.from({ length: 2 ** system.processes }, (_, inputs): Update[] => [
    set(cells.round, 0),
    ...numbers.map((process) => {
      const input = ((inputs >>> process) & 1) as Input;
      const state = algorithm.init({ ...system, process, input });
      return set(cells.processes[process], {
        kind: 'up',
        input,
        state,
        decision: algorithm.decide(state, 0),
      });
    }),
  ]);
  return {
    name,
    variables: [cells.round, ...cells.processes],
    initial,
    actions: [roundAction(algorithm, system, cells)],
    properties: properties(cells),
    isSynchronous: true,
  };
}

function roundAction(algorithm: RoundAlgorithm, system: RoundSystem, cells: RoundCells): Action {
  return {
    name: 'round',
    run: (view) => {
      const round = view.get(cells.round) + 1;
      if (round > system.rounds) return [];
      const before = cells.processes.map((process) => view.get(process));
      const up = before.reduce((set, { kind }, p) => (kind === 'up' ? set | (1 << p) : set), 0);
      const budget = system.faults - (system.processes - bitCount(up));
      return crashesOfRound(system.processes, up, budget).map((crashes) =>
        outcome(algorithm, cells, before, round, crashes),
      );
    },
  };
}

/** One round with these crashes: everybody sends, then those who take further part receive. */
function outcome(
  algorithm: RoundAlgorithm,
  cells: RoundCells,
  before: readonly RoundProcess[],
  round: number,
  { crashed, lost }: RoundCrashes,
): Outcome {
  const sent: Transfer[] = [];
  const updates: Update[] = [set(cells.round, round)];
  before.forEach((self, p) => {
    if (self.kind === 'crashed') return;
    if ((crashed & (1 << p)) !== 0) {
      updates.push(set(cells.processes[p], { kind: 'crashed', input: self.input }));
      return;
    }
    const received = new Map<number, unknown>();
    before.forEach((other, q) => {
      if (q === p || other.kind === 'crashed' || (lost[q] & (1 << p)) !== 0) return;
      const message = algorithm.send(other.state, round, p);
      if (message === null) return;
      received.set(q, message);
      sent.push({ from: `p${q}`, to: `p${p}`, message });
    });
    const state = algorithm.receive(self.state, round, received);
    const decision = self.decision ?? algorithm.decide(state, round);
    updates.push(set(cells.processes[p], { ...self, state, decision }));
  });
  const who = membersOf(crashed).map((p) => {
    const missing = membersOf(lost[p]).map((q) => `p${q}`);
    return missing.length === 0 ? `p${p}` : `p${p} unheard by ${missing.join(', ')}`;
  });
  return {
    updates,
    parameters: { round, ...(who.length === 0 ? {} : { crashes: who.join('; ') }) },
    sent: sent.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)),
  };
}

/** The decisions of the processes that take part, by number. */
export function decisionsIn(view: View, { processes }: RoundCells): readonly (Input | null)[] {
  return processes.map((process) => {
    const state = view.get(process);
    return state.kind === 'up' ? state.decision : null;
  });
}
