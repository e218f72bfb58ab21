/**
 * How far a search is, on stderr: one line that rewrites itself on a terminal, a line a second elsewhere (where `--progress`
 * asked for it).
 */
import stringWidth from 'string-width';
import type { Progress } from '../check.js';
import { type Bounds, describeProgress } from './progress-text.js';
import { RecentRate } from './recent-rate.js';
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

  /** Columns that a line may take: those of the terminal, where it rewrites itself. */
  get width(): number {
    return this.terminal.isInteractive.stderr ? this.terminal.columns : Number.POSITIVE_INFINITY;
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

/** The progress of one search on a line. */
export class SearchProgress {
  private readonly rate = new RecentRate();

  /** @param title what is searched, where the line tells of several searches */
  constructor(
    private readonly line: ProgressLine,
    private readonly bounds: Bounds = {},
    private readonly title = '',
  ) {}

  show(progress: Progress): void {
    const recentRate = this.rate.of(progress.distinct, progress.seconds);
    const width = this.line.width - stringWidth(this.title);
    this.line.show(this.title + describeProgress(progress, recentRate, this.bounds, width));
  }
}
