/** Acceptors that are dead from the start: as many as a majority can do without, or none. */
import { choice } from '../../checker/parameters.js';

export type Dead = 'minority' | 'none';

export const deadParameter = choice({
  default: 'minority',
  choices: ['minority', 'none'],
  help: 'acceptors that are dead from the start: as many as Paxos tolerates, or none',
});

/** Those that take steps. Nobody hears from one that is dead from the start: it need not be there. */
export function aliveOf(acceptors: readonly string[], dead: Dead): readonly string[] {
  return dead === 'none' ? acceptors : acceptors.slice(0, Math.floor(acceptors.length / 2) + 1);
}
