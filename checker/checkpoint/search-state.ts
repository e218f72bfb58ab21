/**
 * A search that rests, written to a checkpoint and brought back: all that its threads share, and what was added to layout and
 * properties in the meantime. Tables are not kept: they fill again as states are met.
 */

import { SEGMENT_WORDS, type SegmentRows } from '../frontier.js';
import type { Search, SearchPosition } from '../search.js';
import { type Contribution, contributionOf, sumOf } from '../threads/contribution.js';
import type { FoundFailure } from '../threads/search-tally.js';
import type { Entry } from '../threads/shared-log.js';
import { type CheckpointReader, type CheckpointWriter, DamagedError } from './checkpoint-file.js';

/** Entries of the log that stand in one block. */
const ENTRIES_AT_ONCE = 100;

/** What is counted of a search, and the sizes of its arrays. */
interface Figures extends SearchPosition {
  readonly failure: FoundFailure | null;
  readonly contribution: Contribution;
  readonly entries: number;
  readonly visited: { readonly segments: number; readonly depth: number };
  readonly numbers: number;
  readonly untaken: readonly Rows[];
  readonly found: readonly Rows[];
}

interface Rows {
  readonly stride: number;
  readonly rows: number;
  readonly length: number;
}

/** @param others what other threads have done */
export async function writeSearch(
  search: Search,
  others: readonly Contribution[],
  writer: CheckpointWriter,
): Promise<void> {
  const { explorer, parents, visited } = search;
  const entries: Entry[] = [...explorer.engine.layout.entries(), ...explorer.judge.entries()];
  const sizes = (segments: Iterable<SegmentRows>): Rows[] =>
    [...segments].map(({ stride, rows, words }) => ({ stride, rows, length: words.length }));
  const figures: Figures = {
    ...search.position,
    failure: explorer.tally.firstFailure() ?? null,
    contribution: sumOf(search.model, [contributionOf(explorer), ...others]),
    entries: entries.length,
    visited: visited.shape,
    numbers: parents.numbers,
    untaken: sizes(explorer.frontier.untaken()),
    found: sizes(explorer.frontier.found()),
  };
  await writer.writeJson(figures);
  for (let i = 0; i < entries.length; i += ENTRIES_AT_ONCE) {
    await writer.writeJson(entries.slice(i, i + ENTRIES_AT_ONCE));
  }
  for (const piece of visited.pieces()) await writer.write(piece);
  for (const piece of parents.pieces()) await writer.write(piece);
  for (const { words } of explorer.frontier.untaken()) await writer.write(words);
  for (const { words } of explorer.frontier.found()) await writer.write(words);
}

/**
 * Brings a search that has not begun to where another one was.
 * @throws DamagedError; the search is then of no more use
 */
export async function readSearch(search: Search, reader: CheckpointReader): Promise<void> {
  const { explorer, parents, visited, log } = search;
  const figures = (await reader.readJson()) as Figures;
  const entries: Entry[] = [];
  while (entries.length < figures.entries) {
    const some = await reader.readJson();
    if (!Array.isArray(some) || some.length === 0) throw new DamagedError('entries of it are missing');
    entries.push(...some);
  }
  log.startAt(0, entries);
  visited.restoreShape(figures.visited);
  for (const piece of visited.pieces()) await reader.read(piece);
  parents.restore(figures.numbers);
  for (const piece of parents.pieces()) await reader.read(piece);
  const restore = async (segments: readonly Rows[]): Promise<void> => {
    for (const { stride, rows, length } of segments) {
      if (length > SEGMENT_WORDS) throw new DamagedError('a segment of it is too long');
      const words = new Int32Array(length);
      await reader.read(words);
      explorer.frontier.restore({ stride, rows, words });
    }
  };
  await restore(figures.untaken);
  explorer.frontier.nextLevel();
  await restore(figures.found);
  search.goOnFrom(figures, figures.contribution, figures.failure ?? undefined);
}
