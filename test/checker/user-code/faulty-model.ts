/** A model that counts to 4, into which one piece of bad code is put that misbehaves where the count is 2. */
import { type CheckOptions, checkModel } from '../../../checker/check.js';
import {
  type Action,
  add,
  cell,
  type Model,
  type Outcome,
  type Property,
  set,
  soup,
  type View,
} from '../../../checker/model.js';

export interface Log {
  readonly entries: readonly { readonly n: number }[];
}

export const count = cell<number>('count');
export const log = cell<Log>('log');
export const other = cell<unknown>('other');
export const sent = soup<{ kind: 'tick'; body: { n: number } }>('sent');

export const tick: Action = {
  name: 'Tick',
  run: (view) => {
    const n = view.get(count);
    const { entries } = view.get(log);
    return n === 4
      ? []
      : [
          {
            updates: [
              set(count, n + 1),
              set(log, { entries: [...entries, { n }] }),
              add(sent, { kind: 'tick', body: { n } }),
            ],
          },
        ];
  },
};

/** Counts to 4; the faulty code misbehaves where the count is 2. */
export function model(
  faulty: Partial<Model> & { readonly action?: Action['run']; readonly property?: Property },
): Model {
  const { action, property, ...rest } = faulty;
  return {
    name: 'faulty',
    variables: [count, log, other, sent],
    initial: [[set(count, 0), set(log, { entries: [] }), set(other, null)]],
    actions: [
      tick,
      ...(action === undefined ? [] : [{ name: 'Bad', node: 'n1', parameters: { p: 1 }, run: action }]),
    ],
    properties: property === undefined ? [] : [property],
    ...rest,
  };
}

export const atTwo =
  (bad: (view: View) => readonly Outcome[]): Action['run'] =>
  (view) =>
    view.get(count) === 2 ? bad(view) : [];

export async function fault(faulty: Model, options?: CheckOptions) {
  const verdict = await checkModel(faulty, options);
  if (verdict.kind !== 'spec-error') throw new Error(`no fault: ${verdict.kind}`);
  return verdict;
}
