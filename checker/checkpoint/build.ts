/**
 * Which build of the program writes or reads a checkpoint. Fingerprints, rows and numbers in it mean what the engine and the language of
 * specs make of them: written by one build and gone on from by another, two spaces of fingerprints would be mixed without a word.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Build {
  /** Of the package. */
  readonly version: string;
  /** Of the code that runs: the engine, and the language of specs. */
  readonly digest: string;
}

const HERE = fileURLToPath(import.meta.url);
/** `checker/` and `spec/kit/`, compiled or not. */
const ROOTS = ['..', '../../spec/kit'].map((folder) => path.resolve(path.dirname(HERE), folder));
/** What only shows or asks. */
const OUTSIDE = ['cli', 'report', 'chain'];

/** The build that runs. Reads some hundred files: a few milliseconds. */
export async function thisBuild(): Promise<Build> {
  const hash = createHash('sha256');
  for (const root of ROOTS) {
    for (const file of await codeIn(root)) {
      hash
        .update(`${path.basename(root)}/${file}\0`)
        .update(await readFile(path.join(root, file)))
        .update('\0');
    }
  }
  return { version: await packageVersion(path.dirname(HERE)), digest: hash.digest('hex') };
}

/** Files of code under a folder, in order, written as this one is. */
async function codeIn(root: string): Promise<readonly string[]> {
  const extension = path.extname(HERE);
  return (await readdir(root, { recursive: true }))
    .map((file) => file.split(path.sep).join('/'))
    .filter(
      (file) => file.endsWith(extension) && !file.endsWith('.d.ts') && !OUTSIDE.includes(file.split('/')[0]),
    )
    .sort();
}

/** @param folder in the package */
async function packageVersion(folder: string): Promise<string> {
  try {
    const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
      version: string;
    };
    return version;
  } catch (error) {
    const above = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    return packageVersion(above);
  }
}
