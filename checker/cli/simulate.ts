/**
 * `paxoscope simulate <spec>`: seeded random walks, for models that are too large to explore.
 */
import type { CommandModule } from 'yargs';
import { isLiveness } from '../model.js';
import { formatCount, formatPlural } from '../report/numbers.js';
import { renderSimulation } from '../report/simulation.js';
import { SEED_MAX, type SimulationProgress, type SimulationVerdict, simulate } from '../simulate.js';
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
import { executionJson, formatFlag, formatOf, outputFlag, printJson, printReport } from './output.js';
import { parametersGiven } from './parameter-flags.js';
import { ProgressLine } from './progress.js';
import { specCommand } from './spec-command.js';
import { UsageError } from './usage-error.js';
import { workersFlag, workersOf } from './workers-flag.js';

const WALKS = 1000;
const STEPS = 100;

const flags: Flags = {
  walks: takesValue('how many walks', { defaultDescription: String(WALKS) }),
  'max-steps': takesValue('steps of a walk at most', { defaultDescription: String(STEPS) }),
  seed: takesValue(`what the walks follow from (0..${SEED_MAX}); printed, to walk the same way again`, {
    defaultDescription: 'random',
  }),
  property: takesValues('judge only this property; may be given often'),
  mutant: takesValue('walk in this weakening of the protocol instead'),
  lint: isSwitch('call spec code twice, and tell where it is not a function of its input'),
  ...workersFlag,
  ...formatFlag,
  ...outputFlag,
  ...workFlags,
  ...commonFlags,
};

export function simulateCommand(context: Context): CommandModule {
  return specCommand(context, {
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
      const limits = {
        walks: countOf(values, 'walks') ?? WALKS,
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
              onProgress: (seen) => progress.show(describeWalks(seen, limits.walks)),
            },
            aboutOf(instance),
          ),
        ),
      );
      progress.end();
      context.finish(exitCodeOf(verdict));
      const execution = 'execution' in verdict ? verdict.execution : undefined;
      if (isJson) await printJson(context.terminal, await simulationJson(instance, verdict));
      await printReport(context.terminal, {
        text: isJson ? undefined : renderSimulation(verdict, instance),
        execution,
        format,
        output: textOf(values, 'output'),
      });
      if (verdict.kind === 'spec-error') {
        throw new UsageError(`${label}: ${verdict.message}`, { cause: verdict.cause });
      }
    },
  });
}

/** What is asked for by name must be judged; of all properties, those that can be are. */
function refuseLiveness({ model }: Instance, asked: readonly string[]): void {
  const property = model.properties.find((p) => asked.includes(p.name) && isLiveness(p));
  if (property === undefined) return;
  throw new UsageError(
    `${property.name} is of kind ${property.kind}, which no walk can judge: a walk comes to an end; paxoscope check does`,
  );
}

/** `1,200 of 5,000 walks · 31,022 steps · 201,377 steps/s · 209,167 states/s · about 24,301 distinct` */
function describeWalks(
  { walks, steps, distinctEstimate, seconds }: SimulationProgress,
  limit: number,
): string {
  return [
    `${formatCount(walks)} of ${formatPlural(limit, 'walk')}`,
    formatPlural(steps, 'step'),
    `${formatCount(steps / seconds)} steps/s`,
    `${formatCount((steps + walks) / seconds)} states/s`,
    `about ${formatCount(distinctEstimate)} distinct`,
  ].join(' · ');
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
