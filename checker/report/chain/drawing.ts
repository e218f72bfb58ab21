/**
 * One execution as the slides draw it: a line for each process, time to the right, an arrow for each message. A message that is lost ends in a cross
 * on its way, a process that crashes in a cross on its line. Where an algorithm was run, what a process decides stands at the end of its line. SVG, of which the same parts are used again and again.
 */
import type { Decisions } from '../../chain/algorithm-on-chain.js';
import { crashRound, fateOf, isCorrect, type RoundExecution } from '../../chain/round-execution.js';
import type { RoundSystem } from '../../rounds.js';
import { escaped } from '../markup.js';
import { crashWords } from './words.js';

const ROW = 46;
const LEFT = 64;
const HEAD = 30;
const INPUT_X = 40;
/** Where in a round a message is sent, a process crashes, a message arrives. */
const SEND = 8;
const CRASH = 30;
const ARRIVE = 14;
/** How far a lost message gets, of its way. */
const LOST_AT = 0.6;
const CAPTION_LINE = 16;
/** The column of what is decided. */
const DECISION = 52;

/** Colours are classes, with those of a dark page where the reader has one. */
export const STYLE = `
  svg { font: 14px system-ui, sans-serif; color: #1f2328 }
  .paper { fill: #ffffff }
  text { fill: currentColor }
  .quiet { fill: #59636e }
  .small { font-size: 12px }
  .name { font-weight: 600 }
  .life { stroke: currentColor; stroke-width: 1.5 }
  .dead { stroke: #afb8c1; stroke-width: 1.5; stroke-dasharray: 2 5 }
  .sent { stroke: #8c959f; fill: none; stroke-width: 1.2 }
  .unseen { stroke: #d1d9e0; fill: none; stroke-width: 1 }
  .lost { stroke: #cf222e; fill: none; stroke-width: 2; stroke-dasharray: 5 4 }
  .cross { stroke: #cf222e; fill: none; stroke-width: 3; stroke-linecap: round }
  .round { stroke: #d1d9e0; stroke-width: 1 }
  .zero { fill: #ffffff; stroke: #0969da; stroke-width: 2 }
  .one { fill: #0969da; stroke: #0969da; stroke-width: 2 }
  .digit0 { fill: #0969da; font-weight: 600 } .digit1 { fill: #ffffff; font-weight: 600 }
  .same { fill: #2da44e; fill-opacity: .2 }
  .tie { stroke: #1a7f37; stroke-width: 4; stroke-linecap: round }
  .witness { fill: #1a7f37; font-weight: 600 }
  .breach { fill: none; stroke: #cf222e; stroke-width: 2.5; stroke-dasharray: none }
  .broken { fill: #cf222e; font-weight: 600 }
  .changed { fill: none; stroke: #d4a72c; stroke-width: 9; stroke-opacity: .45; stroke-linecap: round }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3 }
    .paper { fill: #0d1117 }
    .quiet { fill: #9198a1 }
    .dead { stroke: #3d444d }
    .sent { stroke: #768390 }
    .unseen { stroke: #2f353d }
    .lost, .cross, .breach { stroke: #ff7b72 }
    .broken { fill: #ff7b72 }
    .round { stroke: #2f353d }
    .zero { fill: #0d1117; stroke: #4493f8 }
    .one { fill: #1f6feb; stroke: #4493f8 }
    .digit0 { fill: #4493f8 } .digit1 { fill: #ffffff }
    .same { fill: #3fb950; fill-opacity: .25 }
    .tie { stroke: #56d364 }
    .witness { fill: #56d364 }
  }`;

export class Drawing {
  /** Of one execution, in pixels. */
  readonly width: number;
  readonly height: number;
  private readonly roundWidth: number;

  /** @param decides whether there is room for what processes decide */
  constructor(
    private readonly system: RoundSystem,
    private readonly decides = false,
  ) {
    this.roundWidth = 110 + 22 * system.processes;
    this.width = LEFT + system.rounds * this.roundWidth + 8 + (decides ? DECISION : 0);
    this.height = HEAD + system.processes * ROW;
  }

  /** The parts that drawings of executions use, for `<defs>`: what a process sends in a round when all of it arrives. */
  defs(): string {
    const { processes, rounds } = this.system;
    const fans: string[] = [];
    for (let round = 1; round <= rounds; round++)
      for (let from = 0; from < processes; from++) {
        const arrows = this.others(from).map((to) => this.arrow(from, to, round));
        fans.push(`<path id="${fanName(from, round)}" class="sent" d="${arrows.join('')}"/>`);
      }
    return `${fans.join('')}<g id="frame">${this.frame()}</g>`;
  }

