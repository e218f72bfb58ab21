/**
 * The colours of a history's picture and of the page around it, for readers who like it light or dark.
 */

/** Colours by their use; texts pass 4.5 : 1 on their grounds. */
const LIGHT = {
  ground: '#ffffff',
  ink: '#1f2328',
  faint: '#59636e',
  line: '#d1d9e0',
  bar: '#ddf4ff',
  edge: '#0969da',
  bad: '#ffdcd8',
  badEdge: '#c21c2c',
  left: '#fff1c2',
  leftEdge: '#8a5a00',
  rest: '#f0f2f5',
};
const DARK: Colours = {
  ground: '#0d1117',
  ink: '#e6edf3',
  faint: '#9198a1',
  line: '#30363d',
  bar: '#12304f',
  edge: '#58a6ff',
  bad: '#5c1a1f',
  badEdge: '#ff7b72',
  left: '#4a3500',
  leftEdge: '#e3b341',
  rest: '#1c2128',
};
export type Colours = typeof LIGHT;

/** Rules of a style for both themes. Colours stand in them as they are: not every viewer of pictures knows variables. */
export function inBothThemes(rules: (colours: Colours) => string): string {
  return `${rules(LIGHT)}\n@media (prefers-color-scheme: dark) {${rules(DARK)}\n}`;
}
