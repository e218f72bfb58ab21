/**
 * Where two values differ: the path of the first field that is not equal.
 */
import { equalValues } from './canonical.js';

/** The path of the first difference between two values of plain parts; '' where the whole differs. */
export function firstDifference(a: unknown, b: unknown): string | undefined {
  try {
    if (equalValues(a, b)) return undefined;
  } catch {
    // One of them is no value any more; the fields tell where.
  }
  if (!isOpen(a) || !isOpen(b) || Array.isArray(a) !== Array.isArray(b)) return '';
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const path = firstDifference(a[key], b[key]);
    if (path === undefined) {
      if (key in a !== key in b) return key;
      continue;
    }
    const step = Array.isArray(a) ? `[${key}]` : key;
    return path === '' || path.startsWith('[') ? `${step}${path}` : `${step}.${path}`;
  }
  return '';
}

function isOpen(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
  );
}
