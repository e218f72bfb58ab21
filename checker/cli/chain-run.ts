/** What `paxoscope chain` does, once the line is read. */
import { writeFile } from 'node:fs/promises';
import { failureAnywhere } from '../chain/algorithm-everywhere.js';
import { failureOnChain } from '../chain/algorithm-on-chain.js';
import { AlgorithmRun } from '../chain/algorithm-run.js';
import type { Chain } from '../chain/chain.js';
import { decideSystem, shortestChainIn } from '../chain/decide.js';
import { Executions } from '../chain/executions.js';
import type { Ends } from '../chain/shortest.js';
import { executionsOf, MEMORY_MAX, requireSystem, sizeText } from '../chain/sizes.js';
import { type SizeRow, tableOf } from '../chain/table-of-sizes.js';
import { requireTextbook, textbookChain } from '../chain/textbook.js';
import { verifyChain } from '../chain/verify.js';
import { systemReason } from '../input-error.js';
import { defaultMemoryLimitBytes } from '../memory.js';
import { algorithmJson, renderEverywhere, renderOnChain } from '../report/chain/algorithm.js';
import { certificateJson, chainJson, claimOf, omittedWords } from '../report/chain/json.js';
import { SizesTable, sizesJson } from '../report/chain/sizes.js';
import { type ChainKind, renderChain, renderDecided, renderPlace } from '../report/chain/text.js';
import { systemWords } from '../report/chain/words.js';
import type { RoundAlgorithm, RoundSystem } from '../rounds.js';
import { loadAlgorithmFile } from '../user-code/load-algorithm.js';
import { FILE } from './catalog.js';
import type { ChainRequest } from './chain.js';
import type { ChainDesk } from './chain-desk.js';
import { chainPicture, noChainPicture } from './chain-picture.js';
import { ExitCode } from './exit-code.js';
import { printJson } from './output.js';
import { UsageError } from './usage-error.js';

/** @param module the URL of the module that exports `algorithms` */
export async function runChain(desk: ChainDesk, request: ChainRequest, module: string): Promise<void> {
  if (request.verify !== undefined) {
    const { verifyCertificate } = await import('./chain-verify.js');
    return verifyCertificate(desk, request.verify, request.isJson);
  }
  if (request.table) return table(desk, request);
  const { processes = 3, faults = 1 } = request;
  const system: RoundSystem = { processes, faults, rounds: request.rounds ?? Math.max(1, faults) };
  const isTextbook = !request.isShortest && !request.decide && request.algorithm === undefined;
  // The textbook chain is written down without the graph.
  if (isTextbook) requireTextbook(system);
  else requireSystem(system, memoryMax());
  desk.know({
    text: `${systemWords(system)}: nothing is known yet`,
    json: { ...system, executions: executionsOf(system), connected: null },
  });
  if (request.algorithm !== undefined) return algorithm(desk, request, system, request.algorithm, module);
  if (request.decide) return decide(desk, request, system);
  const found = chainFor(desk, request, system);
  await showChain(desk, request, found);
}

/** No more than the machine has, and no more than a search of a minute needs. */
function memoryMax(): number {
  return Math.min(MEMORY_MAX, defaultMemoryLimitBytes());
}

interface Found {
  readonly chain: Chain;
  readonly kind: ChainKind;
  readonly ends: Ends;
}

function chainFor(
  desk: ChainDesk,
  { isShortest, anyEnds, execution }: ChainRequest,
  system: RoundSystem,
): Found {
  const found = isShortest ? shortestFor(desk, anyEnds, system) : textbookFor(system);
  // No chain is shown that the verifier has not checked.
  verifyChain(claimOf(found.chain, found.ends), desk.watch);
  const last = found.chain.executions.length - 1;
  if (execution !== undefined && execution > last)
    throw new UsageError(`--execution ${execution}: the chain has executions 0 to ${last}`);
  return found;
}

function textbookFor(system: RoundSystem): Found {
  return { chain: textbookChain(system), kind: 'textbook', ends: 'failure-free' };
}

function shortestFor(desk: ChainDesk, anyEnds: boolean, system: RoundSystem): Found {
  const ends = anyEnds ? 'any' : 'failure-free';
  const chain = shortestChainIn(new Executions(system, desk.watch), ends, desk.watch);
  if (chain !== undefined) return { chain, kind: anyEnds ? 'shortest between any' : 'shortest', ends };
  throw new UsageError(
    `no chain leads from all 0 to all 1 with ${systemWords(system)}; --decide shows the algorithm that there is`,
  );
}

async function showChain(
  desk: ChainDesk,
  request: ChainRequest,
  { chain, kind, ends }: Found,
): Promise<void> {
  const json = chainJson(chain, kind, ends);
  const { execution, format, isJson, output } = request;
  if (isJson) await printJson(desk, json);
  else if (format !== 'text') await desk.print(await chainPicture(chain, kind, request));
  else if (execution !== undefined) await desk.print(renderPlace(chain, execution));
  else await desk.print(renderChain(chain, kind));
  if (output !== undefined) await save(output, json, desk);
}

