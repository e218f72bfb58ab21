/** How many lines of each role and action were explained: what a run has covered. */
export class Taken {
  private readonly byRole = new Map<string, Map<string, { times: number }>>();

  add(role: string, action: string): void {
    let counts = this.byRole.get(role);
    if (counts === undefined) {
      counts = new Map();
      this.byRole.set(role, counts);
    }
    const counted = counts.get(action);
    if (counted === undefined) counts.set(action, { times: 1 });
    else counted.times += 1;
  }

  /** By role and action, in their order. */
  get counts(): Readonly<Record<string, number>> {
    const all = [...this.byRole].flatMap(([role, counts]) =>
      [...counts].map(([action, { times }]) => [`${role}: ${action}`, times] as const),
    );
    return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
