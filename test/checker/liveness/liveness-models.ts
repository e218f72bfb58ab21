/**
 * Classical models for liveness: mutual exclusion by a semaphore (Dijkstra 1965) and by Peterson's algorithm (Peterson 1981), and a
 * token that goes round.
 */
import {
  type Action,
  type Cell,
  cell,
  type Fairness,
  type Model,
  type Property,
  set,
} from '../../../checker/model.js';
import {
  action,
  by,
  disabled,
  does,
  eventually,
  invariant,
  leadsTo,
  possible,
} from '../../../spec/kit/plain.js';

type Phase = 'idle' | 'waiting' | 'inside';

/** Who waits gets in, for each process. */
function served(phases: Readonly<Record<string, Cell<Phase>>>, fairness: readonly Fairness[]): Property {
  const instances = Object.entries(phases).map(([id, phase]) => ({
    parameters: { id },
    from: (view: Parameters<Action['run']>[0]) => view.get(phase) === 'waiting',
    to: (view: Parameters<Action['run']>[0]) => view.get(phase) === 'inside',
  }));
  return leadsTo('served', 'who waits gets in', instances, fairness);
}

export function semaphore(fairness: readonly Fairness[]): Model {
  const phases = { p: cell<Phase>('p'), q: cell<Phase>('q') };
  const all = Object.values(phases);
  return {
    name: 'semaphore',
    variables: all,
    initial: [all.map((phase) => set(phase, 'idle'))],
    actions: Object.entries(phases).flatMap(([id, phase]) => [
      by(
        id,
        action('ask', {}, (view) => (view.get(phase) === 'idle' ? does(set(phase, 'waiting')) : disabled)),
      ),
      by(
        id,
        action('enter', {}, (view) =>
          view.get(phase) === 'waiting' && all.every((other) => view.get(other) !== 'inside')
            ? does(set(phase, 'inside'))
            : disabled,
        ),
      ),
      by(
        id,
        action('leave', {}, (view) => (view.get(phase) === 'inside' ? does(set(phase, 'idle')) : disabled)),
      ),
    ]),
    properties: [
      invariant(
        'exclusion',
        'one is inside',
        (view) => all.filter((phase) => view.get(phase) === 'inside').length < 2,
      ),
      served(phases, fairness),
      possible('rest', 'both can come to rest', (view) => all.every((phase) => view.get(phase) === 'idle')),
    ],
  };
}

/** Two processes with flags and a turn. @param isPolite false: who asks takes the turn for itself */
export function peterson(fairness: readonly Fairness[], isPolite = true): Model {
  const phases = { p: cell<Phase>('p'), q: cell<Phase>('q') };
  const turn = cell<string>('turn');
  const other = { p: 'q', q: 'p' } as const;
  const actions = (['p', 'q'] as const).flatMap((id) => {
    const mine = phases[id];
    const theirs = phases[other[id]];
    return [
      by(
        id,
        action('ask', {}, (view) =>
          view.get(mine) === 'idle'
            ? does(set(mine, 'waiting'), set(turn, isPolite ? other[id] : id))
            : disabled,
        ),
      ),
      by(
        id,
        action('enter', {}, (view) =>
          view.get(mine) === 'waiting' &&
          (view.get(theirs) === 'idle' || (view.get(turn) === id && view.get(theirs) !== 'inside'))
            ? does(set(mine, 'inside'))
            : disabled,
        ),
      ),
      by(
        id,
        action('leave', {}, (view) => (view.get(mine) === 'inside' ? does(set(mine, 'idle')) : disabled)),
      ),
    ];
  });
  return {
    name: 'peterson',
    variables: [phases.p, phases.q, turn],
    initial: [[set(phases.p, 'idle'), set(phases.q, 'idle'), set(turn, 'p')]],
    actions,
    properties: [served(phases, fairness)],
  };
}

/** A token goes round; who has it may lose it for good, where that is allowed. */
export function ring(size: number, fairness: readonly Fairness[], mayLose = false): Model {
  const holder = cell<number | null>('holder');
  const ids = Array.from({ length: size }, (_, i) => i);
  return {
    name: 'ring',
    variables: [holder],
    initial: [[set(holder, 0)]],
    actions: [
      ...ids.map((id) =>
        by(
          `n${id}`,
          action('pass', {}, (view) =>
            view.get(holder) === id ? does(set(holder, (id + 1) % size)) : disabled,
          ),
        ),
      ),
      action('lose', {}, (view) =>
        mayLose && view.get(holder) === size - 1 ? does(set(holder, null)) : disabled,
      ),
    ],
    properties: [
      eventually(
        'visited',
        'the token comes by',
        ids.map((id) => ({ parameters: { id }, holds: (view) => view.get(holder) === id })),
        fairness,
      ),
      possible(
        'again',
        'it can come by again',
        ids.map((id) => ({ parameters: { id }, holds: (view) => view.get(holder) === id })),
      ),
    ],
  };
}
