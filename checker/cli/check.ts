/**
 * `paxoscope check <spec>`: explores every state and says what holds.
 */
import type { CommandModule } from 'yargs';
import { type CheckOptions, checkModel } from '../check.js';
import type { Model, Property, Reachable } from '../model.js';
import { seekingWitness, type WitnessVerdict, witnessVerdict } from '../paths/witness.js';
import type { Column } from '../report/side-by-side.js';
import { renderHeadline, renderVerdict } from '../report/verdict.js';
import { aboutOf, type Instance, type Spec } from '../spec.js';
import { type DefaultSymmetry, defaultSymmetry } from '../symmetry.js';
import type { ModelSource } from '../threads/model-source.js';
import type { Verdict } from '../verdict.js';
import { checkJson } from './check-json.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import {
  bytesOf,
  commonFlags,
  countOf,
  type Flags,
  type FlagValues,
  isOn,
  isSwitch,
  numberOf,
  switchOf,
  takesValue,
  takesValues,
  textOf,
  textsOf,
  workFlags,
} from './flags.js';
import { blamingSpec, broughtByMutant, instantiate } from './instance.js';
import { interruptible } from './interrupt.js';
import { formatFlag, formatOf, outputFlag, outputOf, printJson, printReport } from './output.js';
import { parametersGiven } from './parameter-flags.js';
import { ProgressLine, SearchProgress } from './progress.js';
import { ProgressFile } from './progress-file.js';
import { exitCodeOfAll, printSideBySide, type Several, severalOf } from './side-by-side.js';
import { specCommand } from './spec-command.js';
import { UsageError, unknownName } from './usage-error.js';
import { workersFlag, workersOf } from './workers-flag.js';

const flags: Flags = {
  property: takesValues('judge only this property; may be given often'),
  witness: takesValue('print a shortest execution that reaches this reachable property'),
  mutant: takesValue('check this weakening of the protocol instead'),
  'max-states': takesValue('stop at this many states; the verdict is then "bounded"'),
  'max-depth': takesValue('stop at this many levels, the initial states being level 1'),
  symmetry: isSwitch(
    'one state for all that differ only in the names of ids that are alike; --no-symmetry where the spec asks for it',
  ),
  ...workersFlag,
  'max-memory': takesValue('stop when the process takes so much memory: 800M, 12G', {
    defaultDescription: 'nine tenths of the machine',
  }),
  checkpoint: takesValue('a folder to write down where the search is, now and then and when it is stopped'),
  'checkpoint-minutes': takesValue('how often', { defaultDescription: '10' }),
  resume: takesValue('go on from the checkpoint in this folder, and write further ones there'),
  disk: takesValue('a folder for states that wait to be explored, when they outgrow memory'),
  lint: isSwitch(
    'call spec code twice, and tell where it is not a function of its input; try whether ids that are alike are treated alike; tell messages of one kind that have different fields',
  ),
  'progress-file': takesValue('write progress to this file, a JSON object a line, several times a second'),
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
    hasParameters: true,
    run: async (spec, label, values) => {
      // What is to be reached is judged, and nothing else.
      if (textOf(values, 'witness') !== undefined && textsOf(values, 'property').length > 0)
        throw new UsageError('--witness and --property do not go together; leave one out');
      const several = severalOf(spec.parameters, values);
      if (several !== undefined) return compare(context, spec, label, values, several);
      const parameters = parametersGiven(spec.parameters, values);
      const instance = instantiate(spec, label, {
        parameters,
        mutant: textOf(values, 'mutant'),
        properties: textsOf(values, 'property'),
      });
      const format = formatOf(values);
      const output = await outputOf(values);
      const isJson = isOn(values, 'json');
      const brought = broughtByMutant(instance, parameters);
      if (brought !== undefined && !isJson) context.terminal.say(brought);
      const verdict = await explore(context, instance, label, values);
      context.finish(exitCodeOf(verdict));
      if (isJson) await printJson(context.terminal, await checkJson(instance, verdict));
      await printReport(context.terminal, {
        text: isJson ? undefined : reportOf(verdict, instance),
        execution: 'execution' in verdict ? verdict.execution : undefined,
        model: instance.model,
        format,
        output,
        source: context.catalog.sourceOf(label),
      });
      if (verdict.kind === 'spec-error') {
        throw new UsageError(`${label}: ${verdict.message}`, { cause: verdict.cause });
      }
    },
  });
}

/** For people, and none where there is nothing to say but what is wrong with the spec: that is told once, on stderr. */
function reportOf(verdict: Verdict | WitnessVerdict, instance: Instance): string | undefined {
  if (verdict.kind !== 'spec-error') return renderVerdict(verdict, instance) + hint(verdict, instance);
  return verdict.execution === undefined ? undefined : renderHeadline(verdict, instance);
}

