/** README.md and the guides that it leads to: one for each thing that people come for, in the folder that it is about. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

export const GUIDES = [
  'README.md',
  'checker/README.md',
  'impl/README.md',
  'spec/README.md',
  'spec/liveness.md',
  'spec/lower-bound/README.md',
  'spec/pmmc/README.md',
  'spec/vr/README.md',
  'traces/README.md',
] as const;

export type Guide = (typeof GUIDES)[number];

export const pathOf = (guide: Guide): string => path.join(root, guide);
export const textOf = (guide: Guide): string => readFileSync(pathOf(guide), 'utf8');

/** A file that a guide gives in full: ```ts file=NAME, or in another language. */
export interface GivenFile {
  readonly name: string;
  readonly text: string;
}

export function filesIn(guide: Guide): readonly GivenFile[] {
  return [...textOf(guide).matchAll(/```\w+ file=(\S+)\n([\s\S]*?)```/g)].map(([, name, text]) => ({
    name,
    text,
  }));
}

/** @throws Error where no guide gives such a file */
export function givenFile(name: string): string {
  const found = GUIDES.flatMap(filesIn).find((file) => file.name === name);
  if (found === undefined) throw new Error(`no guide gives ${name} in full`);
  return found.text;
}
