/**
 * What a node did, as lines of a trace (traces/event.ts), in a file that goes on over its restarts.
 *
 * Lines are handed to the operating system before anything that depends on them leaves the node. So what another node or a client has
 * seen is in the trace, also after a SIGKILL; a step that is missing at the end has had no effect outside. The file is not synced: after
 * a power failure a trace says nothing about its end.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { EVENT_VERSION, type Event, type EventOf } from '../../traces/event.js';
import { makeFolder } from '../store/folder.js';

/** Lines that are held back at most, in characters: one write for many is cheaper, up to some size. */
const BUFFER_MAX = 2 ** 20;

export class Trace {
  readonly #file: number;
  #lines: string[] = [];
  #length = 0;

  /**
   * @param path the file of this node, new or to be gone on with
   * @param header what a new file begins with
   */
  constructor(path: string, header: Omit<EventOf<'header'>, 'kind' | 'version'>) {
    makeFolder(dirname(path));
    this.#file = openSync(path, 'a+');
    const last = lastLine(this.#file);
    if (last === undefined) this.record({ kind: 'header', version: EVENT_VERSION, ...header });
    else if ('sequence' in last && last.kind !== 'client' && last.kind !== 'end' && last.kind !== 'crash') {
      // An incarnation that did not end in order ended in a crash.
      const { node, incarnation, sequence } = last;
      this.record({ kind: 'crash', node, incarnation, sequence: sequence + 1 });
    }
    this.flush();
  }

  record(event: Event): void {
    const line = JSON.stringify(event);
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length > BUFFER_MAX) this.flush();
  }

  /** Called before anything leaves the node. */
  flush(): void {
    if (this.#lines.length === 0) return;
    this.#lines.push('');
    writeSync(this.#file, this.#lines.join('\n'));
    this.#lines = [];
    this.#length = 0;
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/** The last whole line of the file. What a crash left of another one is cut off. */
function lastLine(file: number): Event | undefined {
  const { size } = fstatSync(file);
  for (let length = 2 ** 16; ; length *= 4) {
    const bytes = Buffer.alloc(Math.min(length, size));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const end = bytes.lastIndexOf(10);
    const begin = end < 1 ? -1 : bytes.lastIndexOf(10, end - 1);
    if (end > 0 && (begin >= 0 || bytes.length === size)) {
      ftruncateSync(file, size - bytes.length + end + 1);
      return JSON.parse(bytes.toString('utf8', begin + 1, end)) as Event;
    }
    if (bytes.length === size) {
      ftruncateSync(file, 0);
      return undefined;
    }
  }
}
