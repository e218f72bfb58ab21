/** Lines in the form of the project's own recorders are read as any line is, and whatever is otherwise is left to the reader of any line. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Event } from '../../traces/event.js';
import { parseEvent } from '../../traces/read/event-line.js';
import { InvalidLine } from '../../traces/read/invalid-line.js';
import { KnownTexts, NOWHERE } from '../../traces/read/known-texts.js';
import { RawLine, Splitter } from '../../traces/read/lines.js';
import { readLines } from '../../traces/read/read-lines.js';
import { scan } from '../../traces/read/scan.js';
import { OTHER } from '../../traces/read/scanned.js';
import { recorded } from './conform/recorded.js';

const position = ',"node":"s1","incarnation":1,"sequence":7,"time":12}';
const step = (parts: string, end = position) =>
  `{"kind":"step","role":"acceptor","process":"s1","action":"receive p1a",${parts}${end}`;

/** The line stands between others, as in a piece of a file. */
function placed(text: string): RawLine {
  const before = Buffer.from('{"kind":"crash"}\n');
  const bytes = Buffer.concat([before, Buffer.from(text), Buffer.from('\n{"kind":"end"}\n')]);
  return new RawLine(2, bytes, before.length, before.length + Buffer.byteLength(text));
}

function readEvent(line: RawLine): Event {
  const [{ event }] = readLines([line]);
  if (event instanceof InvalidLine) throw event;
  return event;
}

/** Whether it has the form of the recorders, as far as bytes tell. */
const hasForm = (line: RawLine) => scan([line]).words[0] < OTHER;

/** What it comes to, with the order of fields. */
function outcomeOf(read: () => Event): string {
  try {
    return JSON.stringify(read());
  } catch (error) {
    if (!(error instanceof InvalidLine)) throw error;
    return `refused: ${error.message}`;
  }
}

const lines = recorded(3)
  .slice(0, 4000)
  .map((event) => JSON.stringify(event));

it('steps and persist lines of a recorded run are read at once, and come out as JSON.parse has them', () => {
  const splitter = new Splitter();
  for (let from = 0; from < lines.length; from += 100) {
    const texts = lines.slice(from, from + 100);
    const raw = splitter.push(Buffer.from(texts.map((text) => `${text}\n`).join('')));
    const read = readLines(raw);
    expect(read.map(({ number }) => number)).toEqual(texts.map((_, i) => from + i + 1));
    for (const [i, { event }] of read.entries()) {
      const text = texts[i];
      expect(JSON.stringify(event)).toBe(text);
      expect(event).toEqual(JSON.parse(text));
      const isOfForm = text.startsWith('{"kind":"step"') || text.startsWith('{"kind":"persist"');
      expect(hasForm(raw[i])).toBe(isOfForm);
    }
  }
});

it('what is told twice in the same words is one value', () => {
  const message = '{"kind":"p1a","ballot":{"number":1,"leader":"s1"},"id":"s1.1.5"}';
  const sent = placed(step(`"sent":[{"to":["s1","s2"],"message":${message}}],"changed":{}`));
  const heard = placed(step(`"received":{"from":"s1","message":${message}},"sent":[],"changed":{}`));
  const [one, other, third] = [sent, heard, heard].map(readEvent);
  if (one.kind !== 'step' || other.kind !== 'step' || third.kind !== 'step')
    throw new Error('they are no steps');
  expect(other.received?.message).toBe(one.sent[0].message);
  expect(third.received?.message).toBe(one.sent[0].message);
});

it('a line with some bytes changed is read, or refused, as by the reader of any line', () => {
  const bytes = [
    ...'{}[]",:\\ \t\r0123456789-+.eEnulltrsx/',
    'é',
    '\u0001',
    '"sent"',
    '{"a":1}',
    '""',
    '[]',
    '1e3',
  ];
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.integer({ min: 0, max: 3 }),
    added: fc.array(fc.constantFrom(...bytes), { maxLength: 2 }),
  });
  let refused = 0;
  let direct = 0;
  fc.assert(
    fc.property(fc.constantFrom(...lines), fc.array(edit, { minLength: 1, maxLength: 3 }), (line, edits) => {
      const text = edits.reduce((changed, { at, removed, added }) => {
        const from = Math.floor(at * changed.length);
        return changed.slice(0, from) + added.join('') + changed.slice(from + removed);
      }, line);
      const raw = placed(text);
      const outcome = outcomeOf(() => readEvent(raw));
      if (hasForm(raw)) direct += 1;
      if (outcome.startsWith('refused')) refused += 1;
      expect(outcome).toBe(outcomeOf(() => parseEvent(text)));
    }),
    { seed: 5, numRuns: 20_000 },
  );
  expect(refused).toBeGreaterThan(5000);
  expect(direct).toBeGreaterThan(500);
});

