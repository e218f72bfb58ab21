/** The folder of one search on disk, and those that are made for it: they go when it is over, and nothing else does. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSpillFolder } from '../../../checker/search/spill.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'paxoscope-test-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const left = (): string[] => readdirSync(root, { recursive: true }).map(String).sort();

it('goes with all folders that were made for it', () => {
  const folder = createSpillFolder(path.join(root, 'a/b/../b/c/'));
  expect(left()).toHaveLength(4);
  writeFileSync(path.join(folder.path, 'rows'), '');
  folder.remove();
  expect(left()).toEqual([]);
});

it('leaves folders that were there before', () => {
  mkdirSync(path.join(root, 'a'));
  createSpillFolder(path.join(root, 'a/b')).remove();
  expect(left()).toEqual(['a']);
  createSpillFolder(path.join(root, 'a')).remove();
  expect(left()).toEqual(['a']);
});

it('leaves folders in which there is something else by now', () => {
  const one = createSpillFolder(path.join(root, 'a/b/c'));
  const other = createSpillFolder(path.join(root, 'a/b'));
  one.remove();
  expect(left()).toEqual(['a', 'a/b', path.relative(root, other.path)]);
  other.remove();
  expect(left()).toEqual(['a', 'a/b']);
});

it('is made in a folder, or not at all', () => {
  writeFileSync(path.join(root, 'file'), '');
  expect(() => createSpillFolder(path.join(root, 'file/rows'))).toThrow(/file\/rows cannot be written/);
  expect(left()).toEqual(['file']);
});

it('is not listened for any longer once it is gone', () => {
  const before = process.listenerCount('exit');
  createSpillFolder(root).remove();
  expect(process.listenerCount('exit')).toBe(before);
});
