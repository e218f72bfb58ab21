import { expect, it } from 'vitest';
import { extensions, formats, render } from '../../../checker/report/index.js';
import { paxos } from './samples.js';

it('every format renders, does not end in a line break, and has an extension of its own', () => {
  for (const format of formats) expect(render(paxos, format)).toMatch(/\S$/);
  expect(new Set(formats.map((format) => extensions[format])).size).toBe(formats.length);
});
