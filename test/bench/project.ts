/**
 * Where the project's files are, seen from the sources (tests) and from `dist/` (the benchmark) alike: `tsc` does not copy
 * the Promela twin, and results belong beside `package.json` wherever the benchmark was started.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Absolute path of a file of the project, given from its root. */
export function projectFile(path: string): string {
  return join(projectRoot(import.meta.dirname), path);
}

function projectRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error(`no package.json above ${import.meta.dirname}`);
  return projectRoot(parent);
}
