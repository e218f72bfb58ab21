/**
 * Random values of specs, of every kind that checker/canonical.ts accepts, for property tests.
 */
import fc from 'fast-check';
import * as immutable from 'immutable';

const primitive: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, undefined, true, false, 0, 1, -1, 2.5, 'v1', 'none', '#map', '', 'a b'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.bigInt(),
);

/** Names that clash with tags, with array indices and with what objects inherit. */
const fieldName = fc.oneof(
  fc.constantFrom('kind', 'type', 'ballot', '#map', '##set', '#', '1', '__proto__', 'constructor'),
  fc.string({ maxLength: 6 }),
);

const FIELD_NAMES = ['ballot', 'value', '#set'] as const;

export const arbitraryValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    primitive,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fieldName, tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => immutable.List(items)),
    fc.array(primitive, { maxLength: 4 }).map((items) => immutable.Set(items)),
    fc.array(fc.tuple(primitive, tie('value')), { maxLength: 3 }).map((entries) => immutable.Map(entries)),
    fc
      .array(tie('value'), { minLength: 1, maxLength: FIELD_NAMES.length })
      .map((items) =>
        immutable.Record(Object.fromEntries(items.map((item, i) => [FIELD_NAMES[i], item])) as object)(),
      ),
  ),
})).value;
