/**
 * Takes the samples. Tools run in turn within every round, so that whatever slows the machine for a while slows all of them; nothing
 * runs at the same time as a measured process.
 */
import type { Instance } from './ladder.js';
import { runBareNode, runCold, runPaxoscope } from './paxoscope.js';
import {
  type ColdStart,
  isPaxoscope,
  type Row,
  type Sample,
  SETTINGS,
  type SpinSearch,
  TOOLS,
  type Tool,
} from './sample.js';
import { compileTwin, type SpinTwin } from './spin.js';

export interface Measuring {
  readonly cli: string;
  /** Of each tool; of a huge instance there is one. */
  readonly runs: number;
  readonly cores: number;
  readonly hasSpin: boolean;
  /** Called with one line a sample. */
  readonly progress: (line: string) => void;
  /** Called with one sentence a failure; a tool that failed is not run again on that instance. */
  readonly failed: (message: string) => void;
}

export async function measureRow(instance: Instance, measuring: Measuring): Promise<Row> {
  const twin = await openTwin(instance, measuring);
  try {
    const samples = await rounds(
      instance,
      toolsFor(measuring.cores, twin !== undefined),
      measuring,
      (tool) =>
        isPaxoscope(tool)
          ? runPaxoscope(measuring.cli, instance, SETTINGS[tool], measuring.cores)
          : twin!.run(tool satisfies SpinSearch),
    );
    return { name: instance.name, spec: instance.spec, parameters: instance.parameters, samples };
  } finally {
    await twin?.close();
  }
}

/** On one core a worker for each core is one worker, and measured already. */
export function toolsFor(cores: number, hasTwin: boolean): readonly Tool[] {
  return TOOLS.filter((tool) =>
    isPaxoscope(tool) ? cores > 1 || SETTINGS[tool].workers === 'one' : hasTwin,
  );
}

/** Throws where Paxoscope fails: there is nothing else in this row. */
export async function measureColdStart(instance: Instance, measuring: Measuring): Promise<ColdStart> {
  const samples: Sample[] = [];
  const bareNodeSeconds: number[] = [];
  for (let run = 1; run <= measuring.runs; run++) {
    bareNodeSeconds.push(await runBareNode());
    samples.push(await runCold(measuring.cli, instance));
    measuring.progress(`${instance.name} run ${run}/${measuring.runs}`);
  }
  return { samples, bareNodeSeconds };
}

/** Once, as its users do. Without samples where it failed. */
export async function measureReal(instance: Instance, { cli, progress, failed }: Measuring): Promise<Row> {
  const { name, spec, parameters } = instance;
  try {
    const sample = await runCold(cli, instance);
    progress(`${name}: ${sample.distinct} states, ${sample.wallSeconds.toFixed(0)} s`);
    return { name, spec, parameters, samples: { paxoscope: [sample] } };
  } catch (error) {
    failed(`${name}: ${message(error)}`);
    return { name, spec, parameters, samples: {} };
  }
}

async function rounds(
  { name, size }: Instance,
  tools: readonly Tool[],
  { runs: runsMax, progress, failed }: Measuring,
  take: (tool: Tool) => Promise<Sample | undefined>,
): Promise<Row['samples']> {
  const samples: Partial<Record<Tool, Sample[]>> = {};
  /** Tools that are not run again. */
  const leftOut = new Set<Tool>();
  const runs = size === 'huge' ? 1 : runsMax;
  for (let run = 1; run <= runs; run++) {
    for (const tool of tools.filter((each) => !leftOut.has(each))) {
      try {
        const sample = await take(tool);
        if (sample === undefined) {
          leftOut.add(tool);
          progress(`${name} run ${run}/${runs} ${tool}: over before other workers came`);
          continue;
        }
        samples[tool] = [...(samples[tool] ?? []), sample];
        progress(
          `${name} run ${run}/${runs} ${tool}: ${sample.distinct} states, ${sample.seconds.toFixed(2)} s`,
        );
      } catch (error) {
        leftOut.add(tool);
        failed(`${name}: ${tool} failed: ${message(error)}`);
      }
    }
  }
  return samples;
}

async function openTwin(instance: Instance, measuring: Measuring): Promise<SpinTwin | undefined> {
  if (!measuring.hasSpin || instance.twin === undefined) return undefined;
  measuring.progress(`${instance.name}: compiling the Promela twin`);
  try {
    return await compileTwin(instance.twin, instance.distinct ?? 2 ** 20);
  } catch (error) {
    measuring.failed(`${instance.name}: the Promela twin does not compile: ${message(error)}`);
    return undefined;
  }
}

export function message(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}
