import { describe, expect, it } from 'vitest';
import { LADDER, OTHER_SPECS } from './ladder.js';
import { checkArguments } from './paxoscope.js';
import { parsePaxoscopeOutput } from './paxoscope-output.js';

const report = {
  spec: 'paxos',
  verdict: 'holds',
  distinct: 25,
  generated: 35,
  depth: 9,
  seconds: 0.5,
  workers: 2,
  peakMemoryBytes: 1000,
};

describe('parsePaxoscopeOutput', () => {
  it('takes what the benchmark needs', () => {
    expect(parsePaxoscopeOutput(JSON.stringify(report), 1)).toEqual({
      seconds: 0.5,
      wallSeconds: 1,
      distinct: 25,
      generated: 35,
      depth: 9,
      memoryBytes: 1000,
      workers: 2,
    });
  });

  it('rejects a search that was bounded or that lacks a figure, and says which', () => {
    expect(() => parsePaxoscopeOutput(JSON.stringify({ ...report, verdict: 'bounded' }), 1)).toThrow(
      'bounded',
    );
    expect(() => parsePaxoscopeOutput(JSON.stringify({ ...report, depth: '9' }), 1)).toThrow('"depth"');
    expect(() => parsePaxoscopeOutput('Paxoscope', 1)).toThrow();
  });
});

describe('checkArguments', () => {
  it('is the command line that a user would type', () => {
    expect(checkArguments(LADDER[1]!).join(' ')).toBe(
      'check paxos --acceptors 3 --ballots 3 --values 2 --property agreement --json',
    );
    expect(checkArguments(OTHER_SPECS[0]!).join(' ')).toBe('check paxos-roles --json');
  });
});
