/**
 * The first start of a server, which somebody has to say. A server whose folder is gone (deleted, on a disk that is not mounted, under a path that
 * was changed) looks like a new one, and has forgotten what it promised and accepted: were it to vote again, what was acknowledged
 * could be lost, or decided twice. So a store is made only for a server that is said to be new, and a server that has a store is not new:
 * to say it once too often does no harm, since that is refused.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Mark } from './mark.js';

/** A folder that is not as whoever starts the server takes it to be. */
export class BeginningError extends Error {
  override readonly name = 'BeginningError';
}

/** Whether a server was ever started on this folder. */
export function hasBegun(folder: string): boolean {
  return existsSync(join(folder, 'level')) || existsSync(join(folder, 'mark'));
}

/**
 * @param isNew whether the server is said never to have run
 * @throws BeginningError where that cannot be
 */
export function requireBeginning(folder: string, self: string, isNew: boolean): void {
  if (!isNew && !hasBegun(folder))
    throw new BeginningError(
      `there is no store in ${folder}. If ${self} has never run, start it with --new, once. If it has, its store is lost and with it what it promised: start it never again, but replace it by a server of another id (impl/README.md, "A server is lost")`,
    );
  // With no commit it has promised nothing.
  if (isNew && (Mark.read(folder) ?? 0) > 0)
    throw new BeginningError(`${folder} has the store of a server that has run; start it without --new`);
}
