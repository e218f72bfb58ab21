/**
 * Where lines come from: files, directories of files, standard input; plain, or packed by gzip or zstd, which the first bytes say. Bytes
 * come in pieces, so that memory does not grow with the file.
 *
 * fzstd: Node 20 cannot unpack zstd. Plain JavaScript without dependencies, used widely, last release 0.1.1.
 */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Decompress, type ZstdError, ZstdErrorCode } from 'fzstd';
import { InputError, systemReason } from '../../checker/input-error.js';

const PIECE = 1 << 16;
/** Which packer's bytes a file begins with. */
export function packerOf(first: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (GZIP.every((byte, i) => first[i] === byte)) return 'gzip';
  return ZSTD.every((byte, i) => first[i] === byte) ? 'zstd' : undefined;
}

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const ENDINGS = /\.(jsonl|ndjson)(\.(gz|zst|zstd))?$/;

/** A file that is packed ends in the middle, or is no such file. What came before it is good. */
export class PackedError extends Error {
  override readonly name = 'PackedError';

  /** @param isCut whether it ends too soon, and is well up to there */
  constructor(
    message: string,
    readonly isCut: boolean,
  ) {
    super(message);
  }
}

/**
 * The files that some paths stand for: of a directory those below it that are named like traces, in the order of their names.
 * @param mayBeEmpty whether a directory may have none, since they may come
 * @throws InputError where there is nothing
 */
export async function filesAt(
  paths: readonly string[],
  { mayBeEmpty = false } = {},
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (path === '-') {
      files.push(path);
      continue;
    }
    try {
      if (!(await stat(path)).isDirectory()) {
        files.push(path);
        continue;
      }
      const all = await readdir(path, { recursive: true, withFileTypes: true });
      const found = all
        .filter((entry) => entry.isFile() && ENDINGS.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      if (found.length === 0 && !mayBeEmpty) {
        throw new InputError(
          `${path} has no traces: files that end in .jsonl or .ndjson, packed or not; others are given by name`,
        );
      }
      files.push(...found);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`${path} cannot be read: ${systemReason(error)}`);
    }
  }
  const twice = files.find((file, i) => files.indexOf(file) !== i);
  if (twice !== undefined) throw new InputError(`${twice} is given twice`);
  return files;
}

/**
 * The bytes of a file, unpacked.
 * @param file a path; `-` is standard input
 * @param onRead told how many bytes were read, packed as they are
 * @param signal nobody waits for more: the file is closed, whatever is awaited of it
 * @throws InputError where it cannot be read, PackedError where it cannot be unpacked
 */
export async function* bytesOf(
  file: string,
  onRead?: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: PIECE });
  const close = () => stream.destroy();
  signal?.addEventListener('abort', close);
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  try {
    const { value: first } = await pieces.next();
    if (first === undefined) return;
    const all = (async function* () {
      for (
        let piece: Uint8Array | undefined = first;
        piece !== undefined;
        piece = (await pieces.next()).value
      ) {
        onRead?.(piece.length);
        yield piece;
      }
    })();
    const packer = packerOf(first);
    if (packer === 'gzip') yield* gunzipped(all);
    else if (packer === 'zstd') yield* unzstd(all);
    else yield* all;
  } catch (error) {
    if (error instanceof PackedError || error instanceof InputError) throw error;
    throw new InputError(`${file} cannot be read: ${systemReason(error)}`);
  } finally {
    signal?.removeEventListener('abort', close);
    if (file !== '-') stream.destroy();
  }
}

/**
 * Each piece is unpacked to its end before the next one is given: of a file that is damaged all is told that comes out before the damage, which a stream
 * that somebody reads from at leisure drops.
 */
async function* gunzipped(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PIECE });
  let made: Uint8Array[] = [];
  let failure: unknown;
  gunzip.on('data', (piece: Uint8Array) => made.push(piece));
  const ended = new Promise<void>((resolve) => {
    gunzip.once('end', resolve).once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  try {
    for await (const piece of pieces) {
      await Promise.race([ended, new Promise<void>((resolve) => gunzip.write(piece, () => resolve()))]);
      yield* made;
      made = [];
      if (failure !== undefined) break;
    }
    if (failure === undefined) gunzip.end();
    await ended;
    yield* made;
  } finally {
    gunzip.destroy();
  }
  if (failure === undefined) return;
  const isCut = (failure as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
  throw packedError('gzip', systemReason(failure), isCut, 'what came before is judged');
}

/** @param judged what was read of it all the same */
function packedError(packer: string, reason: string, isCut: boolean, judged: string): PackedError {
  const what = isCut ? `it is cut: ${packer}'s data ends too soon` : `it cannot be unpacked by ${packer}`;
  return new PackedError(`${what} (${reason}); ${judged}`, isCut);
}

async function* unzstd(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  let isAny = false;
  const unpacker = new Decompress((piece) => made.push(piece));
  try {
    for await (const piece of pieces) {
      unpacker.push(piece);
      isAny ||= made.length > 0;
      yield* made;
      made = [];
    }
    unpacker.push(new Uint8Array(0), true);
  } catch (error) {
    yield* made;
    const isCut = (error as Partial<ZstdError>).code === ZstdErrorCode.UnexpectedEOF;
    // A block is there as a whole or not at all: of one that is cut zstd itself unpacks nothing.
    const judged =
      isAny || made.length > 0
        ? 'its whole blocks are judged'
        : 'not even its first block is whole, so nothing of it can be read, by zstd itself neither';
    throw packedError('zstd', systemReason(error), isCut, judged);
  }
  yield* made;
}
