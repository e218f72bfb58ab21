/** Lines as events, in the thread that asks for them. */
import { EventMaker, type ReadLine } from './event-maker.js';
import type { RawLine } from './lines.js';
import { scan } from './scan.js';

const maker = new EventMaker();

/** Each as an event, or as what is wrong with it. */
export function readLines(lines: readonly RawLine[]): readonly ReadLine[] {
  return maker.make(scan(lines));
}
