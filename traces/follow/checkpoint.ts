/**
 * A checkpoint of a run that is followed: how far each file was read, and all that was learned from it. One file in a folder, written anew,
 * synced and renamed (checker/checkpoint/checkpoint-file.ts), so there is all of it or the one before.
 */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import {
  CheckpointReader,
  CheckpointWriter,
  DamagedError,
} from '../../checker/checkpoint/checkpoint-file.js';
import { lockFolder, unlockFolder } from '../../checker/folder-lock.js';
import { InputError, systemReason } from '../../checker/input-error.js';
import { makeFolder } from '../../checker/make-folder.js';
import type { EventOf } from '../event.js';
import { classes } from './classes.js';
import type { Position } from './growing-file.js';

const NAME = 'conform.checkpoint';

/** By the code of all that is saved: who wrote other fields, or meant something else by them, is another program. */
const PROGRAM = createHash('sha256').update(Object.values(classes).map(String).join('\n')).digest('hex');

export interface About {
  /** Which flags it was judged with: others may judge otherwise. */
  readonly flags: string;
  readonly files: Readonly<Record<string, Position>>;
  /** The first header of each run, by which its judge is made. */
  readonly headers: readonly EventOf<'header'>[];
}

interface Head extends About {
  readonly program: string;
  readonly bytes: number;
}

/**
 * Takes the folder before anything is read: two that follow the same logs would write over each other's checkpoints.
 * @returns lets others have it
 * @throws InputError where it cannot be written, or another process writes there
 */
export async function takeFolder(folder: string): Promise<() => Promise<void>> {
  try {
    makeFolder(folder);
    await lockFolder(folder, 'follower');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${folder} cannot be written: ${systemReason(error)}`);
  }
  return () => unlockFolder(folder);
}

/** @throws InputError where the folder cannot be written */
export async function writeCheckpoint(folder: string, about: About, state: unknown): Promise<void> {
  const bytes = serialize(state);
  let writer: CheckpointWriter | undefined;
  try {
    makeFolder(folder);
    writer = await CheckpointWriter.create(join(folder, NAME));
    await writer.writeJson({ program: PROGRAM, bytes: bytes.length, ...about } satisfies Head);
    await writer.write(bytes);
    await writer.commit();
  } catch (error) {
    await writer?.abandon();
    throw new InputError(`${folder} cannot be written: ${systemReason(error)}`);
  }
}

/**
 * @returns undefined where there is none
 * @throws InputError where it is damaged, of another program, or was made with other flags
 */
export async function readCheckpoint(
  folder: string,
  flags: string,
): Promise<{ readonly about: About; readonly state: unknown } | undefined> {
  const file = join(folder, NAME);
  let reader: CheckpointReader | undefined;
  try {
    reader = await CheckpointReader.open(file);
    const { program, bytes, ...about } = (await reader.readJson()) as Head;
    if (program !== PROGRAM) throw new DamagedError('another version of this program wrote it');
    if (about.flags !== flags)
      throw new InputError(`${file} was made with ${about.flags}, not with ${flags}: use the same flags`);
    const state = new Uint8Array(bytes);
    await reader.read(state);
    return { about, state: deserialize(state) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof InputError) throw error;
    const reason = error instanceof DamagedError ? error.message : systemReason(error);
    throw new InputError(`${file} cannot be gone on from: ${reason}; remove it to begin anew`);
  } finally {
    await reader?.close();
  }
}
