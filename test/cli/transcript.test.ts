/** What the commands print, as a reader sees it, in files under test/golden/cli/. */
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectGolden } from '../golden.js';
import { served as paxoscope, temporaryFolder, withoutFigures } from './run.js';
import { badFromTheStart, throwsAtTwo } from './user-specs.js';

const SMALL = '--acceptors 3 --ballots 2 --values 2';

/** No line is wider than 100 columns. */
function expectNarrow(report: string): void {
  for (const text of report.split('\n')) expect(text.length, text).toBeLessThanOrEqual(100);
}

describe.concurrent('transcripts', () => {
  test.each([
    ['check-paxos.txt', `check paxos ${SMALL}`, 0],
    ['check-mutant.txt', 'check paxos --ballots 2 --mutant P2c-dropped --property agreement', 1],
    ['check-other-property.txt', 'check paxos --ballots 2 --mutant quorum-of-f', 1],
    ['check-never-met.txt', 'check paxos --ballots 2 --mutant never-promises --property value-is-chosen', 1],
    // Where a limit cuts a level off, several threads cut it off here or there.
    ['check-bounded.txt', `check paxos ${SMALL} --max-states 1000 --workers 1`, 3],
    ['check-symmetry.txt', 'check paxos --symmetry', 0],
    ['check-witness.txt', `check paxos ${SMALL} --witness value-is-chosen`, 0],
    ['new-leader.txt', 'check multi-paxos-new-leader --witness all-is-executed', 0],
    ['olive-day.txt', 'check multi-paxos-olive-day --witness all-is-executed', 0],
    ['specs.txt', 'specs', 0],
    ['mutants-paxos.txt', 'mutants paxos', 0],
    ['simulate-paxos.txt', 'simulate paxos --seed 7 --walks 50', 3],
    ['simulate-mutant.txt', 'simulate paxos --mutant P2c-dropped --property agreement --seed 7', 1],
  ])('%s', async (name, line, code) => {
    const ended = await paxoscope(line);
    expect(ended.stderr).toBe('');
    expectGolden(`cli/${name}`, withoutFigures(ended.stdout));
    expectNarrow(ended.stdout);
    expect(ended.code).toBe(code);
  });

  test('the help is as narrow as the reports', async () =>
    expectNarrow((await paxoscope('check paxos --help')).stdout));
});

describe('a spec that fails', () => {
  const cwd = temporaryFolder({ 'throws.ts': throwsAtTwo, 'initial.ts': badFromTheStart });

  test.each([
    ['spec-error.txt', 'check throws.ts', 2],
    ['spec-error-simulated.txt', 'simulate throws.ts --seed 7', 2],
    ['violated-at-once.txt', 'check initial.ts', 1],
  ])('%s', async (name, line, code) => {
    const ended = await paxoscope(line, { cwd });
    const { stdout, stderr } = ended;
    expectGolden(`cli/${name}`, stderr === '' ? stdout : `${stdout}\non stderr:\n${stderr}`);
    expect(ended.code).toBe(code);
  });

  test('has a stack with --debug', async () => {
    for (const command of ['check', 'simulate']) {
      const { stderr } = await paxoscope(`${command} throws.ts --debug`, { cwd });
      expect(stderr).toMatch(/^paxoscope: .*\nRangeError: too far\n( +at .*\n)*? +at .*throws\.ts:15:/);
    }
  });
});

describe('show', () => {
  const file = path.join(temporaryFolder(), 'saved.json');
  let checked = '';

  beforeAll(async () => {
    const line = [
      'check',
      'paxos',
      '--ballots',
      '2',
      '--mutant',
      'P2c-dropped',
      '--property',
      'agreement',
      '-o',
      file,
    ];
    checked = (await paxoscope(line)).stdout;
  });

  test.each([
    ['text', 'txt'],
    ['json', 'json'],
    ['itf', 'itf.json'],
    ['mermaid', 'mmd'],
    ['shiviz', 'shiviz.log'],
    ['html', 'html'],
  ])('as %s', async (format, extension) => {
    const { code, stdout, stderr } = await paxoscope(['show', file, '--format', format]);
    expect(stderr).toBe('');
    expectGolden(`cli/show.${extension}`, stdout);
    expect(code).toBe(0);
  });

  test('prints what check printed', async () => {
    expect(checked).toContain((await paxoscope(['show', file])).stdout);
  });
});
