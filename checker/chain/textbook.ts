/**
 * The chain of the lower bound as it is taught, without any search.
 *
 * One round (lecture notes on the single-failure case): α^i is the execution without failures in which p_0 .. p_(i-1) propose 1.
 * α^i_j is α^i without the messages of p_i to the j highest-numbered others, so that α^i_0 is α^i; β^i_j is α^i_j with the other input of p_i.
 * From α^i the messages of p_i are taken away one by one: only the receiver sees it, and some other correct process does not. When nobody hears
 * p_i, its input is changed, and the messages are given back: β^i_0 is α^(i+1).
 *
 * More rounds, by recursion (Lynch 1996, section 6.7; Attiya and Welch 2004, section 5.1.4): to *silence* a process from round k on, silence it
 * from round k + 1 on; that is the same as if it crashed in round k with all messages delivered. Then take its messages of round k
 * away one by one. The receiver q could tell others in round k + 1, so q is silenced from round k + 1 on before, and
 * revived after. At most one process crashes in a round, so never more than r in all: r <= f, and the two correct processes besides
 * need n >= r + 2.
 */
import { InputError } from '../input-error.js';
import type { Input, RoundSystem } from '../rounds.js';
import { type Chain, chainOf } from './chain.js';
import { failureFree, isCorrect, type RoundExecution, withCrash } from './round-execution.js';

interface Named {
  readonly name?: string;
  readonly execution: RoundExecution;
}

/**
 * The chain from all 0 to all 1, every link made sure of by the views of both its sides.
 * @throws InputError where there is none: r > f, or n < r + 2
 */
export function textbookChain(system: RoundSystem): Chain {
  const { processes, faults, rounds } = system;
  if (rounds > faults || processes < rounds + 2) {
    const why =
      rounds > faults
        ? `${rounds === 1 ? 'the only round' : `of ${rounds} rounds one`} is without a crash, for at most ${faults} may crash`
        : `two correct processes are needed beside one that crashes in each round, and ${processes} < ${rounds} + 2`;
    throw new InputError(`there is no chain: ${why}; --decide shows the algorithm that there is`);
  }
  const named: Named[] = [];
  for (let i = 0; i < processes; i++) {
    const [alpha, next] = [i, i + 1].map((ones) => failureFree(inputsWith(processes, ones)));
    const away = silence(alpha, i, 1, rounds).map((execution, j) => ({
      execution,
      name: nameOf('α', i, j, rounds),
    }));
    const back = silence(next, i, 1, rounds).map((execution, j) => ({
      execution,
      name: j === 0 ? `α^${i + 1}` : nameOf('β', i, j, rounds),
    }));
    // It begins with the execution with which the one before ended.
    named.push(...away.slice(i === 0 ? 0 : 1), ...back.reverse());
  }
  return chainOf(
    system,
    named.map(({ execution }) => execution),
    named.map(({ name }) => name),
  );
}

function inputsWith(processes: number, ones: number): Input[] {
  return Array.from({ length: processes }, (_, p) => (p < ones ? 1 : 0));
}

/** In one round the executions have the names of the lecture; in more, only those at the ends have. */
function nameOf(letter: string, i: number, j: number, rounds: number): string | undefined {
  if (j === 0) return `${letter}^${i}`;
  return rounds === 1 ? `${letter}^${i}_${j}` : undefined;
}

/** From an execution in which a process is correct to the same in which it sends nothing from a round on; both included. */
function silence(
  from: RoundExecution,
  process: number,
  round: number,
  rounds: number,
): readonly RoundExecution[] {
  const crash = (lost: readonly number[]) => withCrash(from, { process, round, lost });
  const others = from.inputs.map((_, p) => p).filter((p) => p !== process && isCorrect(from, p));
  const lost: number[] = [];
  if (round === rounds)
    return [
      from,
      ...others.reverse().map((to) => {
        lost.push(to);
        return crash(lost);
      }),
    ];
  const chain = [...silence(from, process, round + 1, rounds), crash(lost)];
  for (const to of others.reverse()) {
    chain.push(...silence(crash(lost), to, round + 1, rounds).slice(1));
    lost.push(to);
    chain.push(...[...silence(crash(lost), to, round + 1, rounds)].reverse());
  }
  return chain;
}
