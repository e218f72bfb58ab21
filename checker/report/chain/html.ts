export function renderChainHtml(): string {
  return '';
}
