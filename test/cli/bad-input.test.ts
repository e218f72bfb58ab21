/** Every kind of bad input: exit code 2, one line on stderr that says what is wrong and what would do, nothing on stdout. */
import { describe, expect, test } from 'vitest';
import { served as paxoscope, temporaryFolder } from './run.js';
import { badRoles } from './user-roles.js';
import { badSpecs } from './user-specs.js';

const lines: readonly (readonly [line: string, says: string])[] = [
  ['chek', 'no command chek; did you mean check? (paxoscope --help lists them)'],
  ['check', 'check needs a spec; paxoscope specs lists them'],
  ['check paxso', 'no spec paxso; did you mean paxos? (paxoscope specs lists them)'],
  ['check zzzzzzzz', 'no spec zzzzzzzz (paxoscope specs lists them)'],
  ['check paxos voting', 'one word too many: voting'],
  [
    'check paxos --acceptrs 3',
    'no flag --acceptrs; did you mean --acceptors? (paxoscope check paxos --help lists them)',
  ],
  [
    'check paxos --max-stats 3',
    'no flag --max-stats; did you mean --max-states? (paxoscope check paxos --help lists them)',
  ],
  ['conform --folow runs', 'no flag --folow; did you mean --follow? (paxoscope conform --help lists them)'],
  [
    'check --acceptrs paxos',
    'no flag --acceptrs before a spec is named; check needs a spec; paxoscope specs lists them',
  ],
  [
    'check --acceptors 3',
    'no flag --acceptors before a spec is named; check needs a spec; paxoscope specs lists them',
  ],
  ['conform --follow', 'conform needs files, directories, or - for standard input'],
  ['conform runs --order some', '--order takes none, and nothing else, not some'],
  ['check paxos -x', 'no flag -x (paxoscope check paxos --help lists them)'],
  ['check paxos --acceptors three', '--acceptors takes a whole number in 1..9, not three'],
  ['check paxos --acceptors 2.5', '--acceptors takes a whole number in 1..9, not 2.5'],
  ['check paxos --acceptors 0x3', '--acceptors takes a whole number in 1..9, not 0x3'],
  ['check paxos --acceptors 10', '--acceptors takes a whole number in 1..9, not 10'],
  ['check paxos --acceptors -3', '--acceptors takes a whole number in 1..9, not -3'],
  ['check paxos --acceptors=', '--acceptors takes a whole number in 1..9, not ""'],
  ['check paxos --acceptors', '--acceptors needs a value'],
  ['check paxos --acceptors --ballots 3', '--acceptors needs a value'],
  ['check paxos --acceptors 3 --acceptors 4', '--acceptors is given more than once'],
  ['check paxos --max-states 0', '--max-states takes a whole number of at least 1, not 0'],
  ['check paxos --max-depth -1', '--max-depth takes a whole number of at least 1, not -1'],
  ['check paxos --max-states 1e6', '--max-states takes a whole number of at least 1, not 1e6'],
  ['check paxos --mutant quorum-of-g', 'no mutant quorum-of-g; did you mean quorum-of-f?'],
  ['check pmmc --property r1', 'no property r1; did you mean R1?'],
  [
    'check paxos --property c3',
    'no property c3; there are: agreement, P2c, one-value-per-ballot, P1a, promises-never-go-back, value-is-chosen, chosen-in-two-ballots, refines-voting',
  ],
  ['check paxos --property agrement', 'no property agrement; did you mean agreement?'],
  [
    'check paxos --witness chosn-in-two-balots',
    'no reachable property chosn-in-two-balots; did you mean chosen-in-two-ballots?',
  ],
  [
    'check paxos --witness agreement',
    '--witness takes a reachable property, and agreement is of kind invariant; reachable: value-is-chosen, chosen-in-two-ballots',
  ],
  ['check paxos --format jsn', 'no format jsn; did you mean json?'],
  ['check paxos --format yaml', 'no format yaml; there are: text, json, itf, mermaid, shiviz, html'],
  ['check paxos --json=banana', '--json is on or off and takes no banana'],
  ['check strawman-first-value --symmetry=twice', '--symmetry is on or off and takes no twice'],
  ['check paxos -o', '-o needs a value'],
  ['check paxos-roles --learning al', '--learning takes all | distinguished, not al; did you mean all?'],
  ['check ./nothere.ts', './nothere.ts cannot be read: no such file or directory'],
  ['check .ts/', '.ts/ cannot be read: no such file or directory'],
  ['mutants paxos --acceptors 3', 'no flag --acceptors (paxoscope mutants paxos --help lists them)'],
  ['simulate paxos --seed -1', '--seed takes a whole number in 0..4294967295, not -1'],
  ['simulate paxos --workers 0', '--workers takes a whole number in 1..256, not 0'],
  ['simulate paxos --workers 257', '--workers takes a whole number in 1..256, not 257'],
  ['simulate paxos --workers x', '--workers takes a whole number in 1..256, not x'],
  ['simulate paxos --workers 1.5', '--workers takes a whole number in 1..256, not 1.5'],
  ['simulate paxos --walks 0', '--walks takes a whole number of at least 1, not 0'],
  ['show', 'show needs a file'],
  ['show nothere.json', 'nothere.json cannot be read: no such file or directory'],
  ['--json', 'no command; paxoscope --help lists them'],
  ['check paxos -- --acceptors 5', 'a -- of its own means nothing here; leave it out'],
  ['specs --', 'a -- of its own means nothing here; leave it out'],
  ...['mutant', 'witness', 'output', 'property', 'acceptors', 'max-states'].map(
    (flag) =>
      [
        `check paxos --no-${flag}`,
        `--${flag} takes a value, so there is no --no-${flag}; leave it out`,
      ] as const,
  ),
  ['check paxos --spec voting', 'no flag --spec (paxoscope check paxos --help lists them)'],
  ['check paxos --no-help', 'no flag --no-help (paxoscope check paxos --help lists them)'],
  ['check paxos --$0 3', 'no flag --$0 (paxoscope check paxos --help lists them)'],
  ['specs --$0=3', 'no flag --$0 (paxoscope specs --help lists them)'],
  ['show a.json --file b.json', 'no flag --file (paxoscope show --help lists them)'],
  [
    'check paxos --witness value-is-chosen --property agreement',
    '--witness and --property do not go together; leave one out',
  ],
];