/** One instance for each value of a parameter, one after the other. */
async function compare(
  context: Context,
  spec: Spec,
  label: string,
  values: FlagValues,
  several: Several,
): Promise<void> {
  const instances = several.values.map((value) => {
    const one = { ...values, [several.flag.slice(2)]: value };
    const parameters = parametersGiven(spec.parameters, one);
    const [mutant, properties] = [textOf(values, 'mutant'), textsOf(values, 'property')];
    const instance = instantiate(spec, label, { parameters, mutant, properties });
    return { value, instance, brought: broughtByMutant(instance, parameters) };
  });
  const [{ brought }] = instances;
  if (brought !== undefined && !isOn(values, 'json')) context.terminal.say(brought);
  const columns: Column[] = [];
  for (const { value, instance } of instances) {
    const verdict = await explore(context, instance, label, values);
    if (verdict.kind === 'reached') throw new Error('a search for no witness reached one');
    if (verdict.kind === 'spec-error')
      throw new UsageError(`${label} ${several.flag} ${value}: ${verdict.message}`, { cause: verdict.cause });
    columns.push({ value, instance, verdict });
    if (verdict.kind === 'bounded' && verdict.bound.kind === 'interrupted') break;
  }
  context.finish(exitCodeOfAll(columns.map(({ verdict }) => exitCodeOf(verdict))));
  await printSideBySide(context.terminal, columns, several, isOn(values, 'json'));
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
  const folder = textOf(values, 'disk');
  const line = new ProgressLine(context.terminal, isOn(values, 'progress'));
  const progress = new SearchProgress(line, { maxStates, maxDepth });
  const path = textOf(values, 'progress-file');
  const file = path === undefined ? undefined : new ProgressFile(path, context.terminal);
  line.begin(`${label}: exploring`);
  const verdict = await interruptible(context.terminal, (signal) =>
    blamingSpec(label, () => {
      const symmetry = wantedSymmetry(context, instance.spec, model, values);
      return checkModel(
        model,
        {
          maxStates,
          maxDepth,
          workers: workersOf(values),
          source: sourceOf(context, instance, label, values),
          checkpoint: checkpointOf(values),
          onNote: (message) => context.terminal.say(message),
          memoryLimitBytes: bytesOf(values, 'max-memory'),
          disk: folder === undefined ? undefined : { directory: folder },
          symmetry,
          lint: isOn(values, 'lint'),
          signal,
          onProgress: (seen) => {
            progress.show(seen);
            file?.write(seen);
          },
        },
        aboutOf(instance),
      );
    }),
  );
  line.end();
  file?.close();
  return witness === undefined ? verdict : witnessVerdict(witness, verdict);
}

/** Where the search is written down, and whether it goes on from there. */
function checkpointOf(values: FlagValues): CheckOptions['checkpoint'] {
  const minutes = numberOf(values, 'checkpoint-minutes');
  const begun = textOf(values, 'checkpoint');
  const resumed = textOf(values, 'resume');
  if (begun !== undefined && resumed !== undefined)
    throw new UsageError('--resume writes its checkpoints to the same folder; leave --checkpoint out');
  const folder = resumed ?? begun;
  if (folder === undefined) {
    if (minutes !== undefined) throw new UsageError('--checkpoint-minutes needs --checkpoint or --resume');
    return undefined;
  }
  const everyMs = minutes === undefined ? undefined : minutes * 60_000;
  return { folder, everyMs, resume: resumed !== undefined };
}

/** Where other threads find the model that this one explores. */
function sourceOf(context: Context, instance: Instance, label: string, values: FlagValues): ModelSource {
  const properties = textsOf(values, 'property');
  return {
    spec: context.catalog.sourceOf(label),
    parameters: instance.parameters,
    mutant: instance.mutant,
    properties: properties.length === 0 ? undefined : properties,
    witness: textOf(values, 'witness'),
  };
}

/** What the line asks for; where it asks for nothing, what the spec declares, with a word where a property forbids it. */
function wantedSymmetry(
  { terminal }: Context,
  spec: Spec,
  model: Model,
  values: FlagValues,
): DefaultSymmetry['symmetry'] {
  const asked = switchOf(values, 'symmetry');
  if (asked !== undefined) return asked;
  const { symmetry, refusal } = defaultSymmetry(model, spec.symmetry);
  if (refusal !== undefined && !isOn(values, 'json')) terminal.say(`symmetry is not used: ${refusal}`);
  return symmetry;
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

/** Of several properties that a mutant breaks, a search shows the one that breaks first. */
function hint(verdict: Verdict | WitnessVerdict, { spec, mutant }: Instance): string {
  const declared = spec.mutants.find(({ name }) => name === mutant);
  if (verdict.kind !== 'violated' || declared === undefined || declared.breaks === verdict.property)
    return '';
  return `\n\n  The mutant is there to break ${declared.breaks}: --property ${declared.breaks} shows how.`;
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
