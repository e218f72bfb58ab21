/**
 * The specs that a name or a path may stand for. The checker knows no spec: who composes the command line hands them in.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Spec } from '../spec.js';
import { loadSpec, type SpecSource } from '../threads/model-source.js';
import { ENDINGS, loadSpecFile } from '../user-code/load-spec.js';
import { UsageError, unknownName } from './usage-error.js';
import { watchUserCode } from './watch.js';

export interface Catalog {
  /** The names of the specs that come with the program. */
  readonly names: readonly string[];
  /** All of them. */
  list(): Promise<readonly Spec[]>;
  /**
   * The spec of that name, or the one that the file exports: what has a slash in it or an ending is a
   * path.
   * @throws InputError
   */
  load(nameOrPath: string): Promise<Spec>;
  /** Where another thread finds the same spec. */
  sourceOf(nameOrPath: string): SpecSource;
}

/** A name on the command line that is the path of a file: no spec has a slash in its name, or an ending. */
export const FILE = /[/\\]|\.[a-z]\w*$/i;

/**
 * @param places of each spec that comes with the program: the module that exports it
 * @param base the URL that places are relative to
 */
export function catalogOf(places: Readonly<Record<string, string>>, base: string): Catalog {
  const names = Object.keys(places);
  const known = (name: string): SpecSource => ({ module: new URL(places[name], base).href, name });
  return {
    names,
    list: () => Promise.all(names.map((name) => loadSpec(known(name)))),
    load: async (nameOrPath) => {
      if (FILE.test(nameOrPath)) {
        watchUserCode();
        return loadSpecFile(nameOrPath);
      }
      if (Object.hasOwn(places, nameOrPath)) return loadSpec(known(nameOrPath));
      const beside = ENDINGS.map((ending) => nameOrPath + ending).find(isFile);
      if (beside === undefined) throw unknownName('spec', nameOrPath, names, 'paxoscope specs');
      throw new UsageError(`no spec ${nameOrPath}; the file is ${beside} (paxoscope specs lists the names)`);
    },
    sourceOf: (nameOrPath) =>
      FILE.test(nameOrPath) ? { file: path.resolve(nameOrPath) } : known(nameOrPath),
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
