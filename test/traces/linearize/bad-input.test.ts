/** Histories that are damaged or make no sense: refused with file and line, and with what would do. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../checker/input-error.js';
import { judgeFile } from '../../../traces/linearize/file.js';

describe('bad input is refused with its line', () => {
  const tab = (...fields: string[]) => fields.join('\t');
  const read = tab('INFO  jepsen.util - 0', ':invoke', ':read', 'nil');
  const wrote = tab('0', ':ok', ':write', '4');
  test.each<readonly [name: string, text: string | Uint8Array, says: string | RegExp]>([
    ['empty', '', 'h: it is empty'],
    ['blank', '\n \n', 'h: it is empty'],
    ['of no dialect', 'hello\n', 'h:1: "hello" begins no history of a dialect that is known'],
    [
      'torn, a log',
      `${read}\nINFO  jepsen.util - 0\t:ok\t:re`,
      /^h:2: "INFO {2}jepsen\.util - 0\\t:ok\\t:re" is not .*; the file ends without a line break: if it was cut there, leave that line out$/,
    ],
    ['torn, EDN', '{:process 0, :type :invoke, :f :read, :value nil}\n{:process 0, :type', 'h:2: '],
    ['EDN in EDN', `{:process 0, :value ${'['.repeat(9000)}`, 'h:1: '],
    [
      'JSON in JSON',
      `{"process":0,"a":"\\"[","value":${'['.repeat(9000)}${']'.repeat(9000)}}`,
      '" is nested more than 256 deep',
    ],
    ['two values in one line of EDN', '{:process 0} {:process 1}', 'h:1: '],
    ['torn, JSON', '{"kind":"client","type":"inv', 'h:1: '],
    ['a value torn', tab('0', ':invoke', ':cas', '[1 '), 'h:1: "[1 " is no whole value of EDN'],
    [
      'an action that no model knows',
      tab('0', ':invoke', ':frobnicate', 'nil'),
      'h:1: no model knows the action frobnicate',
    ],
    [
      'an answer that no compare-and-swap gives',
      [
        '{"kind":"client","type":"invoke","client":"a","operation":{"kind":"cas","key":"x","expected":null,"value":1}}',
        '{"kind":"client","type":"ok","client":"a","operation":{"kind":"cas","key":"x"},"result":"ok"}',
      ].join('\n'),
      'h:2: cas is answered ok: it answers true or false',
    ],
    [
      'a compare-and-swap that expects nothing said',
      '{"kind":"client","type":"invoke","client":"a","operation":{"kind":"cas","key":"x","value":1}}',
      'h:1: a cas has what is "expected" and the "value" to come',
    ],
    [
      'a type that there is not',
      tab('0', ':done', ':read', 'nil'),
      'h:1: the type done; there are: invoke, ok, fail, info',
    ],
    ['a return without a call', wrote, 'h:1: client 0 returns from write, and waits for no operation'],
    [
      'two calls of one client at once',
      `${read}\n${read}`,
      'h:2: client 0 invokes read while its read of line 1 has not returned',
    ],
    [
      'a return from another action',
      `${read}\n${wrote}`,
      'h:2: client 0 returns from write, and waits for read of line 1',
    ],
    [
      'a return of another value',
      `${tab('0', ':invoke', ':write', '3')}\n${wrote}`,
      'h:2: client 0 returns from write of 4, and called it of 3 at line 1',
    ],
    ['a cas without a pair', tab('0', ':invoke', ':cas', '3'), 'h:1: cas needs two values'],
    [
      'a number that would be rounded',
      tab('0', ':invoke', ':write', '12345678901234567890'),
      'h:1: the number 12345678901234567000 is too large',
    ],
    ['not UTF-8', Buffer.from([...Buffer.from(`${read}\n`), 0xff]), 'h:2: it is not UTF-8'],
    ['packed, and torn', gzipSync(read).subarray(0, 30), 'h: it cannot be unpacked by gzip'],
    ['only of servers', '{"kind":"start","node":"s1"}', 'h: it has no operation of a client'],
  ])('%s', (_, text, says) => {
    const wanted = { dialect: undefined, isKeyed: false, model: undefined, initial: undefined, budget: 1000 };
    const judged = () => judgeFile('h', typeof text === 'string' ? Buffer.from(text) : text, wanted);
    expect(judged).toThrow(InputError);
    expect(judged).toThrow(says);
    expect(judged).not.toThrow('\n');
  });
});
