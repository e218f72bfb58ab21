/**
 * An execution as a log for ShiViz (Beschastnikh, Wang, Brun, Ernst 2016), which draws it in a browser and compares it with others. As its pages say of a file:
 * the first line is the regular expression that reads the log, the second one parts several executions and is empty, then the log
 * begins. Of each step there are two lines: its host with the vector clock, and what happened.
 */
import type { Execution, Step } from '../execution.js';
import { changeParts, formatName } from '../format-value.js';
import { foundLines, placeShown } from './found.js';
import { vectorClocks } from './happened-before.js';
import { readTexts } from './messages-read.js';
import { headline, isWrong, newsworthyChanges, reasonLines, stepTitle } from './narrative.js';

/** A name has no space. */
const PARSER = String.raw`(?<host>\S+) (?<clock>\{.*\})\n(?<event>.*)`;

/** The log, without a line break at its end. */
export function renderShiviz(execution: Execution): string {
  const { steps, loopStart } = execution;
  const clocks = vectorClocks(execution, execution.spec);
  const nameOf = hostNames(clocks.map(({ host }) => host));
  const events = steps.map((step, i) => {
    const read = readTexts(step);
    const parts = [
      `${isWrong(execution, i) ? '✗ ' : ''}${i + 1}. ${stepTitle(step)}`,
      ...(read.length === 0 ? [] : [`rests on ${read.join(' and ')}`]),
      ...changesOf(step),
    ];
    if (i === loopStart) parts.push('the loop begins here');
    const place = placeShown(execution, step);
    if (place !== undefined) parts.push(formatName(place));
    // Nothing but steps is in the log: what they show stands with the one that shows it.
    if (i === (execution.recorded?.at ?? steps.length - 1)) parts.push(...conclusion(execution));
    const entries = [...clocks[i].clock].map(([host, count]) => `${JSON.stringify(nameOf(host))}:${count}`);
    return `${nameOf(clocks[i].host)} {${entries.join(', ')}}\n${oneLine(parts.join('; '))}`;
  });
  return [PARSER, '', ...events].join('\n');
}

function changesOf(step: Step): readonly string[] {
  return newsworthyChanges(step).flatMap((change) =>
    changeParts(change).map(({ path, text }) => {
      const dot = path === '' || path.startsWith('[') ? '' : '.';
      return `${formatName(change.variable)}${dot}${path}: ${text}`;
    }),
  );
}

function conclusion(execution: Execution): readonly string[] {
  return [...headline(execution).slice(1), ...reasonLines(execution), ...foundLines(execution)];
}

/** Names without spaces, each different. */
function hostNames(hosts: readonly string[]): (host: string) => string {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const host of hosts) {
    if (names.has(host)) continue;
    let name = formatName(host).replace(/\s/gu, '_') || '_';
    while (taken.has(name)) name += "'";
    taken.add(name);
    names.set(host, name);
  }
  return (host) => names.get(host) ?? host;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
