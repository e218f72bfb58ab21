/**
 * The part of a soup that matches a pattern, as one small integer: the id of the set of matching members.
 * Id 0 is the empty set. Adding a member leads from one id to the next by a look-up, so that the derived
 * word of a state is kept up to date in constant time.
 */
import { isCollection, isRecord } from 'immutable';
import { grown, type Interned } from '../intern.js';
import { scrambled } from '../scrambled.js';
import type { SharedLog } from '../threads/shared-log.js';

/** A soup in a layout: its members, their numbers in the layout, and the words that hold their bits. */
export interface SoupWords {
  readonly name: string;
  readonly members: Interned;
  /** Of each member, by its id in `members`: its number in the layout. */
  readonly numbers: number[];
  /** Bit `id & 31` of word `words[id >> 5]` tells whether the member is there. */
  readonly words: number[];
  readonly patterns: Map<string, SoupPattern>;
}

/** A new content of a pattern, in the log that threads share. */
export interface ContentEntry {
  readonly kind: 'content';
  /** The pattern's word. */
  readonly word: number;
  readonly slots: readonly number[];
}

/** What a pattern needs of a layout: whether a row holds a member. */
interface MemberBits {
  hasMember(row: Int32Array, number: number): boolean;
}

/** A pattern that a member matches, and the member's slot in it. */
export interface SlotOfMember {
  readonly pattern: SoupPattern;
  readonly slot: number;
}

export class SoupPattern {
  /** The matching members that exist, by slot. */
  private readonly memberNumbers: number[] = [];
  private readonly memberIds: number[] = [];
  /** The slots of all contents, those of each in ascending order: where they begin, and those of the last one end; and the XOR of their hashes. */
  private slots: Int32Array = new Int32Array(64);
  private starts: Int32Array = new Int32Array(64);
  private hashes: Int32Array = new Int32Array(64);
  private count = 1;
  /** Of each content that was asked for: its members in the order of their canonical text. */
  private readonly contents: (readonly unknown[] | undefined)[] = [];
  /** The last content of each hash, and of each content the one of its hash that was there before; -1 where there is none. */
  private readonly lastOfHash = new Map<number, number>([[0, 0]]);
  private earlier: Int32Array = new Int32Array(64).fill(-1);
  /** `next[id * room + slot]` is one more than the id after adding the slot's member; 0 where not yet known. */
  private next = new Int32Array(64);
  private room = 8;

  constructor(
    private readonly soup: SoupWords,
    readonly pattern: unknown,
    /** The derived word in a row. */
    readonly word: number,
    private readonly log: SharedLog,
  ) {}

  /** The contents there are, in the order of their ids; the empty one is always there. */
  contentEntries(): readonly ContentEntry[] {
    const ids = Array.from({ length: this.count - 1 }, (_, i) => i + 1);
    return ids.map((id) => ({ kind: 'content', word: this.word, slots: this.slotsOf(id) }));
  }

  /** Takes note of a new member of the soup; the slot that it gets where it matches. */
  admit(number: number, id: number): SlotOfMember | undefined {
    if (!matches(this.pattern, this.soup.members.values[id])) return undefined;
    this.memberIds.push(id);
    return { pattern: this, slot: this.memberNumbers.push(number) - 1 };
  }

  /** The members of a content, in the order of their canonical text. */
  membersOf(content: number): readonly unknown[] {
    const known = this.contents[content];
    if (known !== undefined) return known;
    const { texts, values } = this.soup.members;
    const members = this.slotsOf(content).map((slot) => this.memberIds[slot]);
    members.sort((a, b) => (texts[a] < texts[b] ? -1 : 1));
    const made = Object.freeze(members.map((member) => values[member]));
    this.contents[content] = made;
    return made;
  }

  /** The content of a row, computed from its bits. */
  contentOf(row: Int32Array, bits: MemberBits): number {
    let content = 0;
    this.memberNumbers.forEach((number, slot) => {
      if (bits.hasMember(row, number)) content = this.with(content, slot);
    });
    return content;
  }

  /** The content after adding the matching member of a slot. */
  with(content: number, slot: number): number {
    if (slot < this.room) {
      const at = content * this.room + slot;
      if (at < this.next.length && this.next[at] !== 0) return this.next[at] - 1;
    }
    return this.extend(content, slot);
  }

