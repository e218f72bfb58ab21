/** The simulated disk: what a crash leaves, and what is noticed. */
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../impl/core/random.js';
import { Disk, RottenError } from '../../../impl/sim/disk.js';

const commit = (disk: Disk, key: string, value: number | null) => {
  disk.begin([{ key, value }]);
  disk.finish();
};

describe('a crash', () => {
  it('keeps what was finished, and of the rest all or nothing; a torn record counts for nothing', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      const disk = new Disk(seeded(seed));
      commit(disk, 'a', 1);
      disk.begin([
        { key: 'a', value: null },
        { key: 'b', value: 2 },
      ]);
      disk.crash();
      seen.add(JSON.stringify([...disk.recover()]));
    }
    expect([...seen].sort()).toEqual(['[["a",1]]', '[["b",2]]']);
  });
});

it('a record that rots is noticed, whichever letter of it changes', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const disk = new Disk(seeded(seed));
    for (let i = 0; i < 4; i++) commit(disk, `key${i}`, i);
    expect(disk.rot()).toBe(true);
    expect(() => disk.recover()).toThrow(RottenError);
  }
});
