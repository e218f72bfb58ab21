/**
 * The guide's table of what PMMC promises is true: each property, what it says, and the mutants that break it with the length of the
 * shortest counterexample, as pinned. `UPDATE_GOLDEN=1` rewrites it.
 */
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Spec } from '../checker/spec.js';
import { pmmc } from '../spec/pmmc/spec.js';
import { served as paxoscope } from './cli/run.js';
import { pathOf, textOf } from './guides.js';

const GUIDE = 'spec/pmmc/README.md';

/** Properties of the default instance, and of those instances that a mutant needs. */
function propertiesOf({ mutants, instantiate }: Spec): Map<string, string> {
  const instances = [instantiate(), ...mutants.map(({ name }) => instantiate({}, name))];
  const all = instances.flatMap(({ model }) => model.properties);
  // What is said of one slot is said of each: the first stands for all.
  const ofTheFirst = all.filter(({ name }) => !/^slot-(?!1-)\d+-/.test(name));
  return new Map(ofTheFirst.map(({ name, says }): [string, string] => [name, says]));
}

function tableOf(spec: Spec): string {
  const rows = [...propertiesOf(spec)].map(([name, says]) => {
    const breakers = spec.mutants
      .filter(({ breaks }) => breaks === name)
      .map(({ name: mutant, length }) => `\`${mutant}\`${length === null ? '' : ` ${length}`}`);
    return `| ${name} | ${says.replaceAll('|', '\\|')} | ${breakers.join(', ')} |`;
  });
  return [
    '| property | what it says | broken by the mutant, in steps |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

it('the table of what PMMC promises is that of its spec', () => {
  const guide = textOf(GUIDE);
  const [there, table] = guide.match(/<!-- properties of pmmc -->\n\n([\s\S]*?)\n*<!-- end -->/) ?? [];
  expect(there, 'there is a place for the table').toBeDefined();
  const wanted = tableOf(pmmc);
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(
      pathOf(GUIDE),
      guide.replace(there as string, `<!-- properties of pmmc -->\n\n${wanted}\n\n<!-- end -->`),
    );
    return;
  }
  expect(table, 'UPDATE_GOLDEN=1 rewrites it').toBe(wanted);
  expect(wanted, 'every property is broken by a mutant').not.toMatch(/\| {2}\|$/m);
});

it('the command under the table prints the counterexample of its row, where another property would break first', async () => {
  const [, command] = textOf(GUIDE).match(/`paxoscope (check pmmc --mutant NAME[^`]*)`/) as RegExpMatchArray;
  const { name, breaks, length } = pmmc.mutants.find(
    (mutant) => mutant.name === 'own-proposals-first',
  ) as (typeof pmmc.mutants)[number];
  const line = command.replace('NAME', name).replace('PROPERTY', breaks);
  const { property, execution } = JSON.parse((await paxoscope(`${line} --json`)).stdout);
  expect([property, execution.steps.length]).toEqual([breaks, length]);
});

it('the flags that the table of specs names for pmmc are taken', async () => {
  const [row] = textOf('README.md').match(/^\| `pmmc` .*$/m) as RegExpMatchArray;
  const given = [...row.matchAll(/`(--[^`]*)`/g)].map(([, flags]) => flags);
  expect(given.length).toBe(3);
  for (const flags of given) {
    const { code, stderr } = await paxoscope(`check pmmc ${flags} --max-states 10`);
    expect([flags, stderr, code]).toEqual([flags, '', 3]);
  }
});
