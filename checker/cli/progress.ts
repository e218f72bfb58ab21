/**
 * How far a search is, on stderr: one line that rewrites itself on a terminal, a line a second elsewhere (where `--progress`
 * asked for it).
 */
import type { Progress } from '../check.js';
import { formatBytes, formatCount, formatPlural, formatSeconds } from '../report/numbers.js';
import type { Terminal } from './terminal.js';

const LINE_INTERVAL_MS = 1000;

export class ProgressLine {
  private said = Number.NEGATIVE_INFINITY;
  private readonly isShown: boolean;

  /** @param forced show it even where stderr is no terminal */
  constructor(
    private readonly terminal: Terminal,
    forced: boolean,
  ) {
    this.isShown = forced || terminal.isInteractive.stderr;
  }

  /** Says what begins; how far it is may follow at once. */
  begin(line: string): void {
    this.show(line);
    this.said = Number.NEGATIVE_INFINITY;
  }

  show(line: string): void {
    if (!this.isShown) return;
    if (this.terminal.isInteractive.stderr) {
      this.terminal.rewrite(line);
      return;
    }
    const now = performance.now();
    if (now - this.said < LINE_INTERVAL_MS) return;
    this.said = now;
    this.terminal.say(line);
  }

  /** Takes the line away, so that what follows stands alone. */
  end(): void {
    this.terminal.rewrite('');
  }
}

/** `level 14 · 1,234,567 states · 802,114 states/s · queue 201,377 · 512 MB` */
export function describeProgress(progress: Progress, maxStates?: number): string {
  const { distinct, depth, queue, seconds, memoryBytes } = progress;
  const rate = distinct / Math.max(seconds, 1e-3);
  const parts = [
    `level ${depth}`,
    formatPlural(distinct, 'state'),
    `${formatCount(rate)} states/s`,
    `queue ${formatCount(queue)}`,
    formatBytes(memoryBytes),
  ];
  // How many states there are nobody knows before they are found; how far the limit is, is known.
  if (maxStates !== undefined && distinct < maxStates) {
    const part = Math.floor((100 * distinct) / maxStates);
    parts.push(
      `${part} % of --max-states, at most ${formatSeconds((maxStates - distinct) / Math.max(rate, 1))} more`,
    );
  }
  return parts.join(' · ');
}