describe.concurrent('bad input', () => {
  test.each(lines)('paxoscope %s', async (line, says) => {
    const { code, stdout, stderr } = await paxoscope(line);
    expect(stderr).toBe(`paxoscope: ${says}\n`);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('no command at all shows the help, and is an error', async () => {
    const { code, stdout, stderr } = await paxoscope('');
    expect(stderr).toMatch(/^paxoscope <command>\n/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('help on request is none', async () => {
    const { code, stdout } = await paxoscope('check paxos --help');
    expect(stdout).toMatch(/--acceptors +acceptors; a majority is a quorum \(1\.\.9\) +\[default: 3\]/);
    expect(stdout).toContain('Mutants of paxos: P1a-dropped');
    expect(code).toBe(0);
  });
});

describe.concurrent('a bad spec', () => {
  const bad = [...badSpecs, ...badRoles];
  const folder = temporaryFolder(Object.fromEntries(bad.map(({ name, text }) => [`${name}.ts`, text])));
  test.each(bad)('$name', async ({ name, says }) => {
    const { code, stdout, stderr } = await paxoscope(['check', `${name}.ts`], { cwd: folder });
    expect(stderr).toMatch(/^paxoscope: .*\n$/);
    // Told once.
    expect(stdout.replaceAll(/\s+/g, ' ')).not.toContain(stderr.trimEnd().split(': ').at(-1));
    expect(stderr).toContain(name.startsWith('parameter') ? 'spec mine' : `${name}.ts`);
    expect(stderr.trimEnd()).toMatch(says);
    expect(code).toBe(2);
  });
});