  private slotsOf(content: number): number[] {
    return [...this.slots.subarray(this.starts[content], this.starts[content + 1])];
  }

  private extend(content: number, slot: number): number {
    const id = this.stage(content, slot) ? this.idOfStaged(content, slot) : content;
    if (slot >= this.room) this.reshape(slot);
    const at = content * this.room + slot;
    if (at >= this.next.length) {
      const larger = new Int32Array(Math.max(this.next.length * 2, (content + 1) * this.room));
      larger.set(this.next);
      this.next = larger;
    }
    this.next[at] = id + 1;
    return id;
  }

  /** Writes the slots of a content with one more behind those of the last content; false where it has that slot. */
  private stage(content: number, slot: number): boolean {
    const from = this.starts[content];
    const length = this.starts[content + 1] - from;
    const top = this.starts[this.count];
    while (top + length + 1 > this.slots.length) this.slots = grown(this.slots);
    const { slots } = this;
    let at = length;
    for (; at > 0 && slots[from + at - 1] > slot; at--) slots[top + at] = slots[from + at - 1];
    if (at > 0 && slots[from + at - 1] === slot) return false;
    slots[top + at] = slot;
    for (at--; at >= 0; at--) slots[top + at] = slots[from + at];
    return true;
  }

  private idOfStaged(content: number, slot: number): number {
    const length = this.starts[content + 1] - this.starts[content] + 1;
    const hash = this.hashes[content] ^ hashOf(slot);
    return (
      this.find(length, hash) ??
      this.log.exclusively(() => {
        // What others have added meanwhile was written there.
        this.stage(content, slot);
        return this.find(length, hash) ?? this.addStagedForAll(length, hash);
      })
    );
  }

  /** The content of so many slots that are equal to those staged. */
  private find(length: number, hash: number): number | undefined {
    for (let id = this.lastOfHash.get(hash) ?? -1; id >= 0; id = this.earlier[id]) {
      if (this.isStaged(id, length)) return id;
    }
    return undefined;
  }

  private isStaged(id: number, length: number): boolean {
    const { slots, starts } = this;
    const from = starts[id];
    const top = starts[this.count];
    if (starts[id + 1] - from !== length) return false;
    for (let i = 0; i < length; i++) if (slots[from + i] !== slots[top + i]) return false;
    return true;
  }

  private addStagedForAll(length: number, hash: number): number {
    const id = this.addStaged(length, hash);
    if (this.log.isShared) {
      this.log.post({ kind: 'content', word: this.word, slots: this.slotsOf(id) } as ContentEntry);
    }
    return id;
  }

  /** Gives a set of slots, in ascending order, the next id. */
  addContent(slots: readonly number[]): number {
    const top = this.starts[this.count];
    while (top + slots.length > this.slots.length) this.slots = grown(this.slots);
    this.slots.set(slots, top);
    return this.addStaged(
      slots.length,
      slots.reduce((all, slot) => all ^ hashOf(slot), 0),
    );
  }

  private addStaged(length: number, hash: number): number {
    const id = this.count++;
    if (this.count >= this.starts.length) {
      this.starts = grown(this.starts);
      this.hashes = grown(this.hashes);
      this.earlier = grown(this.earlier);
    }
    this.starts[id + 1] = this.starts[id] + length;
    this.hashes[id] = hash;
    this.earlier[id] = this.lastOfHash.get(hash) ?? -1;
    this.lastOfHash.set(hash, id);
    return id;
  }

  /** Room for more slots: the look-ups are forgotten, and come back as they are needed. */
  private reshape(slot: number): void {
    while (this.room <= slot) this.room *= 2;
    this.next = new Int32Array(this.count * this.room);
  }
}

function hashOf(slot: number): number {
  return scrambled(Math.imul(slot + 1, 0x9e3779b1));
}

/** Whether a member matches a pattern (checker/model.ts, Pattern). */
export function matches(pattern: unknown, member: unknown): boolean {
  if (pattern === undefined || pattern === member) return true;
  if (typeof pattern !== 'object' || pattern === null) return false;
  if (typeof member !== 'object' || member === null) return false;
  if (isCollection(pattern) || isRecord(pattern)) return pattern.equals(member);
  for (const field in pattern) {
    const wanted = (pattern as Record<string, unknown>)[field];
    if (!matches(wanted, (member as Record<string, unknown>)[field])) return false;
  }
  return true;
}
