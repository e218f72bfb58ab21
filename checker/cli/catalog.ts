/**
 * The specs that a name or a path may stand for. The checker knows no spec: who composes the command line hands them in.
 */
import type { Spec } from '../spec.js';
import { unknownName } from './usage-error.js';

export interface Catalog {
  /** The specs that come with the program. */
  list(): readonly Spec[];
  /**
   * The spec of that name, or the one that the file exports: what has a slash in it or ends like a file of TypeScript or
   * JavaScript is a path.
   * @throws UsageError
   */
  load(nameOrPath: string): Promise<Spec>;
}

const FILE = /[/\\]|\.[cm]?[jt]s$/;

export function catalogOf(specs: readonly Spec[]): Catalog {
  return {
    list: () => specs,
    load: async (nameOrPath) => {
      if (FILE.test(nameOrPath)) {
        const { loadSpecFile } = await import('./load-spec.js');
        return loadSpecFile(nameOrPath);
      }
      const known = specs.find(({ name }) => name === nameOrPath);
      if (known !== undefined) return known;
      const names = specs.map(({ name }) => name);
      throw unknownName('spec', nameOrPath, names, 'paxoscope specs');
    },
  };
}
