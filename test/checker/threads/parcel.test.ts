/**
 * Parcels: what is unpacked equals what was packed, and code cannot tell the two apart.
 */
import fc from 'fast-check';
import { Map, Record, type RecordOf } from 'immutable';
import { expect, it } from 'vitest';
import { canonical } from '../../../checker/canonical.js';
import { ParcelError, pack, unpack } from '../../../checker/threads/parcel.js';
import { arbitraryValue } from '../arbitrary-value.js';

it('gives back every value, through JSON too', () => {
  fc.assert(
    fc.property(arbitraryValue, (value) => {
      expect(canonical(unpack(JSON.parse(JSON.stringify(pack(value)))))).toBe(canonical(value));
    }),
    { seed: 20261121 },
  );
});

it('keeps the order of fields and of members', () => {
  const unpacked = unpack(
    pack({
      z: 1,
      a: Map([
        ['y', 1],
        ['b', 2],
      ]),
    }),
  ) as { a: Map<string, number> };
  expect(Object.keys(unpacked)).toEqual(['z', 'a']);
  expect([...unpacked.a.keys()]).toEqual(['y', 'b']);
});

it('keeps the type of a Record: its name, its defaults, and equality', () => {
  const Point = Record({ x: 0, y: 0 }, 'Point');
  const moved = unpack(pack(Point({ x: 3 }))) as RecordOf<{ x: number; y: number }>;
  expect(moved.equals(Point({ x: 3 }))).toBe(true);
  expect(moved.remove('x').x).toBe(0);
  expect(Record.getDescriptiveName(moved)).toBe('Point');
});

it('refuses an instance of a class that extends a Record', () => {
  class Point extends Record({ x: 0 }) {
    double(): number {
      return 2 * this.x;
    }
  }
  expect(() => pack(new Point({ x: 1 }))).toThrow(ParcelError);
});
