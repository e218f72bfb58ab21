/** The sample runs are what they are said to be. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { expectWhole, linesOf } from '../impl/record/lines.js';

const samples = path.resolve(import.meta.dirname, '../../traces/samples');

it.each([
  ['clean', 3, 1],
  ['leader-changes', 6, 2],
])('%s', (name, incarnations, leaders) => {
  const folder = path.join(samples, name);
  const nodes = readdirSync(folder).flatMap((file) => /^(s\d)\.jsonl$/.exec(file)?.[1] ?? []);
  const starts = nodes.map((node) => expectWhole(node, linesOf(path.join(folder, `${node}.jsonl`))));
  expect(starts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(incarnations - 1);
  const adopted = nodes.flatMap((node) =>
    linesOf(path.join(folder, `${node}.jsonl`)).flatMap((line) =>
      line.kind === 'step' && line.action === 'receive adopted' ? [line.node] : [],
    ),
  );
  expect(new Set(adopted).size).toBeGreaterThanOrEqual(leaders);
  const history = linesOf(path.join(folder, 'clients.jsonl'));
  expect(history.some((line) => line.kind === 'client' && line.type === 'ok')).toBe(true);
  const { command } = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as { command: string };
  expect(readFileSync(path.join(samples, 'README.md'), 'utf8')).toContain(command);
});