  /** What every execution of the system has: names, rounds. */
  private frame(): string {
    const { processes, rounds } = this.system;
    const parts: string[] = [];
    for (let round = 1; round <= rounds; round++) {
      const x = this.x(round);
      parts.push(
        `<text class="quiet small" x="${x + this.roundWidth / 2}" y="14" text-anchor="middle">round ${round}</text>`,
        `<path class="round" d="M${x} ${HEAD - 8}V${this.height}"/>`,
      );
    }
    if (this.decides)
      parts.push(
        `<text class="quiet small" x="${this.decisionX}" y="14" text-anchor="middle">decides</text>`,
      );
    for (let p = 0; p < processes; p++)
      parts.push(`<text class="name" x="4" y="${this.y(p) + 5}">p${p}</text>`);
    return parts.join('');
  }

  /** An execution, from its upper left corner. */
  execution(execution: RoundExecution): string {
    const { processes, rounds } = this.system;
    const parts = ['<use href="#frame"/>'];
    for (let p = 0; p < processes; p++) parts.push(this.process(execution, p));
    for (let round = 1; round <= rounds; round++)
      for (let from = 0; from < processes; from++) parts.push(this.messages(execution, from, round));
    return parts.join('');
  }

  /** What each process decides, at the end of its line; all of it framed where something is wrong. */
  decisions(decisions: Decisions, isBroken: boolean): string {
    const x = this.decisionX;
    const boxes = decisions.map((decision, p) => {
      if (decision === undefined) return '';
      const y = this.y(p);
      return `<rect class="${decision === 1 ? 'one' : 'zero'}" x="${x - 11}" y="${y - 11}" width="22" height="22" rx="3"/><text class="digit${decision}" x="${x}" y="${y + 5}" text-anchor="middle">${decision}</text>`;
    });
    if (!isBroken) return boxes.join('');
    const top = this.y(0) - 18;
    const height = this.y(this.system.processes - 1) + 18 - top;
    return `${boxes.join('')}<rect class="breach" x="${x - 18}" y="${top}" width="36" height="${height}" rx="8"/>`;
  }

  private get decisionX(): number {
    return this.x(this.system.rounds + 1) + DECISION / 2;
  }

  private process(execution: RoundExecution, p: number): string {
    const y = this.y(p);
    const input = execution.inputs[p];
    const end = this.x(this.system.rounds + 1);
    const lives = `<circle class="${input === 1 ? 'one' : 'zero'}" cx="${INPUT_X}" cy="${y}" r="11"/><text class="digit${input}" x="${INPUT_X}" y="${y + 5}" text-anchor="middle">${input}</text>`;
    if (isCorrect(execution, p)) return `<path class="life" d="M${INPUT_X + 12} ${y}H${end}"/>${lives}`;
    const x = this.x(crashRound(execution, p)) + CRASH;
    return `<path class="life" d="M${INPUT_X + 12} ${y}H${x}"/><path class="dead" d="M${x} ${y}H${end}"/>${lives}<path class="cross" d="${cross(x, y, 7)}"/>`;
  }

  private messages(execution: RoundExecution, from: number, round: number): string {
    const others = this.others(from);
    const fates = others.map((to) => fateOf(execution, from, to, round));
    if (fates.every((fate) => fate === 'arrives')) return `<use href="#${fanName(from, round)}"/>`;
    const path = (fate: string, klass: string) => {
      const arrows = others.filter((_, i) => fates[i] === fate).map((to) => this.arrow(from, to, round));
      return arrows.length === 0 ? '' : `<path class="${klass}" d="${arrows.join('')}"/>`;
    };
    const lost = others.filter((_, i) => fates[i] === 'lost');
    const [lines, crosses] = [false, true].map((isCross) =>
      lost.map((to) => this.lost(from, to, round, isCross)).join(''),
    );
    const missing =
      lost.length === 0 ? '' : `<path class="lost" d="${lines}"/><path class="cross" d="${crosses}"/>`;
    return path('arrives', 'sent') + path('unseen', 'unseen') + missing;
  }

