/** A cube of states: a point that one action moves along all axes, and so reads all of them. No two states show that action the same words. */
import { type Action, cell, set, type Update, type View } from '../../../checker/model.js';

export const axes = ['x', 'y', 'z'].map((name) => cell<number>(name));

/** The corner at which the point begins. */
export const origin: readonly Update[] = axes.map((axis) => set(axis, 0));

export const position = (view: View): number[] => axes.map((axis) => view.get(axis));

/** @param last the highest coordinate on each axis */
export const moving = (last: number): Action => ({
  name: 'move',
  run: (view) => {
    const at = position(view);
    return axes.flatMap((axis, i) => (at[i] < last ? [{ updates: [set(axis, at[i] + 1)] }] : []));
  },
});
