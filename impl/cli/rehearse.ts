/**
 * `paxoscope rehearse`: runs the cores of the real system in a simulated world, seed after seed, and says whether a promise was broken. One
 * run can be written down as a trace, in the format of real runs.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Event } from '../../traces/event.js';
import { type Setting, settingOf, stormOf } from '../sim/setting.js';
import { addRun, newSummary, type Summary, textOf as summaryText } from '../sim/summary.js';
import { SimulationError, World } from '../sim/world.js';
import { makeFolder } from '../store/folder.js';
import { bugFlag, bugOf, listedBugs } from './bug-flag.js';
import {
  type CommandContext,
  command,
  countOf,
  type FlagValues,
  isSwitch,
  requireFolder,
  takesValue,
  textOf,
} from './context.js';

const RUNS = 1000;
const SEED_MAX = 999_999_999;

const flags = {
  seed: takesValue('the first seed: a run follows from its seed alone', { defaultDescription: '1' }),
  runs: takesValue('how many seeds, one after another', {
    defaultDescription: `${RUNS}; 1 with --output`,
  }),
  storm: isSwitch('leaders are cut off all the time, messages come late and twice'),
  ...bugFlag,
  output: takesValue('write the trace of the one run into this folder', { alias: 'o' }),
  json: isSwitch('one JSON object on stdout, and nothing else'),
  progress: isSwitch('progress on stderr, even where it is no terminal'),
};

export const rehearseCommand = command({
  name: 'rehearse',
  describe: 'run the real servers in a simulated world, under every fault, from seeds',
  flags,
  examples: [
    ['npx paxoscope rehearse', 'a thousand runs'],
    ['npx paxoscope rehearse --seed 7 -o run-7', 'one run, written down'],
  ],
  run: async (context, values) => {
    if (await listedBugs(context, values)) return;
    const bug = bugOf(context, values);
    const folder = textOf(values, 'output');
    const first = countOf(context, values, 'seed', { min: 0, max: SEED_MAX }) ?? 1;
    const runs = countOf(context, values, 'runs') ?? (folder === undefined ? RUNS : 1);
    if (folder !== undefined && runs !== 1)
      throw context.fault(`--output takes one run, not ${runs}; leave --runs out`);
    // The flags that make such a run are its name: two runs that differ are never taken for one.
    const nameOf = (seed: number) =>
      `seed ${seed}${values.storm === true ? ' --storm' : ''}${bug ? ` --bug ${bug}` : ''}`;
    const settingFor = (seed: number): Setting => {
      const setting = (values.storm === true ? stormOf : settingOf)(seed, { run: nameOf(seed) });
      return bug === undefined ? setting : { ...setting, tuning: { ...setting.tuning, bugs: [bug] } };
    };
    const record = folder === undefined ? undefined : recorderFor(context, folder);
    const summary = await rehearse(context, values, first, runs, (seed) => ({
      ...settingFor(seed),
      record: record?.take,
    }));
    if (record !== undefined) record.save(settingFor(first), summary.broken[0]?.message);
    const isStopped = summary.runs < runs;
    if (values.json === true) await context.terminal.print(JSON.stringify(jsonOf(summary, first, isStopped)));
    else await context.terminal.print(summaryText(summary, first));
    if (isStopped) {
      context.terminal.say(`stopped: seeds from ${first + summary.runs} on were not run`);
      context.finish(3);
    }
    if (summary.broken.length > 0) {
      context.finish(1);
      const [{ seed }] = summary.broken;
      if (record === undefined)
        context.terminal.say(`paxoscope rehearse --${nameOf(seed)} -o FOLDER writes it down`);
    }
    if (folder === undefined) return;
    const hint = summary.broken.length === 0 ? '' : `; paxoscope conform ${folder} looks for the line`;
    context.terminal.say(`saved ${folder}${hint}`);
  },
});

async function rehearse(
  { terminal }: CommandContext,
  values: FlagValues,
  first: number,
  runs: number,
  settingFor: (seed: number) => Setting,
): Promise<Summary> {
  const summary = newSummary();
  const isShown = terminal.isInteractive.stderr || values.progress === true;
  let shownAt = Date.now();
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    terminal.say('stopping; once more to end at once');
  };
  process.once('SIGINT', stop);
  for (let seed = first; seed < first + runs && !isStopped; seed++) {
    summary.runs += 1;
    const world = new World(settingFor(seed));
    try {
      world.run();
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      summary.broken.push({ seed, message: error.message });
    }
    addRun(summary, world.tally());
    if (Date.now() - shownAt < 250) continue;
    shownAt = Date.now();
    if (isShown) {
      terminal.rewrite(`rehearse: ${summary.runs} of ${runs} runs, ${summary.broken.length} broken`);
    }
    // Ctrl-C gets its turn.
    await setImmediate();
  }
  process.off('SIGINT', stop);
  if (isShown) terminal.rewrite('');
  return summary;
}

interface Recorder {
  readonly take: (event: Event) => void;
  /** @param broken the promise that was broken, if one was */
  readonly save: (setting: Setting, broken: string | undefined) => void;
}

/** One file a node, one for the clients, and what the run was made of. @throws where the folder is not empty */
function recorderFor(context: CommandContext, folder: string): Recorder {
  requireFolder(context, folder);
  const files = new Map<string, string[]>();
  return {
    take: (event) => {
      const name = 'node' in event ? event.node : 'clients';
      const lines = files.get(name) ?? [];
      lines.push(JSON.stringify(event));
      files.set(name, lines);
    },
    save: ({ seed, servers, faults, tuning, clients }, broken) => {
      const about = { seed, servers, faults, tuning, clients, ...(broken === undefined ? {} : { broken }) };
      try {
        makeFolder(folder);
        for (const [name, lines] of files)
          writeFileSync(join(folder, `${name}.jsonl`), `${lines.join('\n')}\n`);
        writeFileSync(join(folder, 'run.json'), `${JSON.stringify(about, null, 2)}\n`);
      } catch (error) {
        throw context.fault(`${folder} cannot be written: ${(error as Error).message}`);
      }
    },
  };
}

/** What `--json` prints. Programs read it: a field may be added, but none renamed or removed. */
function jsonOf({ runs, total, broken }: Summary, first: number, isStopped: boolean): object {
  const otherwise = isStopped ? 'bounded' : 'holds';
  return { verdict: broken.length === 0 ? otherwise : 'violated', firstSeed: first, runs, ...total, broken };
}
