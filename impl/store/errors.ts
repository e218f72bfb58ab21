/**
 * What can go wrong with a disk. A node treats the three differently: it does not start on a damaged store, waits while a disk is full,
 * and ends when the disk fails, since after a failed sync nobody knows what is there (Rebello et al. 2020, "Can Applications
 * Recover from fsync Failures?").
 */
export type StoreFault = 'damaged' | 'full' | 'failed';

export class StoreError extends Error {
  readonly kind: StoreFault;

  constructor(kind: StoreFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.kind = kind;
  }
}

export function isStoreError(error: unknown, kind: StoreFault): boolean {
  return error instanceof StoreError && error.kind === kind;
}
