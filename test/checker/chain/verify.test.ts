/** The verifier accepts what is true, and refuses a chain in which one thing is not. */
import { expect, it } from 'vitest';
import { chainOf, NoLinkError } from '../../../checker/chain/chain.js';
import { textbookChain } from '../../../checker/chain/textbook.js';
import { type ChainClaim, RefutedError, verifyChain, viewText } from '../../../checker/chain/verify.js';
import { claimOf } from '../../../checker/report/chain/json.js';
import { everyExecution, naiveView } from './naive-twin.js';

const system = { processes: 4, faults: 2, rounds: 2 };
const chain = textbookChain(system);
const claim = claimOf(chain, 'failure-free');

type Link = ChainClaim['links'][number];

/** The claim with one link changed. */
function damaged(at: number, change: (link: Link) => Link): ChainClaim {
  return { ...claim, links: claim.links.map((link, i) => (i === at ? change(link) : link)) };
}

it('accepts the chain', () => {
  expect(() => verifyChain(claim)).not.toThrow();
});

it.each(claim.links.map((_, at) => at))('refuses link %i with anything changed', (at) => {
  const flipped =
    (p: number) =>
    (link: Link): Link => ({
      ...link,
      next: {
        ...link.next,
        inputs: link.next.inputs.map((input, i) => (i === p ? (input === 0 ? 1 : 0) : input)),
      },
    });
  // The next link does not begin so, or the chain does not end so.
  for (let p = 0; p < system.processes; p++)
    expect(() => verifyChain(damaged(at, flipped(p)))).toThrow(RefutedError);
  const others = [0, 1, 2, 3].filter((p) => !chain.witnesses[at].includes(p));
  for (const witness of [...others, -1, 4, 0.5])
    expect(() => verifyChain(damaged(at, (link) => ({ ...link, witness })))).toThrow(RefutedError);
  expect(() => verifyChain({ ...claim, links: claim.links.filter((_, i) => i !== at) })).toThrow(
    RefutedError,
  );
});

it('says of what is wrong where it is', () => {
  const refuted = (links: readonly Link[], more: Partial<ChainClaim> = {}) => {
    try {
      verifyChain({ ...claim, ...more, links });
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };
  expect(refuted([])).toBe('the chain has no link');
  expect(refuted(claim.links.slice(0, 3))).toBe(
    'the chain ends with an execution in which not all propose 1',
  );
  expect(refuted(claim.links.slice(1))).toBe('the chain begins with an execution in which p0 crashes');
  expect(refuted(claim.links, { faults: 1 })).toMatch(
    /^link \d+ of 156: next: 2 processes crash, and at most 1 may$/,
  );
  expect(refuted(claim.links, { rounds: 1 })).toBe('link 1 of 156: next: p0 crashes in round 2');
  const [first] = claim.links;
  const crash = { process: 0, round: 2, lost: [3] };
  const next = (crashes: Link['next']['crashes']) => [{ ...first, next: { ...first.next, crashes } }];
  expect(refuted(next([crash, crash]))).toBe('link 1 of 1: next: a process crashes twice');
  expect(refuted(next([{ ...crash, process: 7 }]))).toBe(
    'link 1 of 1: next: p7 crashes, which is no process',
  );
  expect(refuted(next([{ ...crash, lost: [0] }]))).toMatch(/are lost on the way to p0$/);
  expect(refuted([{ ...first, witness: 0 }])).toBe('link 1 of 1: p0 crashes in the next execution');
  expect(refuted([{ ...first, witness: 3 }])).toMatch(/^link 1 of 1: p3 can tell them apart: it sees p3\(/);
});

it('tells views apart exactly as the naive twin does', () => {
  const small = { processes: 3, faults: 1, rounds: 2 };
  const executions = everyExecution(small);
  const pairs = new Map<string, string>();
  for (const execution of executions) {
    const correct = [0, 1, 2].filter((p) => !execution.crashes.some(({ process }) => process === p));
    for (const p of correct) {
      const [mine, naive] = [viewText(execution, p, 2), naiveView(execution, p, 2)];
      expect(pairs.get(mine) ?? naive).toBe(naive);
      pairs.set(mine, naive);
    }
  }
  expect(new Set(pairs.values()).size).toBe(pairs.size);
});

it('does not link what everybody tells apart', () => {
  const inputs = [[0, 0, 0] as const, [1, 1, 1] as const];
  const executions = inputs.map((input) => ({ inputs: input, crashes: [] }));
  expect(() => chainOf({ processes: 3, faults: 1, rounds: 1 }, executions)).toThrow(NoLinkError);
});
