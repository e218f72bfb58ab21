/**
 * Loads a user's spec, or what else a user writes, from a file of TypeScript or JavaScript. TypeScript goes through tsx, which takes the types away and does not
 * check them; what the file imports is resolved by resolve-hook.ts.
 */
import { statSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, systemReason } from '../input-error.js';
import type { Spec } from '../spec.js';
import { resolve } from './resolve-hook.js';
import { shortPath } from './spec-place.js';
import { describeThrown, messageOf } from './thrown.js';
import { printToStderr } from './user-output.js';

/**
 * The spec that a file exports: by default, or as its only export that is a spec. Where the default is one, others are there for whoever imports them.
 * @throws InputError if there is no such file, it does not compile (with line and column), throws, or exports no spec
 */
export function loadSpecFile(file: string): Promise<Spec> {
  return loadExport(file, isSpec, {
    one: 'spec',
    what: 'a spec is what defineSpec({...}) returns',
    use: 'checked',
  });
}

/** How to speak of what a file should export. */
interface Wanted {
  /** What one is called: `spec`. */
  readonly one: string;
  /** What makes one. */
  readonly what: string;
  /** What is done with it. */
  readonly use: string;
}

/**
 * What a file exports, of one sort: by default, or as its only export of that sort.
 * @throws InputError as `loadSpecFile`
 */
export async function loadExport<T>(
  file: string,
  isWanted: (value: unknown) => value is T,
  wanted: Wanted,
): Promise<T> {
  const absolute = path.resolve(file);
  refuseMissing(file, absolute);
  refuseEnding(file, wanted);
  const exports = await importFile(file, absolute);
  const { default: standard, ...named } = exports;
  if (isWanted(standard)) return standard;
  const found = Object.entries(named).filter(([, value]) => isWanted(value));
  // What has two names is one.
  const different = new Set(found.map(([, value]) => value as T));
  if (different.size === 1) return [...different][0];
  const names = found.map(([name]) => name);
  throw new InputError(`${file} ${whatIsWrong(standard, Object.keys(named), names, wanted)}`);
}

/** Modules in the sense of the language, as resolve-hook.ts takes them: what CommonJS loads would have a library of its own. */
export const ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

function refuseEnding(file: string, { one }: Wanted): void {
  const ending = path.extname(file);
  if (ENDINGS.includes(ending)) return;
  const found = ending === '' ? 'has no ending' : `ends in ${ending}`;
  throw new InputError(
    `${file} ${found}; a file with ${one === 'algorithm' ? 'an' : 'a'} ${one} is a module whose name ends in ${ENDINGS.slice(0, -1).join(', ')} or ${ENDINGS.at(-1)}`,
  );
}

function refuseMissing(file: string, absolute: string): void {
  try {
    if (statSync(absolute).isFile()) return;
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${systemReason(error)}`);
  }
  throw new InputError(`${file} is not a file`);
}

async function importFile(file: string, absolute: string): Promise<Readonly<Record<string, unknown>>> {
  // What tsx makes of a file is one long line; errors are to tell the line that was written.
  process.setSourceMapsEnabled(true);
  const { register: registerTsx } = await import('tsx/esm/api');
  const unregister = registerTsx({ tsconfig: false });
  // What is registered last is asked first.
  registerResolveHook();
  const printAsBefore = printToStderr();
  try {
    return await import(pathToFileURL(absolute).href);
  } catch (error) {
    throw new InputError(`${file}: ${whyNotLoaded(error)}`, { cause: error });
  } finally {
    printAsBefore();
    await unregister();
  }
}

/** Node from 22.15 on asks hooks in this thread; 26 warns of the thread of their own that 20 has for them. */
function registerResolveHook(): void {
  const { registerHooks } = module as {
    readonly registerHooks?: (hooks: { readonly resolve: typeof resolve }) => void;
  };
  if (registerHooks === undefined) module.register('./resolve-hook.js', import.meta.url);
  else registerHooks({ resolve });
}

function whyNotLoaded(error: unknown): string {
  const message = messageOf(error);
  // esbuild's: `/path/file.ts:3:5: ERROR: Expected ";" but found "}"`
  const syntax = /^(.*):(\d+):(\d+): ERROR: (.*)$/m.exec(message);
  if (syntax !== null)
    return `does not compile: ${shortPath(syntax[1])}:${syntax[2]}:${syntax[3]}: ${syntax[4]}`;
  if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
    return `imports what is not there: ${message.replace(/ imported from .*$/s, '')}`;
  }
  if (/does not provide an export named/.test(message)) return `imports what is not there: ${message}`;
  if (error instanceof SyntaxError) return `does not compile: ${message}`;
  return describeThrown(error);
}

export function isSpec(value: unknown): value is Spec {
  return typeof value === 'object' && value !== null && (value as Partial<Spec>).kind === 'paxoscope-spec';
}

function whatIsWrong(
  standard: unknown,
  names: readonly string[],
  found: readonly string[],
  { one, what, use }: Wanted,
): string {
  if (found.length > 1)
    return `exports ${found.length} ${one}s, ${found.join(' and ')}; export the one to be ${use} by default`;
  const exported = [...(standard === undefined ? [] : ['default']), ...names];
  const list = exported.length === 0 ? 'nothing' : `only ${exported.join(', ')}`;
  return `exports no ${one}: ${what}, and the file exports ${list}`;
}
