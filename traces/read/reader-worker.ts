/** A thread that reads files for another one (reader-ahead.ts): each word that it is told is a file of which the next piece is wanted. */
import { parentPort } from 'node:worker_threads';
import { InputError } from '../../checker/input-error.js';
import { lineBatches, type RawLine } from './lines.js';
import type { FromReader } from './reader-ahead.js';
import { scan } from './scan.js';

/** Bytes that were read since that was told. */
let read = 0;

const files = new Map<string, AsyncIterator<readonly RawLine[]>>();

parentPort?.on('message', async (file: string) => {
  let batches = files.get(file);
  if (batches === undefined) {
    batches = lineBatches(file, (bytes) => (read += bytes))[Symbol.asyncIterator]();
    files.set(file, batches);
  }
  try {
    const { done, value } = await batches.next();
    if (done === true) tell({ kind: 'end', file, read });
    else tellOf(file, value);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tell({ kind: 'fault', file, read, says: error.message });
  }
});

/** A piece is looked through when it has come, and told at once: so in the same order. */
function tellOf(file: string, lines: readonly RawLine[]): void {
  const scanned = scan(lines);
  // The memory of the piece may be that of others, too.
  const bytes = new Uint8Array(scanned.bytes);
  const { words, values, aboutValues } = scanned;
  tell({ kind: 'piece', file, read, scanned: { ...scanned, bytes } }, [
    bytes.buffer,
    words.buffer as ArrayBuffer,
    values.buffer as ArrayBuffer,
    aboutValues.buffer as ArrayBuffer,
  ]);
}

function tell(message: FromReader, transferred: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
  read = 0;
}
