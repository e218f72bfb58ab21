/** A model that is small and symmetric, unless a test makes its rules treat the ids differently. */
import {
  type Action,
  type Cell,
  cell,
  type Model,
  type Outcome,
  type Property,
  set,
  type View,
} from '../../../checker/model.js';
import { action, by, does } from '../../../spec/kit/plain.js';

export const ids = ['a1', 'a2', 'a3'];
const cells = new Map(ids.map((id) => [id, cell<string>(id)]));
export const phase = (id: string): Cell<string> => cells.get(id) as Cell<string>;
export const leader = cell<string | null>('leader');

export const done = (view: View): string[] => ids.filter((id) => view.get(phase(id)) === 'done');
export const isAnybodyDone = (view: View): boolean => ids.map((id) => view.get(phase(id))).includes('done');

/** Nodes work; of those that are done one becomes the leader, at any time. */
export function electing({
  mayWork = () => true,
  elected = (view) => done(view),
  properties = [],
}: {
  mayWork?: (id: string, view: View) => boolean;
  elected?: (view: View) => readonly string[];
  properties?: readonly Property[];
}): Model {
  const work = (id: string): Action =>
    by(
      id,
      action('work', {}, (view) =>
        view.get(phase(id)) === 'idle' && mayWork(id, view) ? does(set(phase(id), 'done')) : [],
      ),
    );
  const elect = action('elect', {}, (view): readonly Outcome[] =>
    view.get(leader) === null ? elected(view).map((id) => ({ updates: [set(leader, id)] })) : [],
  );
  return {
    name: 'electing',
    sorts: [{ name: 'nodes', ids }],
    variables: [...ids.map(phase), leader],
    initial: [[...ids.map((id) => set(phase(id), 'idle')), set(leader, null)]],
    actions: [...ids.map(work), elect],
    properties,
  };
}
