/**
 * Writable copies of frozen values: used to find out which field a spec wrote to, never in a search.
 */
import type { Cell, Matching, Pattern, Soup, View } from '../model.js';

/** A copy whose plain parts can be written; Immutable's collections are shared. */
export function thawed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(thawed) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, thawed(item)])) as T;
}

/** A view that hands out writable copies and remembers them. */
export class ThawingView implements View {
  constructor(
    private readonly view: View,
    readonly given: { readonly name: string; readonly original: unknown; readonly copy: unknown }[] = [],
  ) {}

  /** Another view whose copies are remembered here too. */
  beside(view: View): ThawingView {
    return new ThawingView(view, this.given);
  }

  get<T>(cell: Cell<T>): T {
    return this.give(cell.name, this.view.get(cell));
  }

  sent<M, const P extends Pattern<M> = Pattern<M>>(soup: Soup<M>, pattern?: P): readonly Matching<M, P>[] {
    return this.give(soup.name, this.view.sent(soup, pattern as never));
  }

  private give<T>(name: string, original: T): T {
    const copy = thawed(original);
    this.given.push({ name, original, copy });
    return copy;
  }
}
