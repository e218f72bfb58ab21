/**
 * `paxoscope mutants <spec>`: checks every weakening of a spec, each by the property that it is declared to break, and compares
 * the shortest counterexample with the pinned length.
 */

import path from 'node:path';
import stringWidth from 'string-width';
import type { CommandModule } from 'yargs';
import { checkModel, type Progress } from '../check.js';
import { formatName } from '../format-value.js';
import { systemReason } from '../input-error.js';
import { fairnessText } from '../liveness/fairness-names.js';
import { makeFolder } from '../make-folder.js';
import type { Fairness } from '../model.js';
import { formatPlural } from '../report/numbers.js';
import { renderTable } from '../report/table.js';
import { aboutOf, type HarmlessInfo, type Instance, type MutantInfo, type Spec } from '../spec.js';
import { defaultSymmetry } from '../symmetry.js';
import type { SpecSource } from '../threads/model-source.js';
import type { Verdict } from '../verdict.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import {
  commonFlags,
  type Flags,
  isOn,
  quoted,
  takesValue,
  takesValues,
  textOf,
  textsOf,
  workFlags,
} from './flags.js';
import { blamingSpec, instantiate } from './instance.js';
import { interruptible } from './interrupt.js';
import { printJson, requireWritableFolder, saveExecution } from './output.js';
import { ProgressLine, SearchProgress } from './progress.js';
import { specCommand } from './spec-command.js';
import { UsageError, unknownName } from './usage-error.js';

const flags: Flags = {
  mutant: takesValues('check only this mutant; may be given often'),
  property: takesValues('check only the mutants that are there to break this property; may be given often'),
  output: takesValue('save every counterexample in this folder (JSON)', { alias: 'o' }),
  ...workFlags,
  ...commonFlags,
};

/** A mutant and what the search said of it. */
interface Trial {
  readonly mutant: MutantInfo;
  readonly verdict: Verdict;
  readonly caught: boolean;
  /** Fairness that the verdict assumes, of what occurs in no state; where it is not caught for that, in none of the protocol's either. */
  readonly neverFair: readonly Fairness[];
  /** Steps of the counterexample; null where there is none. */
  readonly length: number | null;
  /** Whether it was caught by a counterexample of the pinned length. */
  readonly isAsPinned: boolean;
}

/** What is said to be harmless, and what the search of all properties said of it. */
interface Proof {
  readonly info: HarmlessInfo;
  readonly verdict: Verdict;
}

export function mutantsCommand(context: Context): CommandModule {
  return specCommand(context, {
    name: 'mutants',
    describe: 'check every weakening of a spec: what catches it, in how many steps',
    flags,
    hasParameters: false,
    run: async (whole, label, values) => {
      const spec = narrowed(whole, textsOf(values, 'mutant'), textsOf(values, 'property'));
      const { terminal } = context;
      const isJson = isOn(values, 'json');
      const output = textOf(values, 'output');
      if (output !== undefined) await requireWritableFolder(output);
      const progress = new ProgressLine(terminal, isOn(values, 'progress'));
      const line = rowsOf(spec);
      // What is wrong with the declaration of one is told before the first search, not after an hour.
      for (const mutant of spec.mutants) {
        instanceOf(spec, label, mutant);
        if (output !== undefined) requireFileName(label, mutant);
      }
      if (!isJson && spec.mutants.length > 0) await terminal.print(line.head);
      const trials: Trial[] = [];
      const proofs: Proof[] = [];
      const tryHarmless = async (signal: AbortSignal): Promise<void> => {
        for (const info of spec.harmless ?? []) {
          if (signal.aborted) return;
          const proof = await blamingSpec(label, () => proveHarmless(spec, label, info, progress, signal));
          proofs.push(proof);
          progress.end();
          if (!isJson) await terminal.print(line.ofHarmless(proof));
        }
      };
      await interruptible(terminal, async (signal) => {
        for (const mutant of spec.mutants) {
          if (signal.aborted) return;
          const trial = await blamingSpec(label, () => tryMutant(spec, label, mutant, progress, signal));
          trials.push(trial);
          progress.end();
          if (!isJson) await terminal.print(line.of(trial));
          if (output !== undefined) await save(output, trial, context.catalog.sourceOf(label));
        }
        await tryHarmless(signal);
      });
      context.finish(exitCodeOf(spec, trials, proofs));
      if (isJson) await printJson(terminal, mutantsJson(spec, trials, proofs));
      else await terminal.print(summary(spec, trials) + harmlessSummary(spec, proofs));
    },
  });
}