  /** What lies behind what differs from another execution: inputs, crashes and messages. */
  changes(execution: RoundExecution, other: RoundExecution): string {
    const { processes, rounds } = this.system;
    const marks: string[] = [];
    const seen = (fate: string) => fate === 'arrives';
    for (let p = 0; p < processes; p++) {
      if (execution.inputs[p] !== other.inputs[p]) marks.push(`M${INPUT_X} ${this.y(p) - 1}v2`);
      for (let round = 1; round <= rounds; round++)
        for (const to of this.others(p)) {
          const [here, there] = [execution, other].map((one) => fateOf(one, p, to, round));
          if (seen(here) === seen(there) || here === 'unseen' || there === 'unseen') continue;
          marks.push(this.shaft(p, to, round, here === 'lost' ? LOST_AT : 1));
        }
      if (crashRound(execution, p) !== crashRound(other, p) && !isCorrect(execution, p))
        marks.push(`M${this.x(crashRound(execution, p)) + CRASH - 1} ${this.y(p)}h2`);
    }
    if (marks.length === 0) return '';
    const wide = marks.map(
      (mark) => `<path class="changed"${/[vh]2$/.test(mark) ? ' style="stroke-width:32"' : ''} d="${mark}"/>`,
    );
    return wide.join('');
  }

  /** The row of a process, from one place to another. */
  band(process: number, from: number, to: number): string {
    return `<rect class="same" x="${from}" y="${this.y(process) - ROW / 2 + 3}" width="${to - from}" height="${ROW - 6}" rx="8"/>`;
  }

  y(process: number): number {
    return HEAD + process * ROW + ROW / 2;
  }

  private x(round: number): number {
    return LEFT + (round - 1) * this.roundWidth;
  }

  private others(process: number): number[] {
    return Array.from({ length: this.system.processes }, (_, p) => p).filter((p) => p !== process);
  }

  /** From where it is sent to where it arrives, or a part of the way. */
  private shaft(from: number, to: number, round: number, part = 1): string {
    const { x1, y1, x2, y2 } = this.ends(from, to, round);
    return `M${x1} ${y1}L${short(x1 + (x2 - x1) * part)} ${short(y1 + (y2 - y1) * part)}`;
  }

  private arrow(from: number, to: number, round: number): string {
    const { x1, y1, x2, y2 } = this.ends(from, to, round);
    const angle = Math.atan2(y2 - y1, x2 - x1);
    const barb = (turn: number) =>
      `${short(x2 - 8 * Math.cos(angle + turn))} ${short(y2 - 8 * Math.sin(angle + turn))}`;
    return `${this.shaft(from, to, round)}M${barb(0.4)}L${x2} ${y2}L${barb(-0.4)}`;
  }

  private lost(from: number, to: number, round: number, isCross: boolean): string {
    const { x1, y1, x2, y2 } = this.ends(from, to, round);
    return isCross
      ? cross(x1 + (x2 - x1) * LOST_AT, y1 + (y2 - y1) * LOST_AT, 5)
      : this.shaft(from, to, round, LOST_AT);
  }

  private ends(from: number, to: number, round: number) {
    const x = this.x(round);
    return { x1: x + SEND, y1: this.y(from), x2: x + this.roundWidth - ARRIVE, y2: this.y(to) };
  }
}

function fanName(from: number, round: number): string {
  return `f${from}-${round}`;
}

function cross(x: number, y: number, size: number): string {
  const [left, top] = [short(x - size), short(y - size)];
  return `M${left} ${top}l${2 * size} ${2 * size}M${left} ${short(y + size)}l${2 * size} ${-2 * size}`;
}

function short(number: number): string {
  return String(Math.round(number * 10) / 10);
}

/** Who crashes, a line each, below a drawing; and what is wrong with it. */
export function caption(execution: RoundExecution, y: number, breach = ''): string {
  const text = (klass: string) => (line: string, i: number) =>
    `<text class="${klass} small" x="0" y="${y + i * CAPTION_LINE}">${escaped(line)}</text>`;
  const wrong = breach === '' ? [] : breach.split(/(?<=:) /);
  const crashes = crashWords(execution).split('; ').map(text('quiet'));
  return [...crashes, ...wrong.map((line, i) => text('broken')(line, crashes.length + i))].join('');
}

/** The height of the captions of executions in which so many may crash, and something may be wrong. */
export function captionHeight(faults: number, decides = false): number {
  return 12 + (Math.max(1, faults) + (decides ? 2 : 0)) * CAPTION_LINE;
}

/** A name of the textbook with its digits raised and lowered: `α⁰₁`. */
export function displayName(name: string): string {
  const digits = (text: string, from: string) => [...text].map((digit) => [...from][Number(digit)]).join('');
  return name
    .replace(/\^(\d+)/, (_, up: string) => digits(up, '⁰¹²³⁴⁵⁶⁷⁸⁹'))
    .replace(/_(\d+)/, (_, down: string) => digits(down, '₀₁₂₃₄₅₆₇₈₉'));
}
