/**
 * Reads what `paxoscope check --json` and `--progress-file` write, as any other program would: by its fields, not by our types.
 */
import type { ProgressPoint, Sample } from './sample.js';

type Fields = ReadonlyMap<string, unknown>;

/** Throws unless the verdict is `holds` and every figure is there: a bounded search has no time worth comparing. */
export function parsePaxoscopeOutput(output: string, wallSeconds: number): Sample {
  const fields = parseObject(output);
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
    bytesPerState: figure(fields, 'bytesPerState'),
    workers: figure(fields, 'workers'),
  };
}

/** @param lines a JSON object a line; none where the search was over before the first. Throws where a figure is missing. */
export function parseProgress(lines: string): readonly ProgressPoint[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const fields = parseObject(line);
      return {
        seconds: figure(fields, 'seconds'),
        distinct: figure(fields, 'distinct'),
        generated: figure(fields, 'generated'),
      };
    });
}

function parseObject(text: string): Fields {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`not a JSON object: ${text}`);
  return new Map<string, unknown>(Object.entries(parsed));
}

function figure(fields: Fields, name: string): number {
  const value = fields.get(name);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`"${name}" is ${JSON.stringify(value)}, not a number`);
  }
  return value;
}
