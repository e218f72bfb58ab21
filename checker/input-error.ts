/** A line below a message that would be too long with it: what it is about, and the text. */
export type Detail = readonly [label: string, text: string];

/**
 * What the user gave is at fault: a file, a name, a flag, a spec. The message is one line, which says what was given, what is wrong with
 * it and what would fit.
 */
export class InputError extends Error {
  readonly details: readonly Detail[];

  constructor(
    message: string,
    { details = [], ...options }: ErrorOptions & { readonly details?: readonly Detail[] } = {},
  ) {
    super(message, options);
    this.name = 'InputError';
    this.details = details;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'there is a file of that name',
  ENOSPC: 'no space left on device',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
};

/** Why the operating system refused, in words. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : REASONS[code]) ?? message;
}
