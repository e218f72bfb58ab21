/** A file that is packed by zstd, as far as tests need one: Node 20 cannot pack. */

/** A zstd frame of blocks as they are, of 64 KiB each (RFC 8878, sections 3.1.1 and 3.1.1.2). */
export function zstdStored(data: Buffer): Buffer {
  const blocks: Buffer[] = [];
  const size = 1 << 16;
  for (let at = 0; at < data.length; at += size) {
    const block = data.subarray(at, at + size);
    const isLast = at + size >= data.length ? 1 : 0;
    const head = Buffer.alloc(3);
    head.writeUIntLE((block.length << 3) | isLast, 0, 3);
    blocks.push(head, block);
  }
  const frame = Buffer.alloc(13);
  frame.writeUInt32LE(0xfd2fb528, 0);
  // A frame of a known size, which is given in eight bytes.
  frame.writeUInt8(0b11100000, 4);
  frame.writeBigUInt64LE(BigInt(data.length), 5);
  return Buffer.concat([frame, ...blocks]);
}
