/** What `paxoscope conform` prints and saves of a violation, what it says of clients, and walks of a spec that a user tries it on. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { stormOf } from '../../../impl/sim/setting.js';
import { simulate } from '../../../impl/sim/world.js';
import type { Event } from '../../../traces/event.js';
import { served as paxoscope, temporaryFolder } from '../../cli/run.js';
import { brokenAgreement } from '../conform/broken-agreement.js';

const folder = temporaryFolder();
const lines = (events: readonly object[]) => `${events.map((event) => JSON.stringify(event)).join('\n')}\n`;
const conform = (...args: readonly string[]) => paxoscope(['conform', ...args], { cwd: folder });

describe('a violation', () => {
  beforeAll(() => writeFileSync(join(folder, 'broken.jsonl'), lines(brokenAgreement())));

  it('is printed in a form for other tools, saved, and shown again', async () => {
    const printed = await conform('broken.jsonl', '--level', '3', '--format', 'shiviz', '-o', 'saved.json');
    expect(printed.code).toBe(1);
    expect(printed.stdout).toMatch(/^\(\?<host>/);
    expect(printed.stderr).toMatch(/^by hand: violation at broken\.jsonl:27: .*\nsaved saved\.json\n$/);
    const shown = await paxoscope(['show', 'saved.json', '--format', 'shiviz'], { cwd: folder });
    expect(shown.stdout).toBe(printed.stdout);
    const text = await paxoscope(['show', 'saved.json'], { cwd: folder });
    expect(text.stdout).toMatch(/^by hand, a recorded run, judged by pmmc/);
    expect(text.stdout).toMatch(/evidence {2}slot 1 decided as s3\.b: .*\n.*votes: {s2:/);
  });

  it('is an execution in the JSON object', async () => {
    const { stdout } = await conform('broken.jsonl', '--level', '3', '--json');
    const { runs } = JSON.parse(stdout) as { runs: { execution: { format: string; steps: object[] } }[] };
    expect(runs[0].execution.format).toBe('paxoscope-execution');
    expect(runs[0].execution).toEqual(JSON.parse(readFileSync(join(folder, 'saved.json'), 'utf8')));
  });

  it('where there is none nothing is saved, and that is said', async () => {
    const clean = join(import.meta.dirname, '../../../traces/samples/clean');
    const { code, stdout, stderr } = await conform(clean, '--format', 'html', '-o', 'none.json');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(
      /there is no violation, and no execution to print\n.*none\.json is not written\n$/,
    );
  });
});

describe('what clients saw', () => {
  const stale = temporaryFolder();
  beforeAll(() => {
    const files = new Map<string, Event[]>();
    const record = (event: Event) => {
      const name = 'node' in event ? event.node : 'clients';
      // As `record` writes it: the history has no header.
      if (name === 'clients' && event.kind === 'header') return;
      files.set(name, [...(files.get(name) ?? []), withoutAnswers(event)]);
    };
    const storm = stormOf(73);
    const tuning = { ...storm.tuning, bugs: ['reads-locally' as const] };
    expect(() => simulate(73, { ...storm, tuning, record })).toThrow();
    for (const [name, events] of files) writeFileSync(join(stale, `${name}.jsonl`), lines(events));
  });

  it('refutes a service that reads locally, though each step of its servers may be one of the protocol, as far as they log it', async () => {
    const { code, stdout } = await paxoscope(['conform', '.'], { cwd: stale });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^seed 73: violation at clients\.jsonl:31: range .* by client c3, lines 30 to 31/);
    expect(stdout).toMatch(/field +answer\n +expected .*\n +observed {entries: \[\], more: false}\n/);
    expect(stdout).toMatch(/ 4\. ✗ c3: range .*\n +clients\.jsonl:31\n/);
    expect(stdout).toMatch(
      /\n {2}paxoscope linearize clients\.jsonl -o clients\.html +draws their history\n/,
    );
  });

  it('is not judged where nobody asks', async () => {
    const { code, stdout } = await paxoscope(['conform', '.', '--no-clients'], { cwd: stale });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[Cc]lients,|linearizable/);
  });
});

/** Servers that do not log what they answer: then nothing of theirs shows that they did not ask the leader. */
function withoutAnswers(event: Event): Event {
  if (event.kind !== 'step') return event;
  const { answered: _, ...changed } = event.changed;
  return { ...event, changed };
}

describe('walks of a spec', () => {
  it('conform; those of a broken protocol do not, and the spec says where', async () => {
    const walks = await paxoscope('simulate paxos-roles --walks 3 --seed 1 --trace walks', { cwd: folder });
    expect(walks.stderr).toMatch(/^saved 3 walks in walks\n$/);
    expect(readdirSync(join(folder, 'walks'))).toEqual(['walk-1.jsonl', 'walk-2.jsonl', 'walk-3.jsonl']);
    const judged = await conform('walks', '--spec', 'paxos-roles');
    expect(judged.stdout.match(/^seed 1, walk \d: conforms$/gm)?.length).toBe(3);
    expect(judged.code).toBe(0);
    const again = await paxoscope('simulate paxos-roles --walks 3 --trace walks', { cwd: folder });
    expect([again.code, again.stderr]).toEqual([
      2,
      'paxoscope: walks is there and not empty; choose another folder for --trace\n',
    ]);
    const mutant = 'simulate paxos-roles --mutant quorum-of-f --seed 1 --walks 50 --trace broken-walks';
    expect((await paxoscope(mutant, { cwd: folder })).code).toBe(1);
    const refuted = await conform('broken-walks', '--spec', 'paxos-roles');
    expect(refuted.code).toBe(1);
    expect(refuted.stdout).toMatch(/guard +\S.*: FALSE/);
  });
});