async function decide(desk: ChainDesk, request: ChainRequest, system: RoundSystem): Promise<void> {
  const begun = performance.now();
  const decided = decideSystem(system, desk.watch);
  const { chain } = decided;
  if (chain !== undefined) verifyChain(claimOf(chain, 'failure-free'), desk.watch);
  const { execution, format, isJson, output } = request;
  if (format !== 'text' || execution !== undefined) {
    if (chain === undefined) return desk.print(await noChainPicture(decided, request));
    return showChain(desk, request, { chain, kind: 'shortest', ends: 'failure-free' });
  }
  const certificate = certificateJson(decided);
  const json = {
    ...certificate,
    seconds: (performance.now() - begun) / 1000,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
  if (isJson) await printJson(desk, json);
  else await desk.print(renderDecided(decided));
  if (output !== undefined) await save(output, certificate, desk, omittedWords(decided));
}

async function table(desk: ChainDesk, request: ChainRequest): Promise<void> {
  const { processes = 5, faults = processes - 1, rounds = faults + 1 } = request;
  requireSystem({ processes, faults, rounds }, memoryMax());
  const last = { processes, faults, rounds: Math.min(rounds, faults + 1) };
  const shown = new SizesTable(last);
  const rows: SizeRow[] = [];
  desk.know({ text: 'no size is decided yet', json: sizesJson([]) });
  const begin = (system: RoundSystem) => desk.begin(`${sizeText(system)}: `);
  for (const row of tableOf(last, begin, desk.watch)) {
    if (!request.isJson)
      await desk.print(rows.length === 0 ? `${shown.head()}\n${shown.row(row)}` : shown.row(row));
    rows.push(row);
    // The rows are printed as they come.
    desk.know({ text: '', json: sizesJson(rows) });
  }
  if (request.isJson) await printJson(desk, sizesJson(rows));
}

async function algorithm(
  desk: ChainDesk,
  request: ChainRequest,
  system: RoundSystem,
  label: string,
  module: string,
): Promise<void> {
  const chosen = await algorithmOf(label, module);
  const run = new AlgorithmRun(chosen, system, label, desk.calls);
  const executions = new Executions(system, desk.watch);
  if (shortestChainIn(executions, 'failure-free', desk.watch) === undefined)
    return algorithmEverywhere(desk, request, chosen, run, executions);
  const { execution, format, isJson, output } = request;
  const { chain, kind, ends } = chainFor(desk, request, system);
  const failure = failureOnChain(run, chain, desk.watch);
  desk.finish(ExitCode.violated);
  const found = { algorithm: chosen, chain, kind, failure };
  if (isJson) await printJson(desk, { ...chainJson(chain, kind, ends), ...algorithmJson(found) });
  else if (format !== 'text') await desk.print(await chainPicture(chain, kind, request, found));
  else if (execution !== undefined) await desk.print(renderPlace(chain, execution, found));
  else await desk.print(renderOnChain(found));
  if (output !== undefined) await save(output, chainJson(chain, kind, ends), desk);
}

/** Where there is no chain the algorithm is judged on all executions, and nothing is drawn or saved. */
async function algorithmEverywhere(
  desk: ChainDesk,
  { execution, format, isJson, output, algorithm: label }: ChainRequest,
  chosen: RoundAlgorithm,
  run: AlgorithmRun,
  executions: Executions,
): Promise<void> {
  const ofChains = [
    ['format', format !== 'text'],
    ['execution', execution !== undefined],
    ['output', output !== undefined],
  ] as const;
  const given = ofChains.find(([, isGiven]) => isGiven)?.[0];
  if (given !== undefined)
    throw new UsageError(
      `--${given}: there is no chain here, and ${label} is judged on every execution; leave --${given} out, or see the components with --decide`,
    );
  desk.know({
    text: `${label}: no execution judged so far breaks anything`,
    json: { ...executions.system, algorithm: chosen.name },
  });
  const failure = failureAnywhere(run, executions, desk.watch);
  desk.finish(failure === undefined ? ExitCode.holds : ExitCode.violated);
  const found = { algorithm: chosen, executions, failure, run };
  if (isJson) await printJson(desk, algorithmJson(found));
  else await desk.print(renderEverywhere(found));
}

/** One of the program's own by its name, or what a file exports. */
async function algorithmOf(label: string, module: string): Promise<RoundAlgorithm> {
  if (FILE.test(label)) return loadAlgorithmFile(label);
  const { algorithms } = (await import(module)) as { algorithms: readonly RoundAlgorithm[] };
  const found = algorithms.find(({ name }) => name === label);
  if (found === undefined) throw new Error(`${module} has no algorithm ${label}`);
  return found;
}

/** @param omitted what is not in it, in words */
async function save(file: string, json: unknown, desk: ChainDesk, omitted?: string): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(json)}\n`);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${systemReason(error)}`);
  }
  desk.say(
    `saved ${file}${omitted === undefined ? '' : `; ${omitted}, so --verify has nothing to check in it`}`,
  );
}
