/**
 * `paxoscope check <spec>`: explores every state and says what holds.
 */
import type { CommandModule } from 'yargs';
import { checkModel } from '../check.js';
import type { Property, Reachable } from '../model.js';
import { renderVerdict } from '../report/verdict.js';
import { aboutOf, type Instance } from '../spec.js';
import type { Verdict } from '../verdict.js';
import { seekingWitness, type WitnessVerdict, witnessVerdict } from '../witness.js';
import { checkJson } from './check-json.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import {
  commonFlags,
  countOf,
  type Flags,
  type FlagValues,
  isOn,
  isSwitch,
  takesValue,
  takesValues,
  textOf,
  textsOf,
  workFlags,
} from './flags.js';
import { blamingSpec, instantiate } from './instance.js';
import { interruptible } from './interrupt.js';
import { executionText, formatFlag, formatOf, outputFlag, printJson, saveExecution } from './output.js';
import { parametersGiven } from './parameter-flags.js';
import { describeProgress, ProgressLine } from './progress.js';
import { specCommand } from './spec-command.js';
import { unknownName, UsageError } from './usage-error.js';

const flags: Flags = {
  property: takesValues('judge only this property; may be given often'),
  witness: takesValue('print a shortest execution that reaches this reachable property'),
  mutant: takesValue('check this weakening of the protocol instead'),
  'max-states': takesValue('stop at this many states; the verdict is then "bounded"'),
  'max-depth': takesValue('stop at this many levels, the initial states being level 1'),
  lint: isSwitch('call spec code twice, and tell where it is not a function of its input'),
  ...formatFlag,
  ...outputFlag,
  ...workFlags,
  ...commonFlags,
};

export function checkCommand(context: Context): CommandModule {
  return specCommand(context, {
    name: 'check',
    describe: 'explore every state of a spec, and say which properties hold',
    flags,
    examples: [
      ['$0 check paxos --acceptors 3 --ballots 4 --values 2', 'a size of your own'],
      ['$0 check paxos --mutant quorum-of-f', 'a weakened protocol, and how it breaks'],
      ['$0 check ./my-spec.ts --property agreement --json', 'a spec of your own'],
    ],
    hasParameters: true,
    run: async (spec, label, values) => {
      const instance = instantiate(spec, label, {
        parameters: parametersGiven(spec.parameters, values),
        mutant: textOf(values, 'mutant'),
        properties: textsOf(values, 'property'),
      });
      const format = formatOf(values);
      const verdict = await explore(context, instance, label, values);
      await report(context, instance, label, values, verdict, format);
    },
  });
}

async function explore(
  context: Context,
  instance: Instance,
  label: string,
  values: FlagValues,
): Promise<Verdict | WitnessVerdict> {
  const witness = witnessOf(instance, values);
  const model = witness === undefined ? instance.model : seekingWitness(instance.model, witness);
  const maxStates = countOf(values, 'max-states');
  const maxDepth = countOf(values, 'max-depth');
  const progress = new ProgressLine(context.terminal, isOn(values, 'progress'));
  progress.show(`${label}: exploring`);
  const verdict = await interruptible(context.terminal, (signal) =>
    blamingSpec(label, () =>
      checkModel(
        model,
        {
          maxStates,
          maxDepth,
          lint: isOn(values, 'lint'),
          signal,
          onProgress: (seen) => progress.show(describeProgress(seen, maxStates)),
        },
        aboutOf(instance),
      ),
    ),
  );
  progress.end();
  return witness === undefined ? verdict : witnessVerdict(witness, verdict);
}

/** The property to be reached, where `--witness` names one. */
function witnessOf({ model }: Instance, values: FlagValues): Reachable | undefined {
  const name = textOf(values, 'witness');
  if (name === undefined) return undefined;
  const isReachable = (property: Property): property is Reachable => property.kind === 'reachable';
  const known = model.properties.filter(isReachable);
  const other = model.properties.find((property) => property.name === name && !isReachable(property));
  const names = known.map((property) => property.name);
  if (other !== undefined) {
    throw new UsageError(
      `--witness takes a reachable property, and ${name} is of kind ${other.kind}; reachable: ${names.join(', ') || 'none'}`,
    );
  }
  const property = known.find((candidate) => candidate.name === name);
  if (property === undefined) throw unknownName('reachable property', name, names);
  return property;
}

/** Prints a verdict; in a form for other tools, stdout has the execution alone, and people read the rest on stderr. */
async function report(
  context: Context,
  instance: Instance,
  label: string,
  values: FlagValues,
  verdict: Verdict | WitnessVerdict,
  format: ReturnType<typeof formatOf>,
): Promise<void> {
  const { terminal } = context;
  const execution = 'execution' in verdict ? verdict.execution : undefined;
  context.finish(exitCodeOf(verdict));
  if (isOn(values, 'json')) {
    await printJson(terminal, await checkJson(instance, verdict));
  } else {
    const text = renderVerdict(verdict, instance);
    if (format === 'text') await terminal.print(text);
    else terminal.say(text);
    if (execution !== undefined) {
      const shown = await executionText(execution, format, terminal);
      await terminal.print(format === 'text' ? `\n${shown}` : shown);
    }
  }
  const output = textOf(values, 'output');
  if (output !== undefined && execution !== undefined) await saveExecution(output, execution);
  else if (output !== undefined) terminal.say(`paxoscope: there is no execution to save; ${output} is not written`);
  if (verdict.kind === 'spec-error') throw new UsageError(`${label}: ${verdict.message}`);
}

function exitCodeOf({ kind }: Verdict | WitnessVerdict): ExitCode {
  switch (kind) {
    case 'holds':
    case 'reached':
      return ExitCode.holds;
    case 'violated':
      return ExitCode.violated;
    case 'bounded':
      return ExitCode.bounded;
    case 'spec-error':
      return ExitCode.fault;
  }
}
