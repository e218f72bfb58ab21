/**
 * Where in the user's files an error comes from: the innermost call that is neither Node's, nor a library's, nor ours. Of
 * TypeScript it is the line that was written, where source maps are on (checker/user-code/load-spec.ts).
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The compiled program, and what it was compiled from: source maps may be on when it is loaded. */
const PROGRAM = path.resolve(fileURLToPath(import.meta.url), '../../..');
const OURS = [
  PROGRAM,
  ...['checker', 'spec/kit', 'traces'].map((folder) => path.join(PROGRAM, '..', folder)),
];

/** ` (ring.ts:36)`, or nothing where no call of the user's can be seen. */
export function placeOf(error: unknown): string {
  const stack = error instanceof Error ? String(error.stack) : '';
  for (const line of stack.split('\n')) {
    const frame = /^\s+at (?:async )?(?:.*? \()?(.+):(\d+):\d+\)?$/.exec(line);
    const file = frame === null ? undefined : fileOf(frame[1]);
    if (frame !== null && file !== undefined && isOfUser(file)) return ` (${shortPath(file)}:${frame[2]})`;
  }
  return '';
}

/** The path of a file that a stack names, as a path or as a URL. */
function fileOf(location: string): string | undefined {
  if (path.isAbsolute(location)) return location;
  return location.startsWith('file:') ? fileURLToPath(location) : undefined;
}

function isOfUser(file: string): boolean {
  return !OURS.some((folder) => isInside(folder, file)) && !file.split(path.sep).includes('node_modules');
}

/** A path as it is told: from the current folder where the file is in it. */
export function shortPath(file: string): string {
  const folder = process.cwd();
  return isInside(folder, file) ? path.relative(folder, file) : file;
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
