/** What `paxoscope chain` does, once the line is read. */
import { writeFile } from 'node:fs/promises';
import { failureAnywhere } from '../chain/algorithm-everywhere.js';
import { failureOnChain } from '../chain/algorithm-on-chain.js';
import { AlgorithmRun } from '../chain/algorithm-run.js';
import type { Chain } from '../chain/chain.js';
import { Components } from '../chain/components.js';
import { type Decided, decideSystem, shortestChainIn } from '../chain/decide.js';
import { Executions } from '../chain/executions.js';
import { type Ends, shortestChain } from '../chain/shortest.js';
import { executionsOf, MEMORY_MAX, patternsOf, requireSystem, sizeText } from '../chain/sizes.js';
import { tableOf } from '../chain/table-of-sizes.js';
import { textbookChain } from '../chain/textbook.js';
import { RefutedError, verifyChain, verifyTable } from '../chain/verify.js';
import { defaultMemoryLimitBytes } from '../check.js';
import { systemReason } from '../input-error.js';
import { algorithmJson, renderEverywhere, renderOnChain } from '../report/chain/algorithm.js';
import {
  certificateJson,
  chainJson,
  claimOf,
  decidedJson,
  parseCertificate,
  verifyRest,
} from '../report/chain/json.js';
import { renderSizes, sizesJson } from '../report/chain/sizes.js';
import { type ChainKind, renderChain, renderDecided, renderPlace } from '../report/chain/text.js';
import type { RoundSystem } from '../rounds.js';
import type { ChainRequest } from './chain.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import { printJson } from './output.js';
import { readInput } from './read-input.js';
import { UsageError } from './usage-error.js';

