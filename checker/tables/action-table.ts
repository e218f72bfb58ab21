/**
 * The tables of one instance of an action: one for a plain action, one for each element of the variable that
 * it ranges over otherwise.
 */
import { Interned } from '../intern.js';
import type { Action } from '../model.js';
import { actionName } from '../model.js';
import type { DecisionTables } from '../table.js';
import type { SpecCalls } from '../user-code/spec-call.js';
import type { Layout } from './layout.js';
import type { SoupWords } from './soup-pattern.js';
import { NO_VIEW } from './view.js';

export class ActionTable {
  readonly kind: 'plain' | 'soup' | 'cell';
  /** The soup that the action ranges over. */
  readonly soup: SoupWords | undefined;
  /** The word of the cell that the action ranges over. */
  readonly cellWord: number;
  /** The elements of that cell's values that were met. */
  readonly elements: Interned;
  /** By element (by member of the soup): its table. A plain action has one table, at 0. */
  readonly tables: number[] = [];
  /** By element: the number of the action's name. */
  readonly names: number[] = [];
  /** By value id of the cell: its elements. */
  private readonly elementsByValue: (readonly number[])[] = [];

  constructor(
    readonly action: Action,
    private readonly layout: Layout,
    private readonly decisions: DecisionTables,
    private readonly nameNumber: (name: string) => number,
    private readonly calls: SpecCalls,
  ) {
    const { over } = action;
    this.kind = over === undefined ? 'plain' : over.kind;
    this.soup = over?.kind === 'soup' ? layout.soupWords(over.soup) : undefined;
    this.cellWord = over?.kind === 'cell' ? layout.cellWord(over.cell) : -1;
    this.elements = new Interned(`elements of ${this.kind}`);
    if (this.kind === 'plain') this.addTable(undefined);
  }

  element(index: number): unknown {
    if (this.kind === 'soup') return this.soup?.members.values[index];
    return this.kind === 'cell' ? this.elements.values[index] : undefined;
  }

  /** The table of an element; a new member of the soup gets one. */
  table(index: number): number {
    while (this.tables.length <= index) this.addTable(this.element(this.tables.length));
    return this.tables[index];
  }

  private addTable(element: unknown): void {
    this.tables.push(this.decisions.create());
    const name = this.calls.call({
      place: () => 'the name of an action',
      run: (_view, named) => actionName(this.action, named),
      view: () => NO_VIEW,
      element,
      text: String,
    });
    this.names.push(this.nameNumber(name));
  }

  /** The elements of a value of the cell that the action ranges over. */
  elementsOf(value: number): readonly number[] {
    const known = this.elementsByValue[value];
    if (known !== undefined) return known;
    const { over } = this.action;
    if (over?.kind !== 'cell') throw new Error('only a cell has elements');
    const { name, values } = this.layout.interned(this.cellWord);
    const ids = this.calls.call({
      place: () => `action ${typeof this.action.name === 'string' ? this.action.name : ''} over ${name}`,
      run: (_view, cell) => [...new Set(over.elements(cell as never).map((e) => this.elements.intern(e)))],
      view: () => NO_VIEW,
      element: values[value],
      text: String,
    });
    this.elementsByValue[value] = ids;
    return ids;
  }
}
