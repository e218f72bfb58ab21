/** Specs as users write them, good and bad, by the name of their file. */

/** A spec with one cell `n`, one soup `box` and one action `Up`, all of it from the user's hand. */
function spec(parts: { initial?: string; up?: string; model?: string; property?: string }): string {
  const { initial = '0', up = 'return [];', model = '', property = 'true' } = parts;
  return `
import { action, add, cell, defineSpec, does, invariant, set, soup, type View } from 'paxoscope';

const n = cell<any>('n');
const box = soup<any>('box');
export default defineSpec({
  name: 'mine', title: 'mine', source: 'mine', parameters: {}, rules: {},
  model: () => {
    ${model}
    return {
      name: 'mine', variables: [n, box], initial: [[set(n, ${initial})]],
      actions: [action('Up', {}, (view: View): any => { ${up} })],
      properties: [invariant('fine', 'it is fine', (view) => ${property})],
    };
  },
});
`;
}

/** Counts in a Map, says so with ts-pattern, and begins with what another file of TypeScript exports. */
export const counter = `
import { Map } from 'immutable';
import { match } from 'ts-pattern';
import { action, cell, defineSpec, disabled, does, integer, invariant, reachable, set } from 'paxoscope';
import { start } from './start.js';

const counts = cell<Map<string, number>>('counts');

export const counter = defineSpec({
  name: 'counter',
  title: 'counts up to a limit',
  source: 'a test',
  parameters: { maxCount: integer({ default: 3, min: 1, max: 9, help: 'where it stops' }) },
  rules: {},
  model: ({ maxCount }) => ({
    name: 'counter',
    variables: [counts],
    initial: [[set(counts, Map({ here: start }))]],
    actions: [
      action('Up', {}, (view) => {
        const here = view.get(counts).get('here') as number;
        return match(here < maxCount)
          .with(true, () => does(set(counts, view.get(counts).set('here', here + 1))))
          .with(false, () => disabled)
          .exhaustive();
      }),
    ],
    properties: [
      invariant('small', 'it stays below 5', (view) => (view.get(counts).get('here') as number) < 5),
      reachable('three', 'it gets to 3', (view) => view.get(counts).get('here') === 3),
    ],
  }),
});
`;
export const start = 'export const start: number = 0;\n';

/** Counts, and throws at two, inside a library's call. */
export const throwsAtTwo = `
import { match } from 'ts-pattern';
import { action, cell, defineSpec, does, invariant, set } from 'paxoscope';

const n = cell<number>('n');
export default defineSpec({
  name: 'counter', title: 'counts', source: 'a test', parameters: {}, rules: {},
  model: () => ({
    name: 'counter', variables: [n], initial: [[set(n, 0)]],
    actions: [
      action('Up', { by: 1 }, (view) =>
        match(view.get(n))
          .with(2, () => {
            interface Types { are: 'taken away'; so: 'that lines move' }
            throw new RangeError('too far');
          })
          .otherwise((now) => does(set(n, now + 1))),
      ),
    ],
    properties: [invariant('small', 'it stays below 9', (view) => view.get(n) < 9)],
  }),
});
`;
export const badFromTheStart = throwsAtTwo.replace('set(n, 0)', 'set(n, 9)');

/** Two mutants whose declaration the types would not allow, or whose property has a slip in its name. */
export const badMutants = {
  'length.mjs': mutants(`
    nine: { says: 'it begins at 9', rules: { first: 9 }, breaks: 'small' },
    none: { says: 'it never counts', rules: { last: 0 }, breaks: 'one' },
  `),
  'breaks.mjs': mutants(`
    nine: { says: 'it begins at 9', rules: { first: 9 }, breaks: 'small', length: 0 },
    ten: { says: 'it begins at 10', rules: { first: 10 }, breaks: 'smal', length: 0 },
  `),
  'leads-out.mjs': mutants(`
    '../out': { says: 'it begins at 9', rules: { first: 9 }, breaks: 'small', length: 0 },
  `),
  'endless.mjs': mutants(`
    nine: { says: 'it begins at 9', rules: { first: 9 }, breaks: 'small', length: 0 },
    endless: { says: 'it comes from far', rules: { first: -1e15 }, breaks: 'small', length: 1 },
    ten: { says: 'it begins at 10', rules: { first: 10 }, breaks: 'small', length: 0 },
  `),
  'brings.mjs': mutants(`
    far: { says: 'too far', rules: { last: 99 }, breaks: 'small', length: 8, parameters: { isFast: true, maxStep: 2 } },
  `),
};

