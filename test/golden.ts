/**
 * Golden transcripts: a text that a test expects, kept in a file under test/golden/ where a reviewer can read it.
 * `UPDATE_GOLDEN=1 npx vitest run` rewrites the files; the difference is then reviewed like code.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));

/**
 * Expects the text to be what the golden file holds, to the letter.
 * @param name of the file below test/golden/, with its extension: `report/paxos.txt`.
 * @throws AssertionError with the difference, or if there is no such file yet.
 */
export function expectGolden(name: string, text: string): void {
  const file = path.join(folder, name);
  const complete = text.endsWith('\n') ? text : `${text}\n`;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, complete);
    return;
  }
  if (!existsSync(file)) expect.fail(`there is no test/golden/${name}; UPDATE_GOLDEN=1 writes it`);
  expect(complete, `test/golden/${name} (UPDATE_GOLDEN=1 rewrites it)`).toBe(readFileSync(file, 'utf8'));
}
