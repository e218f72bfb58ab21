/** What a judge has learned can be saved between any two lines: who goes on from there comes to the same judgement. */
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { Map as ImmutableMap, Set as ImmutableSet, List } from 'immutable';
import { describe, expect, it } from 'vitest';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import type { Judge } from '../../../traces/conform/judge.js';
import { ModelJudge } from '../../../traces/conform/model-judge.js';
import { Run } from '../../../traces/conform/run.js';
import type { Judgement } from '../../../traces/conform/verdict.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import type { Event } from '../../../traces/event.js';
import { classes } from '../../../traces/follow/classes.js';
import { type Known, restore, save } from '../../../traces/follow/saved-state.js';
import { PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';
import { recorded } from '../conform/recorded.js';
import { walk } from '../conform/walks.js';

const nothing: Known = { classes: {}, externals: new Map() };
/** As a file would have it. */
const again = (value: unknown, known: Known): unknown =>
  restore(deserialize(serialize(save(value, known))), known);

describe('saved state', () => {
  it('gives back any data, with what is shared', () => {
    const data = fc.anything({ withMap: true, withSet: true, withSparseArray: true });
    fc.assert(
      fc.property(data, fc.string(), (value, key) => {
        const whole = [{ [key]: value }, value, undefined, new WeakMap()];
        const [one, other, none, weak] = again(whole, nothing) as typeof whole;
        expect([one, other, none]).toEqual(whole.slice(0, 3));
        expect((one as Record<string, unknown>)[key]).toBe(other);
        expect(weak).toBeInstanceOf(WeakMap);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('gives back Immutable collections, instances of known classes, and circles', () => {
    class Node {
      next: Node | null = null;
      readonly held = ImmutableMap([[1, ImmutableSet(['a'])]]);
      readonly list = List([{ a: 1 }]);
    }
    const node = new Node();
    node.next = node;
    const back = again(node, { classes: { Node }, externals: new Map() }) as Node;
    expect(back).toBeInstanceOf(Node);
    expect(back.next).toBe(back);
    expect(back.held.equals(node.held)).toBe(true);
    expect(back.list.get(0)).toEqual({ a: 1 });
  });

  it('refuses what would not come back, and says where it stands', () => {
    class Hidden {
      #field = 1;
      read() {
        return this.#field;
      }
    }
    expect(() => save({ a: [new Hidden()] }, nothing)).toThrow('state.a[0] is of the class Hidden');
    expect(() => save(1, { classes: { Hidden }, externals: new Map() })).toThrow('Hidden has fields with #');
    expect(() => save({ b: () => 1 }, nothing)).toThrow('state.b is a function');
  });
});

const isUnlogged = () => false;

function judged(events: readonly Event[], judgeOf: () => Judge, cuts: readonly number[]): Judgement {
  let run = new Run('run', judgeOf(), { isUnlogged });
  events.forEach((event, i) => {
    if (cuts.includes(i)) {
      const externals = new Map<string, object>([['isUnlogged', isUnlogged]]);
      for (const [name, one] of Object.entries(run.judge.externals ?? {})) externals.set(name, one);
      run = again(run, { classes, externals }) as Run;
    }
    // As from a file.
    run.accept({ event: JSON.parse(JSON.stringify(event)) as Event, place: { file: 'run', line: i + 1 } });
  });
  return run.finish();
}

const pmmc = () => new PmmcJudge();
const paxos = paxosRoles.instantiate();
const walked = traceOf(
  paxos.model,
  walk(paxos, 25, (of) => of - 1),
  'a walk',
);

describe('a run that is gone on with', () => {
  it.each<[string, readonly Event[], () => Judge, string]>([
    ['a clean run', recorded(2), pmmc, 'conforms'],
    ['a run with reconfigurations', recorded(1), pmmc, 'conforms'],
    ['a run with a bug in a step', recorded(13, 'own-proposals-win'), pmmc, 'violation'],
    ['a run with a bug that shows across nodes', recorded(4, 'sends-before-persist'), pmmc, 'violation'],
    ['a run with a gap', recorded(2).filter((_, i) => i !== 300), pmmc, 'inconclusive'],
    ['node after node', byNode(recorded(2)), pmmc, 'conforms'],
    ['a walk of a spec', walked, () => new ModelJudge('paxos-roles', paxos.model), 'conforms'],
    [
      'a walk without a line',
      walked.filter((_, i) => i !== Math.floor(walked.length / 2)),
      () => new ModelJudge('paxos-roles', paxos.model),
      'inconclusive',
    ],
  ])('%s', (_, events, judgeOf, verdict) => {
    const whole = judged(events, judgeOf, []);
    expect(whole.verdict.kind).toBe(verdict);
    const cuts = fc.uniqueArray(fc.nat(events.length - 1), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(cuts, (places) => {
        expect(judged(events, judgeOf, places)).toEqual(whole);
      }),
      { seed: 5, numRuns: 2 },
    );
  });
});

function byNode(events: readonly Event[]): readonly Event[] {
  const name = (event: Event) => ('node' in event ? event.node : '');
  return [...events].sort((one, other) => (name(one) < name(other) ? -1 : name(one) > name(other) ? 1 : 0));
}
