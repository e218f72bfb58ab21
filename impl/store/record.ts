/**
 * A record as it lies on disk: `checksum commit json`. The checksum (CRC-32) is over the key too, so that a record that turns up under
 * another key is noticed like one with a changed byte.
 */
import { crc32 } from 'node:zlib';
import type { Json } from '../../traces/event.js';
import { StoreError } from './errors.js';

/** @param commit the number of the commit that wrote it */
export function encodeRecord(key: string, commit: number, value: Json): { text: string; checksum: number } {
  const body = `${commit} ${JSON.stringify(value)}`;
  const checksum = checksumOf(key, body);
  return { text: `${hex(checksum)} ${body}`, checksum };
}

export interface Decoded {
  readonly checksum: number;
  readonly commit: number;
  readonly value: Json;
}

/** @throws StoreError (damaged) where the text is not what was written under this key */
export function decodeRecord(key: string, text: string, where: string): Decoded {
  const [, sum, body, commit, json] = /^([0-9a-f]{8}) ((\d+) ([\s\S]*))$/.exec(text) ?? [];
  if (sum === undefined)
    throw new StoreError(
      'damaged',
      `${where}: the record ${JSON.stringify(key)} is not in the form of a record`,
    );
  const checksum = checksumOf(key, body);
  if (hex(checksum) !== sum)
    throw new StoreError(
      'damaged',
      `${where}: the record ${JSON.stringify(key)} does not have its checksum (${sum}, not ${hex(checksum)})`,
    );
  return { checksum, commit: Number(commit), value: JSON.parse(json) as Json };
}

function checksumOf(key: string, body: string): number {
  return crc32(body, crc32(`${key}\0`));
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
