/** What can be wrong with logs, each as a change of the text of a good run, with the verdict that it must get. */
import {
  all,
  edited,
  find,
  isStep,
  type Line,
  type LogFault,
  restart,
  restarted,
  text,
  withLine,
} from './fault.js';

export const logFaults: readonly LogFault[] = [
  { name: 'nothing', verdict: 'conforms', change: (files) => files },
  {
    name: 'a line dropped in the middle',
    verdict: 'gap',
    says: /gap/,
    change: ({ s1, ...rest }) => ({ ...rest, s1: withLine(s1, 60) }),
  },
  {
    name: 'the last line dropped',
    verdict: 'cut',
    change: ({ s1, ...rest }) => ({ ...rest, s1: s1.slice(0, -1) }),
  },
  {
    name: 'a header, and nothing behind it',
    verdict: 'gap',
    says: /the log of s2 has no line behind its header: a gap/,
    change: ({ s2, ...rest }) => ({ ...rest, s2: s2.slice(0, 1) }),
  },
  {
    name: 'the lines of later incarnations',
    verdict: 'gap',
    says: /the log of \w+ ends with a crash: a gap/,
    change: (files) => {
      const name = restarted(files);
      return { ...files, [name]: files[name].slice(0, find(files[name], restart)) };
    },
  },
  {
    name: 'a last line that is a byte order mark',
    verdict: 'conforms',
    change: ({ s1, ...rest }) => ({ ...all(rest), s1: Buffer.concat([text(s1), Buffer.from('\ufeff')]) }),
  },
  {
    name: 'a field with the name of a prototype instead of another',
    verdict: 'violation',
    says: /received with other words/,
    change: ({ s1, ...rest }) => {
      const at = find(s1, (event) => isStep(event) && /"received".*"decided":/.test(JSON.stringify(event)));
      return { ...rest, s1: withLine(s1, at, s1[at].replace(/"decided":\d+/, '"__proto__":{}')) };
    },
  },
  {
    name: 'a file dropped',
    verdict: 'gap',
    says: /no log of s2: a gap/,
    change: ({ s2: _, ...rest }) => rest,
  },
  {
    name: 'two lines of a node swapped',
    verdict: 'conforms',
    change: ({ s1, ...rest }) => ({ ...rest, s1: [...s1.slice(0, 50), s1[51], s1[50], ...s1.slice(52)] }),
  },
  {
    name: 'all in one file, node after node',
    verdict: 'conforms',
    change: (files) => ({ all: Object.values(files).flat() }),
  },
  {
    name: 'a message received before something that led to it was sent',
    verdict: 'order',
    change: ({ s1, ...rest }) => {
      // A receipt of its own message, as its own first step.
      const own = find(s1, (e) => isStep(e) && (e.received as Line | undefined)?.from === 's1');
      const { sequence } = JSON.parse(s1[own]) as { sequence: number };
      const at = (line: string, now: number) => edited(line, (e) => Object.assign(e, { sequence: now }));
      const before = s1.slice(2, own).map((line, i) => at(line, i + 3));
      return {
        ...rest,
        s1: [s1[0], s1[1], at(s1[own], 2), ...before, ...s1.slice(own + 1)].filter(() => sequence > 2),
      };
    },
  },
  {
    name: 'a file cut in the middle of a line',
    verdict: 'cut',
    change: ({ s1, ...rest }) => ({ ...all(rest), s1: text(s1).subarray(0, -30) }),
  },
  {
    name: 'no line break at the end',
    verdict: 'conforms',
    change: ({ s1, ...rest }) => ({ ...all(rest), s1: text(s1).subarray(0, -1) }),
  },
  {
    name: 'corrupt JSON',
    verdict: 'damaged',
    says: /not JSON/,
    change: ({ s1, ...rest }) => ({ ...rest, s1: withLine(s1, 40, s1[40].slice(0, -5)) }),
  },
  {
    name: 'carriage returns',
    verdict: 'conforms',
    change: ({ s1, ...rest }) => ({ ...rest, s1: s1.map((line) => `${line}\r`) }),
  },
  {
    name: 'a byte order mark',
    verdict: 'conforms',
    change: ({ s1, ...rest }) => ({ ...rest, s1: withLine(s1, 0, `\ufeff${s1[0]}`) }),
  },
  {
    name: 'NaN',
    verdict: 'damaged',
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: withLine(s1, 40, s1[40].replace(/"time":\d+/, '"time":NaN')),
    }),
  },
  {
    name: 'invalid UTF-8',
    verdict: 'damaged',
    says: /UTF-8/,
    change: ({ s1, ...rest }) => ({
      ...all(rest),
      s1: Buffer.concat([text(s1.slice(0, 40)), Buffer.from([0xff, 0xfe, 0x0a]), text(s1.slice(40))]),
    }),
  },
  {
    name: 'a line of a megabyte',
    verdict: 'conforms',
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: withLine(s1, 40, `${s1[40].slice(0, -1)}${' '.repeat(1 << 20)}}`),
    }),
  },
  {
    name: 'a field twice in an object',
    verdict: 'damaged',
    says: /"role" twice/,
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: withLine(s1, 40, s1[40].replace('"role":', '"role":"replica","role":')),
    }),
  },
  {
    name: 'a line twice',
    verdict: 'conforms',
    says: /there twice/,
    change: ({ s1, ...rest }) => ({ ...rest, s1: withLine(s1, 40, s1[40], s1[40]) }),
  },
  {
    name: 'a position twice, with other words',
    verdict: 'damaged',
    says: /says something else/,
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: withLine(
        s1,
        40,
        s1[40],
        edited(s1[40], (e) => Object.assign(e, { time: 1 })),
      ),
    }),
  },
  {
    name: 'clocks off by an hour',
    verdict: 'conforms',
    change: ({ s2, ...rest }) => ({
      ...rest,
      s2: s2.map((line) =>
        edited(line, (e) => 'time' in e && Object.assign(e, { time: (e.time as number) + 3_600_000 })),
      ),
    }),
  },
  {
    name: 'vector clocks, which the format does not have',
    verdict: 'damaged',
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: withLine(
        s1,
        40,
        edited(s1[40], (e) => Object.assign(e, { clock: { s1: 1, s2: 9 } })),
      ),
    }),
  },
  {
    name: 'a restart without a crash line',
    verdict: 'conforms',
    says: /stops without a crash line/,
    change: (files) => {
      const name = restarted(files);
      return {
        ...files,
        [name]: withLine(
          files[name],
          find(files[name], (e) => e.kind === 'crash'),
        ),
      };
    },
  },
  {
    name: 'an incarnation used again',
    verdict: 'damaged',
    change: (files) => {
      const name = restarted(files);
      const at = find(files[name], restart);
      const again = files[name].map((line, i) =>
        i < at ? line : edited(line, (e) => 'incarnation' in e && Object.assign(e, { incarnation: 1 })),
      );
      return { ...files, [name]: again };
    },
  },
  {
    name: 'a start without its durable state',
    verdict: 'violation',
    says: /another state than it had made durable/,
    change: (files) => {
      const name = restarted(files);
      const at = find(files[name], restart);
      return {
        ...files,
        [name]: withLine(
          files[name],
          at,
          edited(files[name][at], (e) => Object.assign(e, { durable: {} })),
        ),
      };
    },
  },
  {
    name: 'two runs in one file',
    verdict: 'conforms',
    runs: 2,
    change: (files) => {
      const lines = Object.values(files).flat();
      return {
        all: [
          ...lines,
          ...lines.map((line) =>
            edited(line, (e) => e.kind === 'header' && Object.assign(e, { run: 'another' })),
          ),
        ],
      };
    },
  },
  {
    name: 'an unknown sender',
    verdict: 'gap',
    says: /no log of s9/,
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: s1.map((line, i) =>
        i === find(s1, (e) => isStep(e) && 'received' in e)
          ? edited(line, (e) =>
              Object.assign(e.received as Line, {
                from: 's9',
                message: { ...((e.received as Line).message as Line), id: 'nobody' },
              }),
            )
          : line,
      ),
    }),
  },
  {
    name: 'an unknown action',
    verdict: 'unknown',
    says: /no replica has an action dance/,
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: withLine(
        s1,
        find(s1, (e) => e.action === 'request'),
        edited(s1[find(s1, (e) => e.action === 'request')], (e) => Object.assign(e, { action: 'dance' })),
      ),
    }),
  },
  {
    name: 'an unknown role',
    verdict: 'unknown',
    says: /no voter has an action receive p2a of s1/,
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: s1.map((line) => edited(line, (e) => e.role === 'acceptor' && Object.assign(e, { role: 'voter' }))),
    }),
  },
  {
    name: 'a process that has not the name of its server',
    verdict: 'unknown',
    says: /no replica has an action request of s2/,
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: s1.map((line) =>
        edited(line, (e) => e.action === 'request' && Object.assign(e, { process: 's2' })),
      ),
    }),
  },
  {
    name: 'a header that does not say who is a server',
    verdict: 'unknown',
    says: /the header of s2 does not say of which servers it is one/,
    change: ({ s2, ...rest }) => ({
      ...rest,
      s2: [edited(s2[0], (e) => Object.assign(e, { configuration: {} })), ...s2.slice(1)],
    }),
  },
  {
    name: 'lines that are durable before they are written',
    verdict: 'unknown',
    says: /it says that line \d+ is durable, which comes later/,
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: s1.map((line) =>
        edited(line, (e) => e.kind === 'persist' && Object.assign(e, { through: e.sequence })),
      ),
    }),
  },
  {
    name: 'an unknown version',
    verdict: 'damaged',
    says: /^seed 2: inconclusive \(damaged\): \S+s1\.jsonl:1: it is of version 7; this program reads version 1; so .* there is no log of s1: a gap\n/,
    change: ({ s1, ...rest }) => ({
      ...rest,
      s1: withLine(
        s1,
        0,
        edited(s1[0], (e) => Object.assign(e, { version: 7 })),
      ),
    }),
  },
  {
    name: 'an empty file',
    verdict: 'empty',
    change: (files) => ({ ...files, s4: Buffer.alloc(0) }) as never,
  },
  {
    name: 'an empty file in the place of a log',
    verdict: 'empty',
    says: /^seed 2: inconclusive \(empty\): \S+s2\.jsonl: there is no line in it; so .* no log of s2: a gap\n/,
    change: ({ s2: _, ...rest }) => ({ ...all(rest), s2: Buffer.alloc(0) }),
  },
  {
    name: 'a file in UTF-16',
    verdict: 'damaged',
    says: /^seed 2: inconclusive \(damaged\): \S+s2\.jsonl:1: it is UTF-16.*; so .* no log of s2: a gap\n/,
    change: ({ s2, ...rest }) => ({ ...all(rest), s2: Buffer.from(`\ufeff${s2.join('\n')}\n`, 'utf16le') }),
  },
  {
    name: 'headers only',
    verdict: 'vacuous',
    change: (files) =>
      Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, lines.slice(0, 1)])),
  },
  {
    name: 'a message that nobody sent',
    verdict: 'violation',
    says: /never sent it/,
    change: ({ s1, ...rest }) => {
      const at = find(s1, (e) => isStep(e) && (e.received as Line | undefined)?.from === 's2');
      return {
        ...rest,
        s1: withLine(
          s1,
          at,
          edited(s1[at], (e) => Object.assign((e.received as Line).message as Line, { id: 's2.1.999999' })),
        ),
      };
    },
  },
  {
    name: 'a violation before a gap',
    verdict: 'violation',
    change: ({ s1, ...rest }) => {
      const at = find(s1, (e) => e.action === 'receive p1a');
      const worse = edited(s1[at], (e) =>
        Object.assign(((e.sent as Line[])[0].message as Line).ballot as Line, { number: 77 }),
      );
      return { ...rest, s1: withLine(withLine(s1, s1.length - 20), at, worse) };
    },
  },
];
