/** Every form renders what there is. */
import { expect, it } from 'vitest';
import { formats, render } from '../../../checker/report/index.js';
import { paxos } from './samples.js';

it.each(formats)('%s renders, and does not end in a line break', (format) => {
  expect(render(paxos, format)).toMatch(/\S$/);
});
