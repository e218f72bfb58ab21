/** The pictures of `paxoscope chain`: which one answers a request. */
import type { Chain } from '../chain/chain.js';
import { Components } from '../chain/components.js';
import type { Decided } from '../chain/decide.js';
import { Executions } from '../chain/executions.js';
import { patternsOf } from '../chain/sizes.js';
import type { OnChain } from '../report/chain/algorithm.js';
import type { ChainKind } from '../report/chain/text.js';
import type { RoundSystem } from '../rounds.js';
import type { ChainRequest } from './chain.js';
import { UsageError } from './usage-error.js';

/** @param found an algorithm that was run down the chain */
export async function chainPicture(
  chain: Chain,
  kind: ChainKind,
  { format, execution }: ChainRequest,
  found?: OnChain,
): Promise<string> {
  const broken = found?.failure.at;
  if (format === 'svg') {
    const { renderChainSvg } = await import('../report/chain/svg.js');
    return renderChainSvg(chain, execution ?? broken, found);
  }
  const { renderChainHtml } = await import('../report/chain/html.js');
  const graph = await graphPicture(chain.system, chain);
  // The page opens at the link that ends with the broken execution.
  const at = execution ?? Math.max(0, (broken ?? 0) - 1);
  return renderChainHtml({ chain, kind, at, graph, found });
}

/**
 * Where there is no chain, the graph is all that there is to draw.
 * @throws UsageError where it is too large
 */
export async function noChainPicture(decided: Decided, request: ChainRequest): Promise<string> {
  const drawn = request.execution === undefined ? await graphPicture(decided.system) : undefined;
  if (drawn === undefined)
    throw new UsageError(
      'there is no chain to draw, and the similarity graph is drawn for few executions only; leave --format and --execution out',
    );
  if (request.format === 'svg') return drawn;
  const { renderGraphHtml } = await import('../report/chain/html.js');
  return renderGraphHtml(decided, drawn);
}

/** The similarity graph, with a chain in it; undefined where it is too large for a picture. */
async function graphPicture(system: RoundSystem, chain?: Chain): Promise<string | undefined> {
  const { GRAPH_MAX, renderSimilarityGraph } = await import('../report/chain/similarity-graph.js');
  if (patternsOf(system) * 2 ** system.processes > GRAPH_MAX) return undefined;
  const executions = new Executions(system);
  return renderSimilarityGraph(executions, new Components(executions), chain?.executions);
}
