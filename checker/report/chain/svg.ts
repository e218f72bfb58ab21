export function renderChainSvg(): string {
  return '';
}
