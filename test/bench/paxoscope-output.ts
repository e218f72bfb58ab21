/**
 * Reads the one JSON object that `paxoscope check --json` prints, as any other program would: by its fields, not by our types,
 * so that the benchmark can also measure an older build.
 */
import type { Sample } from './sample.js';

/** Throws unless the verdict is `holds` and every figure is there: a bounded search has no time worth comparing. */
export function parsePaxoscopeOutput(output: string, wallSeconds: number): Sample {
  const report: unknown = JSON.parse(output);
  if (typeof report !== 'object' || report === null) throw new Error(`not a JSON object: ${output}`);
  const fields = new Map<string, unknown>(Object.entries(report));
  if (fields.get('verdict') !== 'holds') {
    throw new Error(`verdict is ${JSON.stringify(fields.get('verdict'))}, not "holds"`);
  }
  return {
    seconds: figure(fields, 'seconds'),
    wallSeconds,
    distinct: figure(fields, 'distinct'),
    generated: figure(fields, 'generated'),
    depth: figure(fields, 'depth'),
    memoryBytes: figure(fields, 'peakMemoryBytes'),
    workers: fields.has('workers') ? figure(fields, 'workers') : 1,
  };
}

function figure(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = fields.get(name);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`"${name}" is ${JSON.stringify(value)}, not a number`);
  }
  return value;
}
