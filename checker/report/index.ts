/**
 * The forms in which an execution can be shown or saved, by name.
 */
import type { Execution } from '../execution.js';
import { renderHtml } from './html.js';
import { renderItf } from './itf.js';
import { renderJson } from './json.js';
import { renderMermaid } from './mermaid.js';
import { renderShiviz } from './shiviz.js';
import { renderText } from './text.js';

export const formats = ['text', 'json', 'itf', 'mermaid', 'shiviz', 'html'] as const;
export type Format = (typeof formats)[number];

const renderers: Readonly<Record<Format, (execution: Execution) => string>> = {
  text: renderText,
  json: renderJson,
  itf: renderItf,
  mermaid: renderMermaid,
  shiviz: renderShiviz,
  html: renderHtml,
};

/** The execution in that form, without a line break at its end. */
export function render(execution: Execution, format: Format): string {
  return renderers[format](execution);
}
