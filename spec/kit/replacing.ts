/** Actions of a model that others take the place of, by name: an instance that says more of when they are taken than a role can. */
import type { Action } from '../../checker/model.js';

/**
 * The actions with others in the place of each that has this name.
 * @throws RangeError where none has it: what was to be another would silently be as before
 */
export function replacing(
  actions: readonly Action[],
  name: string,
  others: (action: Action) => readonly Action[],
): Action[] {
  if (actions.some((action) => action.name === name)) {
    return actions.flatMap((action) => (action.name === name ? others(action) : [action]));
  }
  const names = actions.map((action) => (typeof action.name === 'string' ? action.name : action.nameBegins));
  const known = [...new Set(names)].filter((known) => known !== undefined);
  throw new RangeError(`there is no action ${name} to be replaced; there are: ${known.join(', ')}`);
}