export async function runChain(context: Context, request: ChainRequest): Promise<void> {
  if (request.verify !== undefined) return verify(context, request.verify, request.isJson);
  if (request.table) return table(context, request);
  const { processes = 3, faults = 1 } = request;
  const system: RoundSystem = { processes, faults, rounds: request.rounds ?? Math.max(1, faults) };
  requireSystem(system, memoryMax());
  if (request.algorithm !== undefined) return algorithm(context, request, system, request.algorithm);
  if (request.decide) return decide(context, request, system);
  const { chain, kind, ends } = chainFor(request, system);
  await showChain(context, request, chain, kind, ends);
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

function chainFor({ isShortest, anyEnds }: ChainRequest, system: RoundSystem): Found {
  if (!isShortest)
    return { chain: verified(textbookChain(system), 'failure-free'), kind: 'textbook', ends: 'failure-free' };
  const ends = anyEnds ? 'any' : 'failure-free';
  const chain = shortestChainIn(new Executions(system), ends);
  if (chain === undefined)
    throw new UsageError(
      `no chain leads from all 0 to all 1 with ${system.processes} processes, ${system.faults} faults and ${system.rounds} rounds; --decide shows the algorithm that there is`,
    );
  return { chain: verified(chain, ends), kind: anyEnds ? 'shortest between any' : 'shortest', ends };
}

/** No chain is shown that the verifier has not checked. */
function verified(chain: Chain, ends: Ends): Chain {
  verifyChain(claimOf(chain, ends));
  return chain;
}

async function showChain(
  { terminal }: Context,
  request: ChainRequest,
  chain: Chain,
  kind: ChainKind,
  ends: Ends,
): Promise<void> {
  const json = chainJson(chain, kind, ends);
  const { execution, format, isJson, output } = request;
  if (execution !== undefined && execution >= chain.executions.length)
    throw new UsageError(
      `--execution ${execution}: the chain has executions 0 to ${chain.executions.length - 1}`,
    );
  if (isJson) await printJson(terminal, json);
  else if (format !== 'text') await terminal.print(await picture(chain, kind, format, execution));
  else if (execution !== undefined) await terminal.print(renderPlace(chain, execution));
  else await terminal.print(renderChain(chain, kind));
  if (output !== undefined) await save(output, json, terminal);
}

async function picture(
  chain: Chain,
  kind: ChainKind,
  format: 'html' | 'svg',
  execution: number | undefined,
): Promise<string> {
  if (format === 'svg') {
    const { renderChainSvg } = await import('../report/chain/svg.js');
    return renderChainSvg(chain, execution);
  }
  const { renderChainHtml } = await import('../report/chain/html.js');
  return renderChainHtml(chain, kind, execution, await graph(chain.system));
}

/** The similarity graph as a picture; undefined where it is too large for one. */
async function graph(system: RoundSystem): Promise<string | undefined> {
  const { GRAPH_MAX, renderSimilarityGraph } = await import('../report/chain/similarity-graph.js');
  if (patternsOf(system) * 2 ** system.processes > GRAPH_MAX) return undefined;
  const executions = new Executions(system);
  return renderSimilarityGraph(executions, new Components(executions), shortestChain(executions));
}

/** Where there is no chain, the graph is all that there is to draw. */
async function noChainPicture(decided: Decided, request: ChainRequest): Promise<string> {
  const drawn = request.execution === undefined ? await graph(decided.system) : undefined;
  if (drawn === undefined)
    throw new UsageError(
      'there is no chain to draw, and the similarity graph is drawn for few executions only; leave --format and --execution out',
    );
  if (request.format === 'svg') return drawn;
  const { renderGraphHtml } = await import('../report/chain/html.js');
  return renderGraphHtml(decided, drawn);
}

async function decide(context: Context, request: ChainRequest, system: RoundSystem): Promise<void> {
  const { terminal } = context;
  const begun = performance.now();
  const decided = decideSystem(system);
  const { chain } = decided;
  if (chain !== undefined) verified(chain, 'failure-free');
  if (request.format !== 'text' || request.execution !== undefined) {
    if (chain === undefined) return terminal.print(await noChainPicture(decided, request));
    return showChain(context, request, chain, 'shortest', 'failure-free');
  }
  const json = {
    ...decidedJson(decided),
    seconds: (performance.now() - begun) / 1000,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
  if (request.isJson) await printJson(terminal, json);
  else await terminal.print(renderDecided(decided));
  if (request.output !== undefined) await save(request.output, certificateJson(decided), terminal);
}

async function table({ terminal }: Context, request: ChainRequest): Promise<void> {
  const { processes = 5, faults = processes - 1, rounds = faults + 1 } = request;
  requireSystem({ processes, faults, rounds }, memoryMax());
  const rows = tableOf({ processes, faults, rounds });
  if (request.isJson) await printJson(terminal, sizesJson(rows));
  else await terminal.print(renderSizes(rows));
}

async function algorithm(
  { terminal, finish }: Context,
  request: ChainRequest,
  system: RoundSystem,
  { run: chosen, label }: NonNullable<ChainRequest['algorithm']>,
): Promise<void> {
  const run = new AlgorithmRun(chosen, system, label);
  const executions = new Executions(system);
  const shortest = shortestChainIn(executions, 'failure-free');
  if (shortest === undefined) {
    if (request.format !== 'text')
      throw new UsageError(
        `--format ${request.format}: there is no chain to draw here, and ${label} is judged on every execution; leave --format out, or draw the components with --decide --format ${request.format}`,
      );
    const failure = failureAnywhere(run, executions);
    finish(failure === undefined ? ExitCode.holds : ExitCode.violated);
    const found = { algorithm: chosen, executions, failure, run };
    if (request.isJson) await printJson(terminal, algorithmJson(found));
    else await terminal.print(renderEverywhere(found));
    return;
  }
  const { chain, kind, ends } = chainFor(request, system);
  const failure = failureOnChain(run, chain);
  finish(ExitCode.violated);
  const found = { algorithm: chosen, chain, kind, failure };
  if (request.isJson) await printJson(terminal, { ...chainJson(chain, kind, ends), ...algorithmJson(found) });
  else if (request.format === 'text') await terminal.print(renderOnChain(found));
  else {
    // The page opens at the link that ends with the broken execution.
    const place = request.format === 'html' ? Math.max(0, failure.at - 1) : failure.at;
    await terminal.print(await picture(chain, kind, request.format, place));
  }
  if (request.output !== undefined) await save(request.output, chainJson(chain, kind, ends), terminal);
}

/** The verifier of tables goes through all of them by the definition. */
const TABLE_EXECUTIONS_MAX = 10_000_000;

async function verify({ terminal, finish }: Context, file: string, isJson: boolean): Promise<void> {
  const { text, name } = await readInput(file);
  const claim = parseCertificate(text, name);
  const { processes, faults, rounds } = claim;
  // What a larger machine may have saved: the verifier keeps nothing.
  requireSystem({ processes, faults, rounds }, MEMORY_MAX);
  if (!('links' in claim) && executionsOf(claim) > TABLE_EXECUTIONS_MAX)
    throw new UsageError(
      `${name}: ${sizeText(claim)} has more than ${TABLE_EXECUTIONS_MAX} executions, too many to check a table on`,
    );
  let refuted: string | undefined;
  try {
    if ('links' in claim) verifyChain(claim);
    else verifyTable(claim);
    verifyRest(text, claim);
  } catch (error) {
    if (!(error instanceof RefutedError)) throw error;
    refuted = error.message;
  }
  finish(refuted === undefined ? ExitCode.holds : ExitCode.violated);
  const size =
    'links' in claim ? { length: claim.links.length } : { views: Object.keys(claim.decisions).length };
  if (isJson) {
    const verified = refuted === undefined ? { verified: true } : { verified: false, reason: refuted };
    return printJson(terminal, { processes, faults, rounds, ...verified, ...size });
  }
  const what =
    'length' in size
      ? `${size.length} links from all 0 to all 1`
      : `a table of ${size.views} views, right on every execution`;
  await terminal.print(
    refuted === undefined
      ? `${name}: verified, ${what} (${sizeText({ processes, faults, rounds })})`
      : `${name}: refuted: ${refuted}`,
  );
}

async function save(file: string, json: unknown, terminal: Context['terminal']): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(json)}\n`);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${systemReason(error)}`);
  }
  terminal.say(`saved ${file}`);
}
