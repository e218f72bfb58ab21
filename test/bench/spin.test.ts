/** The twin itself, on sizes that take a blink; skipped where Spin or gcc is absent. */
import { describe, expect, it } from 'vitest';
import { LADDER } from './ladder.js';
import { compileTwin, findSpin } from './spin.js';

const spin = await findSpin();

describe.skipIf(spin.kind === 'absent')('the Promela twin', () => {
  it('has the states and levels of Paxos.tla, in both searches', async () => {
    const { twin: size, distinct, depth } = LADDER[1]!;
    const twin = await compileTwin(size!, distinct!);
    try {
      expect(await twin.run('spin-bfs')).toMatchObject({ distinct, depth, generated: 9_443 });
      expect(await twin.run('spin-dfs')).toMatchObject({ distinct, generated: 9_443 });
    } finally {
      await twin.close();
    }
  });

  it('fails its assertion when one promise is taken for a quorum', async () => {
    const twin = await compileTwin({ acceptors: 3, ballots: 2, values: 2 }, 3_921, ['-DPROMISES=254']);
    try {
      await expect(twin.run('spin-bfs')).rejects.toThrow('Spin found 1 error');
    } finally {
      await twin.close();
    }
  });
});
