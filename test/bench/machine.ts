/** The facts without which a time means nothing: processor, cores, memory, versions. */
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Machine } from './sample.js';
import type { SpinPresence } from './spin.js';

export function describeMachine(spin: SpinPresence): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${type()} ${release()} ${process.arch}`,
    node: process.versions.node,
    ...(spin.kind === 'present' ? { spin: spin.version } : {}),
  };
}
