/**
 * The implementation with a bug in it: a copy of the compiled code beside the project's modules, with the edits made. The simulation's own checks are
 * taken out, which would stop a run at the first broken promise: here the judge is to find it in the trace.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { simulate } from '../../../impl/sim/world.js';
import type { Event } from '../../../traces/event.js';
import { type Bug, bugs, type Edit } from './bugs.js';

/** Tests run in the project's folder. */
const root = process.cwd();
const cache = join(root, 'node_modules/.cache/paxoscope-bugs');

const quiet: readonly Edit[] = [
  { file: 'sim/world.js', find: 'this.checks.started(state);', put: '' },
  { file: 'sim/world.js', find: 'this.checks.step(event, state);', put: '' },
  { file: 'sim/world.js', find: 'judge(log.slice(', put: '(() => {})(log.slice(' },
  {
    file: 'sim/server.js',
    find: 'world.checks.sent(this.id, node.state.incarnation, send.message);',
    put: '',
  },
];

/** A bug may well keep it from ever being done. */
const short: Edit = {
  file: 'sim/world.js',
  find: 'const HEALTHY_MS = 60_000;',
  put: 'const HEALTHY_MS = 1_000;',
};

export interface Recorder {
  /** The lines of a simulated run, also where it did not end well. */
  readonly record: (seed: number) => readonly Event[];
}

/** @param name of the bug; undefined: the clean twin */
export async function build(name: string | undefined): Promise<Recorder> {
  const folder = join(cache, `${name ?? 'clean'}-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'dist/impl'), join(folder, 'impl'), { recursive: true });
  cpSync(join(root, 'dist/traces/event.js'), join(folder, 'traces/event.js'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const bug: Bug =
    name === undefined ? { says: 'none', edits: [] } : { ...bugs[name], edits: [short, ...bugs[name].edits] };
  for (const edit of [...quiet, ...bug.edits]) apply(join(folder, 'impl', edit.file), edit);
  const module = (await import(pathToFileURL(join(folder, 'impl/sim/world.js')).href)) as {
    simulate: typeof simulate;
  };
  rmSync(folder, { recursive: true, force: true });
  return {
    record: (seed) => {
      const events: Event[] = [];
      try {
        // As from a file: later changes of the objects do not show.
        module.simulate(seed, { record: (event) => events.push(JSON.parse(JSON.stringify(event)) as Event) });
      } catch (error) {
        // A bug may well end a run.
        if (name === undefined) throw error;
      }
      return events;
    },
  };
}

/** Lines may be indented otherwise than the edit has them. */
function apply(file: string, { find, put }: Edit): void {
  const code = readFileSync(file, 'utf8');
  const pattern = new RegExp(
    find
      .split('\n')
      .map((line) => line.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('\\s*\\n\\s*'),
    'g',
  );
  const found = code.match(pattern)?.length ?? 0;
  if (found !== 1) throw new Error(`${file}: the text of a seeded bug is there ${found} times: ${find}`);
  writeFileSync(
    file,
    code.replace(pattern, () => put),
  );
}