/** The spec with those mutants only that are asked for; then what is harmless is not. */
function narrowed(spec: Spec, names: readonly string[], properties: readonly string[]): Spec {
  if (names.length + properties.length === 0) return spec;
  const require = (what: string, given: readonly string[], known: readonly string[]) => {
    const stranger = given.find((name) => !known.includes(name));
    if (stranger !== undefined) throw unknownName(what, stranger, [...new Set(known)]);
  };
  const { mutants } = spec;
  const declared = mutants.map(({ name }) => name);
  require('mutant', names, declared);
  const broken = mutants.map(({ breaks }) => breaks);
  require('property with a mutant', properties, broken);
  const isAsked = ({ name, breaks }: MutantInfo) => names.includes(name) || properties.includes(breaks);
  return { ...spec, mutants: mutants.filter(isAsked), harmless: [] };
}

function instanceOf(spec: Spec, label: string, { name, breaks }: MutantInfo): Instance {
  return instantiate(spec, label, { parameters: {}, mutant: name, properties: [breaks] });
}

async function proveHarmless(
  spec: Spec,
  label: string,
  info: HarmlessInfo,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Proof> {
  const instance = instantiate(spec, label, { parameters: {}, mutant: info.name, properties: [] });
  return { info, verdict: await search(instance, line, signal) };
}

function search(instance: Instance, line: ProgressLine, signal: AbortSignal): Promise<Verdict> {
  const progress = new SearchProgress(line, {}, `${instance.mutant}: `);
  const onProgress = (seen: Progress) => progress.show(seen);
  const { symmetry } = defaultSymmetry(instance.model, instance.spec.symmetry);
  return checkModel(instance.model, { symmetry, signal, onProgress }, aboutOf(instance));
}

async function tryMutant(
  spec: Spec,
  label: string,
  mutant: MutantInfo,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Trial> {
  const instance = instanceOf(spec, label, mutant);
  const verdict = await search(instance, line, signal);
  const neverFair = verdict.coverage.properties.flatMap(({ neverOccurring = [] }) => neverOccurring);
  const unjudged = { mutant, caught: false, length: null, isAsPinned: false, neverFair };
  if (verdict.kind !== 'violated') return { ...unjudged, verdict };
  if (neverFair.length > 0) {
    const whole = await searchProtocol(instance, line, signal);
    if (whole.kind !== 'holds') return { ...unjudged, verdict: whole };
    const misspelt = neverFair.filter((one) => !occursIn(whole, one));
    if (misspelt.length > 0) return { ...unjudged, verdict, neverFair: misspelt };
  }
  const length = verdict.execution?.steps.length ?? null;
  return { mutant, verdict, caught: true, length, isAsPinned: length === mutant.length, neverFair };
}

/**
 * A mutant may have taken the action away to which its property is fair, and that may be its point. What occurs in no state of the protocol
 * either is a slip of the pen: what seems to be caught then breaks because nothing is fair.
 */
function searchProtocol(
  { spec, parameters, mutant }: Instance,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Verdict> {
  const protocol = spec.instantiate(parameters);
  const model = { ...protocol.model, properties: [] };
  return search({ ...protocol, mutant, model }, line, signal);
}

function occursIn({ coverage }: Verdict, { action }: Fairness): boolean {
  return coverage.actions.some(({ name, fired }) => name === action && fired > 0);
}

/** Lines of a table that is printed row by row: what will stand in its columns is known before the first search. */
function rowsOf(spec: Spec): {
  readonly head: string;
  readonly of: (trial: Trial) => string;
  readonly ofHarmless: (proof: Proof) => string;
} {
  const { mutants, harmless = [] } = spec;
  const widest = (heading: string, texts: readonly string[]) =>
    Math.max(heading.length, ...texts.map((text) => stringWidth(formatName(text))));
  const name = widest(
    'mutant',
    [...mutants, ...harmless].map((mutant) => mutant.name),
  );
  const property = widest('caught by', [
    ...mutants.map(({ breaks }) => breaks),
    ...(harmless.length === 0 ? [] : [HARMLESS]),
  ]);
  const row = (cells: readonly [string, string, string, string]) =>
    renderTable([
      [cells[0].padEnd(name), cells[1].padEnd(property), cells[2].padStart('steps'.length), cells[3]],
    ]).join('\n');
  return {
    head: row(['mutant', 'caught by', 'steps', 'what is weakened']),
    of: (trial) =>
      row([
        formatName(trial.mutant.name),
        catcher(trial),
        trial.length === null ? '-' : String(trial.length),
        `${formatName(trial.mutant.says)}${remark(trial)}`,
      ]),
    ofHarmless: ({ info, verdict }) =>
      row([
        formatName(info.name),
        verdict.kind === 'holds' ? HARMLESS : 'NOT SHOWN',
        '-',
        `${formatName(info.says)} (${harmlessRemark(info, verdict)})`,
      ]),
  };
}

/** What stands in the column `caught by`: a search that was ended before its time says nothing of the mutant. */
function catcher({ mutant, verdict, caught }: Trial): string {
  if (caught) return formatName(mutant.breaks);
  if (verdict.kind !== 'bounded') return 'NOT CAUGHT';
  return verdict.bound.kind === 'interrupted' ? 'interrupted' : 'not decided';
}

const HARMLESS = 'nothing';

function harmlessRemark({ because }: HarmlessInfo, verdict: Verdict): string {
  if (verdict.kind === 'holds') return `harmless: ${formatName(because)}`;
  if (verdict.kind === 'violated') return `said to be harmless; ${formatName(verdict.property)} breaks`;
  if (verdict.kind === 'spec-error') return `spec error: ${formatName(verdict.message)}`;
  return 'said to be harmless; not decided: the search was bounded';
}

function harmlessSummary({ harmless = [] }: Spec, proofs: readonly Proof[]): string {
  if (harmless.length === 0) return '';
  const shown = proofs.filter(({ verdict }) => verdict.kind === 'holds').length;
  return `; ${shown} of ${harmless.length} said to be harmless ${shown === 1 ? 'is' : 'are'}`;
}

function remark(trial: Trial): string {
  const { mutant, verdict, caught, length, isAsPinned, neverFair } = trial;
  if (verdict.kind === 'violated' && neverFair.length > 0) {
    const unfair = `${neverFair.map(fairnessText).map(formatName).join(', ')}: occurs in no state`;
    if (!caught) return ` (${unfair}, of the protocol neither; misspelt?)`;
    return ` (${unfair})${remark({ ...trial, neverFair: [] })}`;
  }
  if (isAsPinned) return '';
  // A spec in JavaScript may lack it.
  if (caught && mutant.length === undefined) {
    return ` (length is missing; ${length === null ? 'never met, write null' : `found: ${length}`})`;
  }
  if (caught) return ` (PINNED: ${mutant.length ?? 'never met'}, FOUND: ${length ?? 'never met'})`;
  if (verdict.kind === 'spec-error') return ` (spec error: ${formatName(verdict.message)})`;
  const { breaks } = mutant;
  if (verdict.kind !== 'bounded') return ` (${breaks} holds)`;
  const { kind } = verdict.bound;
  const why = kind === 'memory' || kind === 'liveness' ? 'out of memory' : kind;
  return ` (${breaks} not decided: ${why} at ${formatPlural(verdict.coverage.distinct, 'state')})`;
}

function summary({ name, mutants }: Spec, trials: readonly Trial[]): string {
  if (mutants.length === 0) return `${name} declares no mutants`;
  const asPinned = trials.filter((trial) => trial.isAsPinned).length;
  if (asPinned === mutants.length) {
    return `\n${name}: ${mutants.length === 1 ? 'the mutant is' : `all ${mutants.length} mutants are`} caught, in as many steps as pinned`;
  }
  const others = trials.filter((trial) => !trial.isAsPinned);
  const namesOf = (some: readonly Trial[]) => some.map(({ mutant }) => mutant.name).join(', ');
  const bad = others.filter(isDecided);
  const open = others.filter((trial) => !isDecided(trial));
  const untried = mutants.length - trials.length;
  return [
    `\n${name}: ${asPinned} of ${formatPlural(mutants.length, 'mutant')} caught as pinned`,
    ...(bad.length === 0 ? [] : [`not as pinned: ${namesOf(bad)}`]),
    ...(open.length === 0 ? [] : [`not decided: ${namesOf(open)}`]),
    ...(untried === 0 ? [] : [`interrupted, ${formatPlural(untried, 'mutant')} not tried`]),
  ].join('; ');
}

function isDecided({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict.kind !== 'bounded';
}

function exitCodeOf(
  { mutants, harmless = [] }: Spec,
  trials: readonly Trial[],
  proofs: readonly Proof[],
): ExitCode {
  const all = [...trials, ...proofs];
  if (all.some(({ verdict }) => verdict.kind === 'spec-error')) return ExitCode.fault;
  if (trials.some((trial) => isDecided(trial) && !trial.isAsPinned)) return ExitCode.violated;
  if (proofs.some(({ verdict }) => verdict.kind === 'violated')) return ExitCode.violated;
  const isOver = all.length === mutants.length + harmless.length && all.every(isDecided);
  return isOver ? ExitCode.holds : ExitCode.bounded;
}

function mutantsJson({ name }: Spec, trials: readonly Trial[], proofs: readonly Proof[]): object {
  return {
    spec: name,
    mutants: trials.map(({ mutant, verdict, caught, length, isAsPinned, neverFair }) => ({
      name: mutant.name,
      caught,
      property: caught ? mutant.breaks : null,
      length,
      says: mutant.says,
      pinned: { property: mutant.breaks, length: mutant.length },
      isAsPinned,
      verdict: verdict.kind,
      ...(verdict.kind === 'bounded' ? { bound: verdict.bound } : {}),
      ...(neverFair.length === 0 ? {} : { neverOccurring: neverFair }),
      distinct: verdict.coverage.distinct,
      seconds: verdict.coverage.seconds,
    })),
    ...(proofs.length === 0 ? {} : { harmless: proofs.map(harmlessJson) }),
  };
}

function harmlessJson({ info: { name, says, because }, verdict }: Proof): object {
  return {
    name,
    says,
    because,
    isAsPinned: verdict.kind === 'holds',
    verdict: verdict.kind,
    distinct: verdict.coverage.distinct,
    seconds: verdict.coverage.seconds,
  };
}

/** What no file can be called somewhere: above all nothing that leads out of the folder. */
const NO_FILE_NAME = /[/\\:*?"<>|\p{Cc}]|^$/u;

function requireFileName(label: string, { name }: MutantInfo): void {
  if (!NO_FILE_NAME.test(name)) return;
  throw new UsageError(
    `${label}: mutant ${quoted(name)} has no name for a file; rename it, or leave out --output`,
  );
}

async function save(folder: string, { mutant, verdict }: Trial, source: SpecSource): Promise<void> {
  if (verdict.kind !== 'violated' || verdict.execution === undefined) return;
  try {
    makeFolder(folder);
  } catch (error) {
    throw new UsageError(`${folder} cannot be written: ${systemReason(error)}`);
  }
  await saveExecution(path.join(folder, `${mutant.name}.json`), verdict.execution, source);
}
