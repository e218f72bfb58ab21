/**
 * `paxoscope valence <spec>`: from which configurations what can still be decided; the fork that decides; a run that never does.
 */
import type { CommandModule } from 'yargs';
import type { Progress } from '../check.js';
import type { Execution } from '../execution.js';
import {
  decidesSomething,
  NothingDecidedError,
  UnfinishedError,
  valenceOf,
} from '../liveness/valence-run.js';
import { formatCount } from '../report/numbers.js';
import type { Spec } from '../spec.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import { bytesOf, commonFlags, countOf, type Flags, isOn, takesValue, workFlags } from './flags.js';
import { blamingSpec, instantiate } from './instance.js';
import { interruptible } from './interrupt.js';
import { printJson } from './output.js';
import { parametersGiven } from './parameter-flags.js';
import { ProgressLine, SearchProgress } from './progress.js';
import { specCommand } from './spec-command.js';
import { UsageError } from './usage-error.js';

const flags: Flags = {
  'max-states': takesValue('stop at so many configurations; nothing is said then'),
  'max-memory': takesValue('stop when the process takes so much memory: 800M, 12G', {
    defaultDescription: 'nine tenths of the machine',
  }),
  ...workFlags,
  ...commonFlags,
};

export function valenceCommand(context: Context): CommandModule {
  return specCommand(context, {
    name: 'valence',
    describe: 'what can still be decided from where, and a run that never decides (FLP)',
    flags,
    hasParameters: true,
    run: async (spec, label, values) => {
      const { terminal } = context;
      const parameters = parametersGiven(spec.parameters, values);
      const instance = instantiate(spec, label, { parameters, properties: [] });
      const line = new ProgressLine(terminal, isOn(values, 'progress'));
      const progress = new SearchProgress(line);
      const options = {
        maxStates: countOf(values, 'max-states'),
        memoryLimitBytes: bytesOf(values, 'max-memory'),
        onProgress: (seen: Progress) => progress.show(seen),
      };
      try {
        const report = await interruptible(terminal, (signal) =>
          blamingSpec(label, () => valenceOf(instance, { ...options, signal })),
        );
        line.end();
        const { renderValence, valenceJson } = await import('../report/valence.js');
        if (isOn(values, 'json')) {
          const { renderJson } = await import('../report/json.js');
          const json = (execution: Execution): unknown => JSON.parse(renderJson(execution));
          await printJson(terminal, valenceJson(report, instance, json));
          return;
        }
        const { renderText } = await import('../report/text.js');
        const color = terminal.isInteractive.stdout && process.env.NO_COLOR === undefined;
        await terminal.print(
          renderValence(report, instance, (execution) => renderText(execution, { color })),
        );
      } catch (error) {
        if (error instanceof NothingDecidedError) throw withOthers(error, await context.catalog.list());
        if (!(error instanceof UnfinishedError)) throw error;
        const { verdict } = error;
        line.end();
        if (verdict?.kind === 'spec-error')
          throw new UsageError(`${label}: ${verdict.message}`, { cause: verdict.cause });
        context.finish(ExitCode.bounded);
        if (isOn(values, 'json'))
          await printJson(terminal, {
            spec: spec.name,
            parameters: instance.parameters,
            verdict: 'bounded',
            explored: error.explored,
            configurations: [],
          });
        terminal.say(
          `${label}: not all configurations were explored, but ${formatCount(error.explored)}; of valence nothing can be said`,
        );
      }
    },
  });
}

/** The error, with the specs at hand that do say what is decided. */
function withOthers({ message }: NothingDecidedError, specs: readonly Spec[]): UsageError {
  const names = specs.filter((spec) => decidesSomething(spec.instantiate().model)).map(({ name }) => name);
  return new UsageError(`${message}; of the specs that come with the program ${names.join(', ')} do`);
}
