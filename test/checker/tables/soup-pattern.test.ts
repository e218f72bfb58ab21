/**
 * Patterns over a soup, kept up to date member by member, against a naive filter; with more members than a word has
 * bits, and patterns that are asked for when members are there already.
 */
import fc from 'fast-check';
import { Set as ImmutableSet } from 'immutable';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../checker/canonical.js';
import { type Model, soup } from '../../../checker/model.js';
import { Layout, WORDS_MAX } from '../../../checker/tables/layout.js';
import { matches } from '../../../checker/tables/soup-pattern.js';

const SEED = 20261121;

interface Member {
  readonly kind: 'a' | 'b';
  readonly n: number;
  readonly vote?: { readonly ballot: number; readonly value: string };
}

const members = soup<Member>('members');
const model: Model = { name: 'm', variables: [members], initial: [[]], actions: [], properties: [] };

const vote = fc.record({ ballot: fc.nat(1), value: fc.constantFrom('v', 'w') });
const member: fc.Arbitrary<Member> = fc.record(
  { kind: fc.constantFrom('a', 'b'), n: fc.nat(20), vote },
  { requiredKeys: ['kind', 'n'] },
);
const pattern = fc.option(
  fc.record(
    {
      kind: fc.constantFrom('a', 'b', 'c'),
      n: fc.nat(3),
      vote: fc.oneof(fc.constant(undefined), fc.record({ ballot: fc.nat(1) }), vote),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);

/** A pattern by the book: every field that it gives is there, and equal or matching in its turn. */
function fits(wanted: unknown, value: unknown): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted !== 'object' || wanted === null) return wanted === value;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([field, part]) =>
    fits(part, (value as Record<string, unknown>)[field]),
  );
}

describe('the members that match a pattern', () => {
  it('are those that a filter finds, in the order of their texts, however members and patterns come', () => {
    type Event = { add: Member } | { ask: Partial<Member> | undefined };
    const event = fc.oneof(
      { weight: 3, arbitrary: fc.record({ add: member }) },
      { weight: 1, arbitrary: fc.record({ ask: pattern }) },
    ) as fc.Arbitrary<Event>;
    let wide = 0;
    fc.assert(
      fc.property(fc.array(event, { maxLength: 120, size: 'max' }), (events) => {
        const layout = new Layout(model);
        const words = layout.soupWords(members);
        const row = new Int32Array(WORDS_MAX);
        const there = new Map<string, Member>();
        const asked: (Partial<Member> | undefined)[] = [];
        for (const e of events) {
          const known = layout.wordCount;
          if ('add' in e) {
            const number = layout.member(words, e.add);
            layout.complete(row, known);
            layout.addMember(row, number);
            there.set(canonical(e.add), e.add);
          } else {
            layout.pattern(words, e.ask);
            layout.complete(row, known);
            asked.push(e.ask);
          }
        }
        if (there.size > 32) wide++;
        const sorted = [...there].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, m]) => m);
        for (const wanted of asked) {
          const selected = layout.pattern(words, wanted);
          expect(selected.membersOf(row[selected.word])).toEqual(sorted.filter((m) => fits(wanted, m)));
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
    expect(wide).toBeGreaterThan(50);
  });

  it('do not depend on the sign of a zero, as equality of values does not', () => {
    expect(matches({ n: -0 }, { n: 0 })).toBe(true);
    expect(matches({ n: 0 }, { n: -0 })).toBe(true);
  });

  it('are told by the value of an Immutable collection', () => {
    expect(matches({ seen: ImmutableSet([1, 2]) }, { seen: ImmutableSet([2, 1]) })).toBe(true);
    expect(matches({ seen: ImmutableSet([1]) }, { seen: ImmutableSet([1, 2]) })).toBe(false);
  });
});
