/** How Paxoscope is started, and what is taken from its answers. */
import { describe, expect, it } from 'vitest';
import { LADDER, OTHER_SPECS } from './ladder.js';
import { toolsFor } from './measure.js';
import { checkArguments } from './paxoscope.js';
import { parsePaxoscopeOutput, parseProgress } from './paxoscope-output.js';
import { TOOLS } from './sample.js';

const report = {
  spec: 'paxos',
  verdict: 'holds',
  distinct: 25,
  generated: 35,
  depth: 9,
  seconds: 0.5,
  workers: 2,
  peakMemoryBytes: 1000,
  bytesPerState: 20.5,
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
      bytesPerState: 20.5,
      workers: 2,
    });
  });

  it('rejects a search that was bounded or that lacks a figure, and says which', () => {
    const { workers: _, ...old } = report;
    expect(() => parsePaxoscopeOutput(JSON.stringify({ ...report, verdict: 'bounded' }), 1)).toThrow(
      'bounded',
    );
    expect(() => parsePaxoscopeOutput(JSON.stringify({ ...report, depth: '9' }), 1)).toThrow('"depth"');
    expect(() => parsePaxoscopeOutput(JSON.stringify(old), 1)).toThrow('"workers"');
    expect(() => parsePaxoscopeOutput('Paxoscope', 1)).toThrow();
  });
});

describe('parseProgress', () => {
  const point = { seconds: 0.2, distinct: 10, generated: 12 };

  it('takes a point from each line', () => {
    const line = JSON.stringify({ ...point, depth: 3, load: 0.5 });
    expect(parseProgress(`${line}\n${line}\n`)).toEqual([point, point]);
    expect(parseProgress('')).toEqual([]);
  });

  it('rejects a line that lacks a figure', () => {
    expect(() => parseProgress('{"seconds":null,"distinct":1,"generated":1}\n')).toThrow('"seconds"');
    expect(() => parseProgress('{"seconds":1,"dist')).toThrow();
  });
});

describe('checkArguments', () => {
  it('is the command line that a user would type', () => {
    expect(checkArguments(LADDER[2]!).join(' ')).toBe(
      'check paxos --acceptors 3 --ballots 3 --values 2 --property agreement',
    );
    expect(checkArguments(OTHER_SPECS[0]!).join(' ')).toBe('check paxos-roles');
  });
});

describe('toolsFor', () => {
  it('leaves out Spin where there is no twin, and more workers where there is one core', () => {
    expect(toolsFor(2, true)).toEqual(TOOLS);
    expect(toolsFor(2, false)).toEqual(TOOLS.filter((tool) => !tool.startsWith('spin')));
    expect(toolsFor(1, false)).toEqual(['paxoscope', 'paxoscope-symmetry']);
  });
});
