/**
 * A checkpoint as a file: blocks of bytes, each behind its length, and at the end the SHA-256 of all before. Written to a new file, synced, and
 * renamed: under its name there is all of it or nothing (Pillai et al. 2014 on what a file system promises).
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

const MAGIC = Buffer.from('paxoscope checkpoint 1\n');
const BLOCK_BYTES_MAX = 1 << 25;
const HASH_BYTES = 32;

/** A file that is not a whole checkpoint; the message says what is wrong with it. */
export class DamagedError extends Error {}

/** Arrays as they lie in memory; shared ones among them. */
type Bytes = Uint8Array | Int32Array | Uint32Array | Uint16Array;

export class CheckpointWriter {
  private readonly hash = createHash('sha256');
  private readonly staging = Buffer.allocUnsafe(BLOCK_BYTES_MAX + 4);

  private constructor(
    private readonly file: FileHandle,
    private readonly temporary: string,
    private readonly name: string,
  ) {}

  /** @throws the error of the system where it cannot be written; so do all methods */
  static async create(name: string): Promise<CheckpointWriter> {
    const temporary = `${name}.tmp`;
    const writer = new CheckpointWriter(await open(temporary, 'w'), temporary, name);
    await writer.append(MAGIC);
    return writer;
  }

  async write(array: Bytes): Promise<void> {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let done = 0; done < bytes.length; done += BLOCK_BYTES_MAX) {
      const part = bytes.subarray(done, done + BLOCK_BYTES_MAX);
      // Copied: the system and the hash do not take what is shared.
      this.staging.writeUInt32LE(part.length, 0);
      this.staging.set(part, 4);
      await this.append(this.staging.subarray(0, part.length + 4));
    }
  }

  /** Writes JSON, behind its length. */
  async writeJson(value: unknown): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(value));
    await this.write(Int32Array.of(bytes.length));
    await this.write(bytes);
  }

  private async append(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    await this.appendUnhashed(bytes);
  }

  private async appendUnhashed(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.file.write(bytes, done, bytes.length - done)).bytesWritten;
    }
  }

  /** Gives the file its name. */
  async commit(): Promise<void> {
    await this.appendUnhashed(this.hash.digest());
    await this.file.sync();
    await this.file.close();
    await rename(this.temporary, this.name);
    const folder = await open(path.dirname(this.name), 'r');
    await folder.sync();
    await folder.close();
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.file.close().catch(() => {});
    await rm(this.temporary, { force: true });
  }
}

export class CheckpointReader {
  private at = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {}

  /**
   * Opens a checkpoint that is whole.
   * @throws DamagedError, or the error of the system; so do all methods
   */
  static async open(name: string): Promise<CheckpointReader> {
    const file = await open(name, 'r');
    try {
      const reader = new CheckpointReader(file, (await file.stat()).size);
      const magic = await reader.bytes(Math.min(MAGIC.length, reader.size));
      if (!magic.equals(MAGIC))
        throw new DamagedError('it does not begin as a checkpoint of this version does');
      await reader.requireWhole();
      return reader;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Nothing is believed before the checksum of all is right. */
  private async requireWhole(): Promise<void> {
    const begin = this.at;
    const end = this.size - HASH_BYTES;
    if (end < begin) throw new DamagedError('it ends too soon');
    this.at = 0;
    const hash = createHash('sha256');
    while (this.at < end) hash.update(await this.bytes(Math.min(BLOCK_BYTES_MAX, end - this.at)));
    if (!hash.digest().equals(await this.bytes(HASH_BYTES))) throw new DamagedError('its checksum is wrong');
    this.at = begin;
  }

  private async bytes(length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.file.read(bytes, done, length - done, this.at + done);
      if (bytesRead === 0) throw new DamagedError('it ends too soon');
      done += bytesRead;
    }
    this.at += length;
    return bytes;
  }

  /** Fills an array with what was written of one of its length. */
  async read(array: Bytes): Promise<void> {
    const target = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let done = 0; done < target.length; ) {
      const length = (await this.bytes(4)).readUInt32LE(0);
      if (done + length > target.length) throw new DamagedError('a part of it is too long');
      target.set(await this.bytes(length), done);
      done += length;
    }
  }

  /** What `writeJson` wrote. */
  async readJson(): Promise<unknown> {
    const length = new Int32Array(1);
    await this.read(length);
    const bytes = Buffer.alloc(length[0]);
    await this.read(bytes);
    return JSON.parse(bytes.toString());
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
