/**
 * `paxoscope simulate <spec>`: seeded random walks, for models that are too large to explore.
 */
import type { CommandModule } from 'yargs';
import type { Execution } from '../execution.js';
import { isLiveness, type Model } from '../model.js';
import { formatPlural } from '../report/numbers.js';
import { renderSimulation } from '../report/simulation.js';
import { SEED_MAX, type SimulationVerdict, simulate } from '../simulate.js';
import { aboutOf, type Instance } from '../spec.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import {
  commonFlags,
  countOf,
  type Flags,
  isOn,
  isSwitch,
  takesValue,
  takesValues,
  textOf,
  textsOf,
  workFlags,
} from './flags.js';
import { blamingSpec, broughtByMutant, instantiate } from './instance.js';
import { interruptible } from './interrupt.js';
import {
  executionJson,
  formatFlag,
  formatOf,
  outputFlag,
  outputOf,
  printJson,
  printReport,
} from './output.js';
import { parametersGiven } from './parameter-flags.js';
import { ProgressLine } from './progress.js';
import { describeWalks } from './progress-text.js';
import { specCommand } from './spec-command.js';
import { UsageError } from './usage-error.js';
import { workersFlag, workersOf } from './workers-flag.js';
import { requireNewFolder, writeWalks } from './write-walks.js';

const WALKS = 1000;
/** Where they are written down. */
const WALKS_WRITTEN = 10;
const STEPS = 100;

const flags: Flags = {
  walks: takesValue('how many walks', { defaultDescription: String(WALKS) }),
  'max-steps': takesValue('steps of a walk at most', { defaultDescription: String(STEPS) }),
  seed: takesValue(`what the walks follow from (0..${SEED_MAX}); printed, to walk the same way again`, {
    defaultDescription: 'random',
  }),
  property: takesValues('judge only this property; may be given often'),
  mutant: takesValue('walk in this weakening of the protocol instead'),
  trace: takesValue(
    `write each walk into this folder, as a run that was recorded; ${WALKS_WRITTEN} walks where nothing is said`,
  ),
  lint: isSwitch('call spec code twice, and tell where it is not a function of its input'),
  ...workersFlag,
  ...formatFlag,
  ...outputFlag,
  ...workFlags,
  ...commonFlags,
};

/** An execution of a model as the lines of a run, which has a name. */
export type TraceOf = (model: Model, execution: Execution, run: string) => readonly object[];

/** @param loadTraceOf traces are made elsewhere, and only where they are asked for */
export const simulateCommand =
  (loadTraceOf: () => Promise<TraceOf>) =>
  (context: Context): CommandModule =>
    specCommand(context, {
      name: 'simulate',
      describe: 'take random walks through a spec, for models too large to explore',
      flags,
      hasParameters: true,
      run: async (spec, label, values) => {
        const parameters = parametersGiven(spec.parameters, values);
        const mutant = textOf(values, 'mutant');
        const properties = textsOf(values, 'property');
        const instance = instantiate(spec, label, { parameters, mutant, properties });
        refuseLiveness(instance, properties);
        const format = formatOf(values);
        const output = await outputOf(values);
        const folder = textOf(values, 'trace');
        if (folder !== undefined) await requireNewFolder(folder);
        const limits = {
          walks: countOf(values, 'walks') ?? (folder === undefined ? WALKS : WALKS_WRITTEN),
          maxSteps: countOf(values, 'max-steps') ?? STEPS,
          seed: countOf(values, 'seed', 0, SEED_MAX) ?? Math.floor(Math.random() * (SEED_MAX + 1)),
          lint: isOn(values, 'lint'),
          workers: workersOf(values),
        };
        const source = {
          spec: context.catalog.sourceOf(label),
          parameters,
          mutant,
          properties: properties.length === 0 ? undefined : properties,
        };
        const isJson = isOn(values, 'json');
        const brought = broughtByMutant(instance, parameters);
        if (brought !== undefined && !isJson) context.terminal.say(brought);
        const progress = new ProgressLine(context.terminal, isOn(values, 'progress'));
        progress.begin(`${label}: walking, seed ${limits.seed}`);
        const verdict = await interruptible(context.terminal, (signal) =>
          blamingSpec(label, () =>
            simulate(
              instance.model,
              {
                ...limits,
                source,
                signal,
                onProgress: (seen) => progress.show(describeWalks(seen, limits.walks, progress.width)),
              },
              aboutOf(instance),
            ),
          ),
        );
        progress.end();
        if (folder !== undefined) {
          const walks = verdict.kind === 'bounded' ? verdict.coverage.walks : verdict.walk;
          await writeWalks(folder, { instance, limits, walks, traceOf: await loadTraceOf() });
          context.terminal.say(`saved ${formatPlural(walks, 'walk')} in ${folder}`);
        }
        context.finish(exitCodeOf(verdict));
        const execution = 'execution' in verdict ? verdict.execution : undefined;
        if (isJson) await printJson(context.terminal, await simulationJson(instance, verdict));
        await printReport(context.terminal, {
          text: isJson ? undefined : renderSimulation(verdict, instance),
          execution,
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

/** What is asked for by name must be judged; of all properties, those that can be are. */
function refuseLiveness({ model }: Instance, asked: readonly string[]): void {
  const property = model.properties.find((p) => asked.includes(p.name) && isLiveness(p));
  if (property === undefined) return;
  throw new UsageError(
    `${property.name} is of kind ${property.kind}, which no walk can judge: a walk comes to an end; paxoscope check does`,
  );
}

function exitCodeOf({ kind }: SimulationVerdict): ExitCode {
  if (kind === 'violated') return ExitCode.violated;
  return kind === 'bounded' ? ExitCode.bounded : ExitCode.fault;
}

/** What `--json` prints. Programs read it: a field may be added, but none renamed or removed. */
async function simulationJson(
  { spec, parameters, mutant }: Instance,
  verdict: SimulationVerdict,
): Promise<object> {
  const { coverage } = verdict;
  const perSecond = (count: number) => Math.round(count / Math.max(coverage.seconds, 1e-6));
  const execution = 'execution' in verdict ? verdict.execution : undefined;
  return {
    spec: spec.name,
    parameters,
    ...(mutant === undefined ? {} : { mutant }),
    verdict: verdict.kind,
    ...(verdict.kind === 'bounded' ? { bound: verdict.bound } : { walk: verdict.walk }),
    ...(verdict.kind === 'violated' ? violationJson(verdict) : {}),
    ...(verdict.kind === 'spec-error' ? { message: verdict.message } : {}),
    ...coverage,
    stepsPerSecond: perSecond(coverage.steps),
    statesPerSecond: perSecond(coverage.states),
    ...(execution === undefined ? {} : { execution: await executionJson(execution) }),
  };
}

function violationJson({
  property,
  walkedSteps,
  execution,
  isMinimal,
}: Extract<SimulationVerdict, { kind: 'violated' }>): object {
  return { property, walkedSteps, deletedSteps: walkedSteps - execution.steps.length, isMinimal };
}
