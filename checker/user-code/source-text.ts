/**
 * The text of a user's spec: its file, and the files that it imports by relative paths, as far as they go.
 */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Texts of all files, in the order in which they are first imported. */
export async function sourceText(file: string): Promise<string> {
  const texts = new Map<string, string>();
  const waiting = [path.resolve(file)];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (texts.has(next)) continue;
    const text = await readFile(next, 'utf8');
    texts.set(next, text);
    for (const [, , specifier] of text.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/.+?)\1/g)) {
      const imported = fileOf(path.resolve(path.dirname(next), specifier));
      if (imported !== undefined) waiting.push(imported);
    }
  }
  const folder = path.dirname(path.resolve(file));
  return [...texts].map(([name, text]) => `${path.relative(folder, name)}\0${text}\0`).join('');
}

/** The file behind an import: `./roles.js` may be `./roles.ts` (checker/user-code/resolve-hook.ts). */
function fileOf(name: string): string | undefined {
  const typed = name.replace(/\.([cm]?)js$/, '.$1ts');
  const candidates = [name, typed, `${name}.ts`, `${name}.js`, path.join(name, 'index.ts')];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}
