/** The members of a soup in one state, in the order of their canonical texts. They never change: who adds one gets others. */
export class Members {
  static readonly none = new Members([], []);

  private constructor(
    readonly texts: readonly string[],
    readonly values: readonly unknown[],
  ) {}

  has(text: string): boolean {
    return this.texts[this.placeOf(text)] === text;
  }

  with(text: string, value: unknown): Members {
    const place = this.placeOf(text);
    if (this.texts[place] === text) return this;
    return new Members(inserted(this.texts, place, text), inserted(this.values, place, value));
  }

  /** Values that are there, and not among the others. */
  notIn(others: Members): readonly unknown[] {
    return this === others ? [] : this.values.filter((_, i) => !others.has(this.texts[i]));
  }

  equals({ texts }: Members): boolean {
    return (
      this.texts === texts ||
      (this.texts.length === texts.length && texts.every((text, i) => text === this.texts[i]))
    );
  }

  /** Where it is, or would be. */
  private placeOf(text: string): number {
    let from = 0;
    for (let to = this.texts.length; from < to; ) {
      const middle = (from + to) >>> 1;
      if (this.texts[middle] < text) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

function inserted<T>(items: readonly T[], place: number, item: T): readonly T[] {
  const all = items.slice();
  all.splice(place, 0, item);
  return all;
}
