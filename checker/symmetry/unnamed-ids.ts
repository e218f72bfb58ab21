/**
 * Ids that a model declares to be alike and then never names. That makes no answer wrong, but no state less either: as a rule the ids
 * are called otherwise where they stand (`acceptor1` in the sort, `a1` in the states).
 *
 * Where not all states were looked at this is a hint and not a fact.
 */
import { canonicalRenamed } from '../canonical.js';
import type { Cell, Model, Property, Sort, Soup } from '../model.js';
import type { DirectState } from '../paths/direct.js';
import { renamedName } from './renaming.js';

export class UnnamedIds {
  /** A renaming that renames nothing: it is asked for every string that may be an id. */
  private readonly noting = new Noting();

  constructor(
    private readonly model: Model,
    private readonly sorts: readonly Sort[],
  ) {
    for (const { ids } of sorts) for (const id of ids) this.noting.awaited.add(id);
    for (const { name } of model.variables) renamedName(name, this.noting);
    for (const { node = '', parameters = {} } of model.actions) {
      renamedName(node, this.noting);
      canonicalRenamed(parameters, this.noting);
    }
    for (const property of model.properties) {
      for (const { parameters = {} } of instancesOf(property)) canonicalRenamed(parameters, this.noting);
    }
  }

  /** Looks for them in the values of a state. */
  lookAt(state: DirectState): void {
    if (this.noting.awaited.size === 0) return;
    for (const variable of this.model.variables) {
      const value =
        variable.kind === 'cell'
          ? state.get(variable as Cell<unknown>)
          : state.sent(variable as Soup<unknown>);
      canonicalRenamed(value, this.noting);
    }
  }

  /** Those that were not met so far, by sort. */
  get left(): readonly { readonly sort: string; readonly ids: readonly string[] }[] {
    const left = this.sorts.map(({ name, ids }) => ({
      sort: name,
      ids: ids.filter((id) => this.noting.awaited.has(id)),
    }));
    return left.filter(({ ids }) => ids.length > 0);
  }
}

class Noting extends Map<string, string> {
  /** Strings for which nobody has asked yet. */
  readonly awaited = new Set<string>();

  override get(text: string): undefined {
    this.awaited.delete(text);
    return undefined;
  }
}

function instancesOf(property: Property): readonly { readonly parameters?: object }[] {
  return 'instances' in property ? property.instances : [];
}