function mutants(list: string): string {
  return `
import { action, cell, defineSpec, disabled, does, integer, flag, invariant, reachable, set } from 'paxoscope';

const n = cell('n');
export default defineSpec({
  name: 'counter', title: 'counts', source: 'a test', rules: { first: 0, last: 3 },
  parameters: {
    maxStep: integer({ default: 1, min: 1, max: 2, help: 'at once' }), isFast: flag({ default: false, help: 'hurry' }),
  },
  model: (_parameters, { first, last }) => ({
    name: 'counter', variables: [n], initial: [[set(n, first)]],
    actions: [action('Up', {}, (view) => (view.get(n) < last ? does(set(n, view.get(n) + 1)) : disabled))],
    properties: [
      invariant('small', 'it stays below 8', (view) => view.get(n) < 8),
      reachable('one', 'it gets to 1', (view) => view.get(n) === 1),
    ],
  }),
  mutants: {${list}},
});
`;
}

/** Code of the user that ends the process, or fails where no call of the checker catches it, and the one line that tells. */
export const badEndings: readonly {
  readonly name: string;
  readonly text: string;
  readonly says: string;
}[] = [
  {
    name: 'async-property',
    text: spec({ property: "(async () => { throw new Error('late'); })() as any" }),
    says: 'in a promise that nobody awaits: threw Error: late (async-property.ts:13)',
  },
  {
    name: 'floating',
    text: spec({ up: "Promise.reject(new Error('afloat')); return [];" }),
    says: 'in a promise that nobody awaits: threw Error: afloat (floating.ts:12)',
  },
  {
    name: 'floating-at-load',
    text: `Promise.reject(null);${spec({})}`,
    says: 'in a promise that nobody awaits: threw null',
  },
  {
    name: 'timer',
    text: `setTimeout(() => { throw new RangeError('late'); });${spec({})}`,
    says: 'in a callback: threw RangeError: late (timer.ts:1)',
  },
  {
    name: 'exit-at-load',
    text: `process.exit(0);${spec({})}`,
    says: 'ended before there was a verdict',
  },
  {
    name: 'exit-in-action',
    text: spec({ up: 'process.exit(0); return [];' }),
    says: 'ended before there was a verdict',
  },
  {
    name: 'never-settles',
    text: `await new Promise(() => {});${spec({})}`,
    says: 'ended before there was a verdict',
  },
];

/** Goes from number to number below 100,003, and does more than it should where `more` says so. */
function wanders(more: string): string {
  return `
import { writeSync } from 'node:fs'; import { isMainThread } from 'node:worker_threads';
import { action, cell, defineSpec, does, invariant, set } from 'paxoscope';

const n = cell<number>('n');
export default defineSpec({
  name: 'wanders', title: 'wanders', source: 'a test', parameters: {}, rules: {},
  model: () => ({
    name: 'wanders', variables: [n], initial: [[set(n, 0)]],
    actions: [1, 2, 3].map((by) =>
      action('Go', { by }, (view) => {
        ${more}
        return does(set(n, (view.get(n) * 7 + by) % 100_003));
      }),
    ),
    properties: [invariant('fine', 'it is fine', (view) => view.get(n) >= 0)],
  }),
});
`;
}

/** Specs that are at fault in other threads than the first, and the one line that tells. */
export const badInWorkers: typeof badEndings = [
  {
    name: 'worker-exits',
    text: wanders('if (!isMainThread) process.exit(0);'),
    says: 'a worker ended before it had taken its walks; does the spec end the process?',
  },
  {
    name: 'worker-hoards',
    text: wanders('if (!isMainThread) for (const hoard = [[0]]; ; ) hoard.push(Array(1e6).fill(0.5));'),
    says: 'a worker ran out of memory before it had taken its walks',
  },
  {
    name: 'worker-floats',
    text: wanders("if (!isMainThread) Promise.reject(new Error('afloat'));"),
    says: 'in a worker, outside of every walk: threw Error: afloat (worker-floats.ts:12)',
  },
];

/** Says so before it no longer comes back. */
export const hangsInWorkers = wanders("if (!isMainThread) for (writeSync(2, 'hangs\\n'); ; );");

/** Fails in a state that few walks come by. */
export const throwsSomewhere = wanders("if (view.get(n) === 12_345) throw new RangeError('here');");

/** Breaks a property, and then tries to end as if it had not. */
export const endsLater = spec({
  model: "process.once('beforeExit', () => process.exit(0)); process.exitCode = 0;",
  property: 'false',
});