it.each([
  ['a field twice in what changed', step('"sent":[],"changed":{"a":1,"a":1}'), /"a" twice/],
  ['a field twice, once escaped', step('"sent":[],"changed":{"a":1,"\\u0061":1}'), /"a" twice/],
  [
    'a field twice in a message',
    step('"received":{"from":"s1","message":{"kind":"k","id":"m","id":"m"}},"sent":[],"changed":{}'),
    /"id" twice/,
  ],
  ['a field twice in the line', step('"sent":[],"changed":{},"changed":{}'), /"changed" twice/],
  ['a message without an id', step('"sent":[{"to":[],"message":{"kind":"k"}}],"changed":{}'), /message.id/],
  [
    'a receiver without a name',
    step('"sent":[{"to":[""],"message":{"kind":"k","id":"m"}}],"changed":{}'),
    /sent.0.to.0/,
  ],
  ['no role', step('"sent":[],"changed":{}').replace('"acceptor"', '""'), /role/],
  [
    'the first line has number 0',
    step('"sent":[],"changed":{}').replace('"sequence":7', '"sequence":0'),
    /sequence/,
  ],
  [
    'a number with zeros in front',
    step('"sent":[],"changed":{}').replace('"sequence":7', '"sequence":07'),
    /JSON/,
  ],
  ['a line break in a name', step('"sent":[],"changed":{}').replace('acceptor', 'a\nb'), /JSON/],
  ['a bracket that a brace closes', step('"sent":[],"changed":{"a":[1}}'), /JSON/],
  ['something behind it', `${step('"sent":[],"changed":{}')}x`, /JSON/],
  [
    'what is nested too deep',
    step(`"sent":[],"changed":{"a":${'['.repeat(9000)}${']'.repeat(9000)}}`),
    /nested more than 256 deep/,
  ],
])('%s is refused', (_, text, says) => {
  // Again, when its values are known.
  for (let time = 0; time < 2; time++) expect(() => readEvent(placed(text))).toThrow(says);
});

it.each([
  ['texts with escapes', step('"sent":[],"changed":{"a":"x\\"}{:\\\\","b":"\\u00e9"}')],
  ['texts beyond ASCII', step('"sent":[],"changed":{"é":"日本 🙂"}')],
  ['time with a fraction', step('"sent":[],"changed":{}', position.replace('12}', '12.5}'))],
  ['no time', step('"sent":[],"changed":{}', position.replace(',"time":12', ''))],
  ['spaces', step('"sent": [], "changed": {}')],
  ['a carriage return behind it', `${step('"sent":[],"changed":{}')}\r`],
  ['colons and brackets in texts', step('"sent":[],"changed":{"a:[{":"]}:"}')],
  ['a field that prototypes have', step('"sent":[],"changed":{"__proto__":1,"constructor":2}')],
  ['objects in objects', step(`"sent":[],"changed":{"a":${'['.repeat(200)}${']'.repeat(200)}}`)],
])('%s are read', (_, text) => {
  expect(JSON.stringify(readEvent(placed(text)))).toBe(JSON.stringify(JSON.parse(text)));
});

it('a header, and what is no event, is refused where it is nested too deep', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  for (const text of [
    `{"kind":"header","version":1,"run":"r","node":"a1","roles":[],"configuration":${deep},"spec":"paxos"}`,
    `{"kind":"nothing","a":${deep}}`,
    `{"kind":"client","type":"ok","client":"c1","sequence":1,"operation":${deep}}`,
  ])
    expect(() => readEvent(placed(text))).toThrow(/nested more than 256 deep/);
});

it('known texts are found whole alone, however few places there are', () => {
  const texts = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 1,
    maxLength: 200,
  });
  let found = 0;
  fc.assert(
    fc.property(texts, (pairs) => {
      const known = new KnownTexts(4);
      const kept: string[] = [];
      for (const [first, length] of pairs) {
        // Long texts that differ at their beginning alone.
        const text = `${'ab'.repeat(first % 7)}${first}${'c'.repeat(length * 40)}`;
        const bytes = Buffer.from(`..${text}..`);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        const there = known.find(view, 2, 2 + text.length);
        if (there !== NOWHERE) {
          found += 1;
          expect(kept[known.numberOf(there)]).toBe(text);
        }
        const place = known.keep(view, 2, 2 + text.length, kept.push(text) - 1);
        expect(place === NOWHERE).toBe(text.length > 4 * 256);
        if (place !== NOWHERE) expect(known.find(view, 2, 2 + text.length)).toBe(place);
      }
    }),
    { seed: 6, numRuns: 500 },
  );
  expect(found).toBeGreaterThan(200);
});

it('what was written over is forgotten, and told to be gone', () => {
  const known = new KnownTexts(4);
  const texts = Array.from({ length: 6 }, (_, i) => Buffer.from(`${i}${'x'.repeat(300)}`));
  const viewOf = (text: Buffer) => new DataView(text.buffer, text.byteOffset, text.length);
  const places = texts.map((text, i) => known.keep(viewOf(text), 0, text.length, i));
  const found = texts.filter((text) => known.find(viewOf(text), 0, text.length) !== NOWHERE);
  expect(found.length).toBeGreaterThan(0);
  // The ring has room for three such texts.
  expect(found.length).toBeLessThanOrEqual(3);
  expect(texts.slice(0, 3).some((text) => found.includes(text))).toBe(false);
  const there = new Set(found.map((text) => known.find(viewOf(text), 0, text.length)));
  const gone = known.takeGone();
  expect(new Set(gone)).toEqual(new Set(places.filter((place) => !there.has(place))));
  expect(known.takeGone()).toEqual([]);
});
