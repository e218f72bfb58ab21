/**
 * `paxoscope specs`: what can be checked.
 */
import type { CommandModule } from 'yargs';
import { rangeOf } from '../parameters.js';
import { wrap } from '../report/layout.js';
import { formatPlural } from '../report/numbers.js';
import type { Spec } from '../spec.js';
import type { Context } from './context.js';
import { commonFlags, type FlagValues, isOn, refuseMisuse } from './flags.js';
import { printJson } from './output.js';
import { flagName } from './parameter-flags.js';

const HARD_SPACE = '\u00a0';

export function specsCommand({ args, catalog, terminal, declare }: Context): CommandModule {
  return {
    command: 'specs',
    describe: 'list what can be checked, with parameters and their defaults',
    builder: (yargs) => {
      declare(commonFlags);
      return yargs.options(commonFlags);
    },
    handler: async (values: FlagValues) => {
      refuseMisuse(values, commonFlags, args);
      const specs = await catalog.list();
      if (isOn(values, 'json')) await printJson(terminal, { specs: specs.map(specJson) });
      else await terminal.print(renderSpecs(specs));
    },
  };
}

function renderSpecs(specs: readonly Spec[]): string {
  const cards = specs.map(({ name, title, source, parameters, mutants, expect }) => {
    const flags = Object.entries(parameters).map(
      // Spaces within one flag do not break, so that a default is never parted from its flag.
      ([key, parameter]) =>
        `--${flagName(key)} ${parameter.default} (${rangeOf(parameter)})`.replaceAll(' ', HARD_SPACE),
    );
    const expected = `expected ${expect === 'holds' ? 'to hold' : 'to be violated'}, ${formatPlural(mutants.length, 'mutant')}`;
    return [
      ...wrap('', `${name}: ${title}`, 4),
      ...wrap('    ', `${expected}; ${source}`),
      ...(flags.length === 0 ? [] : wrap('    ', flags.join('  '))),
    ].join('\n');
  });
  const next = 'paxoscope check <spec> explores one; paxoscope check <spec> --help explains its parameters.';
  return [...cards, next].join('\n\n').replaceAll(HARD_SPACE, ' ');
}

function specJson({ name, title, source, parameters, mutants, expect }: Spec): object {
  return { name, title, source, parameters, mutants, expect };
}
