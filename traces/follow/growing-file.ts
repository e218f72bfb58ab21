/**
 * A file that is being written: what came since the last look, as lines. A line counts when its line break is there; what follows the
 * last one is kept until then.
 *
 * A log only grows. One that is shorter than what was read of it, or another file under its name, is damage, and told: what it had said was
 * judged already. Which bytes were read is known again by fingerprints, not by the number of the file, which a copy does not keep.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { InputError, systemReason } from '../../checker/input-error.js';
import { type RawLine, Splitter } from '../read/lines.js';
import { packerOf } from '../read/source.js';

const PIECE = 1 << 16;
const FINGERPRINT = 1 << 12;

/** How far a file was read: whole lines only. */
export interface Position {
  readonly offset: number;
  readonly lines: number;
  /** SHA-256 of its first bytes and of the last before the offset: of so many, or of all. */
  readonly head: string;
  readonly tail: string;
}

export class GrowingFile {
  #offset: number;
  readonly #splitter: Splitter;
  readonly #piece = Buffer.allocUnsafe(PIECE);

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    position: Position | undefined,
  ) {
    this.#offset = position?.offset ?? 0;
    this.#splitter = new Splitter(position?.lines);
  }

  /**
   * @param position how far it was read before
   * @throws InputError where it cannot be read, is packed, or is not the file that was read before
   */
  static async open(path: string, position?: Position): Promise<GrowingFile> {
    try {
      const file = await open(path, 'r');
      const growing = new GrowingFile(path, file, position);
      if (position !== undefined) await growing.#requireSame(position);
      return growing;
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`${path} cannot be read: ${systemReason(error)}`);
    }
  }

  /**
   * The lines of the next piece; undefined where there is nothing new.
   * @throws InputError where it cannot be read, or is packed
   */
  async read(): Promise<readonly RawLine[] | undefined> {
    try {
      const { bytesRead } = await this.file.read(this.#piece, 0, PIECE, this.#offset);
      if (bytesRead === 0) return undefined;
      const bytes = this.#piece.subarray(0, bytesRead);
      const packer = this.#offset === 0 ? packerOf(bytes) : undefined;
      if (packer !== undefined) {
        throw new InputError(
          `${this.path} is packed by ${packer}: what is packed does not grow line by line; judge it without --follow`,
        );
      }
      this.#offset += bytesRead;
      return this.#splitter.push(bytes);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`${this.path} cannot be read: ${systemReason(error)}`);
    }
  }

  /** What has become of it that no log does; undefined where all is well. */
  async damage(): Promise<string | undefined> {
    const own = await this.file.stat();
    if (own.size < this.#offset)
      return `it was truncated: it has ${own.size} bytes, and ${this.#offset} were read; a log that is followed only grows`;
    const named = await stat(this.path).catch(() => undefined);
    if (named === undefined) return 'it was removed, or renamed, while it was followed';
    if (named.ino !== own.ino || named.dev !== own.dev)
      return 'another file has taken its name (rotated?): a log that is followed goes on in one file';
    return undefined;
  }

  /** How many lines were read. */
  get lines(): number {
    return this.#splitter.number;
  }

  /** Whether more is there than was read. */
  async hasMore(): Promise<boolean> {
    return (await this.file.stat()).size > this.#offset;
  }

  /** The last line, where it has no line break, and nothing more comes. */
  rest(): readonly RawLine[] {
    return this.#splitter.end();
  }

  async position(): Promise<Position> {
    const offset = this.#offset - this.#splitter.restLength;
    return { offset, lines: this.#splitter.number, ...(await this.#fingerprints(offset)) };
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #requireSame({ offset, head, tail }: Position): Promise<void> {
    const { size } = await this.file.stat();
    if (size < offset) {
      throw new InputError(
        `${this.path} has ${size} bytes, and ${offset} were read when the checkpoint was made: it was truncated, or is another file; begin anew without that checkpoint`,
      );
    }
    const now = await this.#fingerprints(offset);
    if (now.head === head && now.tail === tail) return;
    throw new InputError(
      `${this.path} is not the file that was read when the checkpoint was made: other bytes stand there; begin anew without that checkpoint`,
    );
  }

  async #fingerprints(offset: number): Promise<{ readonly head: string; readonly tail: string }> {
    const length = Math.min(FINGERPRINT, offset);
    return { head: await this.#digest(0, length), tail: await this.#digest(offset - length, length) };
  }

  async #digest(begin: number, length: number): Promise<string> {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.file.read(bytes, done, length - done, begin + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return createHash('sha256').update(bytes).digest('hex');
  }
}
