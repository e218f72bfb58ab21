/**
 * Random walks as runs that were recorded, one file each: what a user holds a judge of recorded runs against before there is any system.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemReason } from '../input-error.js';
import { aboutOf, type Instance } from '../spec.js';
import { executionOfWalk } from '../walks/failing-walk.js';
import type { WalkOptions } from '../walks/walker.js';
import { requireWritableFolder } from './output.js';
import type { TraceOf } from './simulate.js';
import { UsageError } from './usage-error.js';

export interface Walks {
  readonly instance: Instance;
  readonly limits: WalkOptions;
  /** How many of them: those from the first on. */
  readonly walks: number;
  readonly traceOf: TraceOf;
}

/** @throws UsageError where the folder is not empty or cannot be written */
export async function writeWalks(folder: string, { instance, limits, walks, traceOf }: Walks): Promise<void> {
  const { model } = instance;
  try {
    await mkdir(folder, { recursive: true });
    const digits = String(walks).length;
    for (let walk = 0; walk < walks; walk++) {
      const execution = executionOfWalk(model, limits, walk, aboutOf(instance));
      const lines = traceOf(model, execution, `seed ${limits.seed}, walk ${walk + 1}`);
      const file = join(folder, `walk-${String(walk + 1).padStart(digits, '0')}.jsonl`);
      await writeFile(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UsageError(`${folder} cannot be written: ${systemReason(error)}`);
  }
}

/** @throws UsageError where it cannot be written, or there is something in it: runs are not mixed */
export async function requireNewFolder(folder: string): Promise<void> {
  await requireWritableFolder(folder);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UsageError(`${folder} is there and not empty; choose another folder for --trace`);
}
