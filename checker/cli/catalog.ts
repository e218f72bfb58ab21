/**
 * The specs that a name or a path may stand for. The checker knows no spec: who composes the command line hands them in.
 */
import path from 'node:path';
import { loadSpecFile } from '../load-spec.js';
import type { SpecSource } from '../model-source.js';
import type { Spec } from '../spec.js';
import { unknownName } from './usage-error.js';

export interface Catalog {
  /** The specs that come with the program. */
  list(): readonly Spec[];
  /**
   * The spec of that name, or the one that the file exports: what has a slash in it or ends like a file of TypeScript or
   * JavaScript is a path.
   * @throws InputError
   */
  load(nameOrPath: string): Promise<Spec>;
  /** Where another thread finds the same spec. */
  sourceOf(nameOrPath: string): SpecSource;
}

/** A name on the command line that is the path of a file. */
export const FILE = /[/\\]|\.[cm]?[jt]s$/;

/** @param module the URL of the module that exports `specs` */
export function catalogOf(specs: readonly Spec[], module: string): Catalog {
  return {
    list: () => specs,
    load: async (nameOrPath) => {
      if (FILE.test(nameOrPath)) return loadSpecFile(nameOrPath);
      const known = specs.find(({ name }) => name === nameOrPath);
      if (known !== undefined) return known;
      const names = specs.map(({ name }) => name);
      throw unknownName('spec', nameOrPath, names, 'paxoscope specs');
    },
    sourceOf: (nameOrPath) =>
      FILE.test(nameOrPath) ? { file: path.resolve(nameOrPath) } : { module, name: nameOrPath },
  };
}
