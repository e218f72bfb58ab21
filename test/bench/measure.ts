/**
 * Takes the samples. Tools run in turn within every round (Spin BFS, Paxoscope, Spin DFS, and again), so that whatever slows the
 * machine for a while slows all of them; nothing runs at the same time as a measured process.
 */
import type { Instance } from './ladder.js';
import { runBareNode, runPaxoscope } from './paxoscope.js';
import type { ColdStart, Row, Sample, Tool } from './sample.js';
import { TOOLS } from './sample.js';
import { compileTwin, type SpinTwin } from './spin.js';

export interface Measuring {
  readonly cli: string;
  readonly runs: number;
  readonly hasSpin: boolean;
  /** Called with one line a sample. */
  readonly progress: (line: string) => void;
  /** Called with one sentence a failure; a tool that failed is not run again on that instance. */
  readonly failed: (message: string) => void;
}

export async function measureRow(instance: Instance, measuring: Measuring): Promise<Row> {
  const twin = await openTwin(instance, measuring);
  try {
    const tools = TOOLS.filter((tool) => tool === 'paxoscope' || twin !== undefined);
    const samples = await rounds(instance, tools, measuring, (tool) =>
      tool === 'paxoscope' ? runPaxoscope(measuring.cli, instance) : twin!.run(tool),
    );
    return { name: instance.name, spec: instance.spec, parameters: instance.parameters, samples };
  } finally {
    await twin?.close();
  }
}

/** Throws where Paxoscope fails: there is nothing else in this row. */
export async function measureColdStart(instance: Instance, measuring: Measuring): Promise<ColdStart> {
  const samples: Sample[] = [];
  const bareNodeSeconds: number[] = [];
  for (let run = 1; run <= measuring.runs; run++) {
    bareNodeSeconds.push(await runBareNode());
    samples.push(await runPaxoscope(measuring.cli, instance));
    measuring.progress(`${instance.name} run ${run}/${measuring.runs}`);
  }
  return { samples, bareNodeSeconds };
}

async function rounds(
  { name }: Instance,
  tools: readonly Tool[],
  { runs, progress, failed }: Measuring,
  take: (tool: Tool) => Promise<Sample>,
): Promise<Row['samples']> {
  const samples: Partial<Record<Tool, Sample[]>> = {};
  const broken = new Set<Tool>();
  for (let run = 1; run <= runs; run++) {
    for (const tool of tools.filter((each) => !broken.has(each))) {
      try {
        const sample = await take(tool);
        samples[tool] = [...(samples[tool] ?? []), sample];
        progress(`${name} run ${run}/${runs} ${tool}: ${sample.distinct} states, ${sample.seconds} s`);
      } catch (error) {
        broken.add(tool);
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
