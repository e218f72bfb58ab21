/** The forms in which a judgement can be shown or saved. */
import stringify from 'json-stringify-pretty-compact';
import { renderHtml } from './html.js';
import { judgementJson } from './json.js';
import { renderSvg } from './svg.js';
import { renderText } from './text.js';
import type { Report } from './words.js';

export const FORMATS = ['text', 'json', 'html', 'svg'] as const;
export type Format = (typeof FORMATS)[number];

const renderers: Readonly<Record<Format, (report: Report) => string>> = {
  text: renderText,
  json: (report) => stringify(judgementJson(report), { maxLength: 100 }),
  html: renderHtml,
  svg: renderSvg,
};

/** Without a line break at its end. */
export function render(report: Report, format: Format): string {
  return renderers[format](report);
}