/** What is wrong with each, the file `name.ts`, and what the one line on stderr says. */
export const badSpecs: readonly { readonly name: string; readonly text: string; readonly says: RegExp }[] = [
  {
    name: 'throws',
    text: spec({ up: "throw new Error('boom');" }),
    says: /action Up: threw Error: boom \(throws\.ts:12\)$/,
  },
  {
    name: 'mutates',
    text: spec({
      initial: '{ a: { b: [1] } }',
      up: 'view.get(n).a.b.push(2); return does(set(n, view.get(n)));',
    }),
    says: /action Up: changes its input: n\.a\.b\[1\] \(mutates\.ts:12\)$/,
  },
  {
    name: 'function',
    text: spec({ up: 'return does(set(n, { f: { g: () => 1 } }));' }),
    says: /action Up: n\.f\.g: a function is not a value$/,
  },
  {
    name: 'nan',
    text: spec({ up: 'return does(set(n, [0 / 0]));' }),
    says: /action Up: n\[0\]: NaN is not a value$/,
  },
  {
    name: 'cycle',
    text: spec({ up: 'const c: any = {}; c.self = c; return does(set(n, c));' }),
    says: /action Up: n\.self: a cycle is not a value$/,
  },
  {
    name: 'message',
    text: spec({ up: "return does(add(box, { kind: 'm', f: () => 1 }));" }),
    says: /action Up: box\.f: a function is not a value$/,
  },
  {
    name: 'no-answer',
    text: spec({ up: 'return undefined;' }),
    says: /action Up: answers with no list of outcomes/,
  },
  {
    name: 'undeclared',
    text: spec({ up: "return does(set(cell('zz'), 1));" }),
    says: /action Up: cell zz is not a variable of model mine$/,
  },
  {
    name: 'bad-property',
    text: spec({ property: 'view.get(n).x.y' }),
    says: /property fine: threw TypeError: .*reading 'y'\) \(bad-property\.ts:13\)$/,
  },
  {
    name: 'initial',
    text: spec({ initial: '{ f: () => 1 }' }),
    says: /initial state: n\.f: a function is not a value$/,
  },
  {
    name: 'initial-throws',
    text: spec({ initial: "(() => { throw new RangeError('no') })()" }),
    says: /model: threw RangeError: no \(initial-throws\.ts:11\)$/,
  },
  {
    name: 'model-throws',
    text: spec({ model: "throw new Error('no');" }),
    says: /model: threw Error: no \(model-throws\.ts:9\)$/,
  },
  {
    name: 'syntax',
    text: 'const x = 1;\nexport default { a: ;\n',
    says: /does not compile: syntax\.ts:2:20: Unexpected ";"$/,
  },
  {
    name: 'import',
    text: "import './nothere.js';\n",
    says: /imports what is not there: Cannot find module .*nothere\.js/,
  },
  {
    name: 'package',
    text: "import 'left-pad';\n",
    says: /imports what is not there: Cannot find package 'left-pad'/,
  },
  {
    name: 'name',
    text: "import { nosuch } from 'paxoscope';\nexport default nosuch;\n",
    says: /imports what is not there: .*'nosuch'/,
  },
  {
    name: 'top-level',
    text: "\nthrow new Error('at once');\n",
    says: /threw Error: at once \(top-level\.ts:2\)$/,
  },
  {
    name: 'wrong',
    text: 'export const a = 1;\nexport default 3;\n',
    says: /wrong\.ts exports no spec: .* only default, a$/,
  },
  {
    name: 'two',
    text: `${spec({}).replace('export default', 'export const one =')}export const other = { ...one };`,
    says: /two\.ts exports 2 specs, one and other; export the one to be checked by default$/,
  },
  { name: 'empty', text: '', says: /empty\.ts exports no spec: .* nothing$/ },
  { name: 'throws-null', text: 'throw null;\n', says: /throws-null\.ts: threw null$/ },
  {
    name: 'throws-no-text',
    text: 'throw Object.create(null);\n',
    says: /: threw a value of type object that has no text$/,
  },
  {
    name: 'throws-no-message',
    text: "throw Object.assign(new Error('x'), { message: Object.create(null) });\n",
    says: /: threw an error that has no text$/,
  },
  badParameters('parameter-taken', ['json'], /the parameter json has the name of a flag, --json; rename it$/),
  badParameters('parameter-short', ['o'], /the parameter o has the name of a flag, -o; rename it$/),
  badParameters(
    'parameter-twin',
    ['maxFoo', 'MaxFoo'],
    /MaxFoo has the same flag as another one, --max-foo;/,
  ),
  badParameters(
    'parameter-hyphen',
    ['maxFoo', 'max-foo'],
    /max-foo is no identifier of letters, digits and _;/,
  ),
  badParameters('parameter-equals', ['ab=c'], /the parameter "ab=c" is no identifier/),
  badParameters('parameter-negated', ['noFoo'], /noFoo has a flag that turns another one off, --no-foo;/),
  badParameters('parameter-inherited', ['constructor'], /constructor has a name that every object has;/),
];

function badParameters(name: string, names: readonly string[], says: RegExp): (typeof badSpecs)[number] {
  const list = names.map((key) => `'${key}': { kind: 'flag', default: false, help: '' }`);
  return { name, text: spec({}).replace('parameters: {}', `parameters: { ${list.join(', ')} }`), says };
}
