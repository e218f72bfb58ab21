/**
 * Names of the implementation in the spec's words. The spec numbers leaders, and a ballot is `number.leader` there; servers have names, in
 * whose order ballots are compared, and new ones come. So each leader's name gets a number between those of its neighbours, with room for
 * others: what the spec compares comes out as the implementation compares it.
 *
 * A command is its id. Where another command comes under an id that was used it gets a name of its own, so that the two are not taken for one.
 */
import { isMap } from 'immutable';
import { type Ballot, leaderOf, numberOf } from '../../../spec/pmmc/ballot.js';
import { listOf, type Pvalues } from '../../../spec/pmmc/pvalues.js';
import { sameJson } from '../../conform/differences.js';
import type { Json } from '../../event.js';
import { Remembered } from './remembered.js';

/** A ballot as messages have it. */
export interface LoggedBallot {
  readonly number: number;
  readonly leader: string;
}

/** The highest index that a list may have: the spec looks leaders up by their numbers. */
const HIGHEST = 2 ** 32 - 2;
/** A power of two. */
const BALLOTS_KEPT = 1 << 8;
/** The fields of the spec's states that are sets of pvalues. */
const PVALUES = new Set(['accepted', 'pvalues']);

export class Names {
  /** In order. */
  private readonly leaders: { readonly name: string; readonly index: number }[] = [];
  private readonly byName = new Map<string, number>();
  private readonly byIndex = new Map<number, string>();
  /** Ballots that were made last, each in the place of its number; and how they are shown. */
  private readonly ballots: ({ readonly ballot: Ballot } & LoggedBallot)[] = [];
  private readonly shownBallots = new Map<Ballot, string>();
  private readonly commands = new Remembered<string, Json>(1 << 13);

  /** The number that stands for a leader. @throws Error where there is no room: after some dozens between two neighbours */
  indexOf(name: string): number {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const leaders = this.leaders;
    const at = leaders.findIndex((other) => other.name > name);
    const below = (at < 0 ? leaders.at(-1) : leaders[at - 1])?.index ?? 0;
    const above = at < 0 ? HIGHEST : leaders[at].index;
    const index = below + Math.floor((above - below) / 2);
    if (index === below) throw new Error(`there is no number left for ${name}`);
    leaders.splice(at < 0 ? leaders.length : at, 0, { name, index });
    this.byName.set(name, index);
    // One that had no name may have one now.
    this.shownBallots.clear();
    this.byIndex.set(index, name);
    return index;
  }

  ballot({ number, leader }: LoggedBallot): Ballot {
    const place = number & (BALLOTS_KEPT - 1);
    const kept = this.ballots[place];
    if (kept !== undefined && kept.number === number && kept.leader === leader) return kept.ballot;
    const ballot: Ballot = `${number}.${this.indexOf(leader)}`;
    this.ballots[place] = { number, leader, ballot };
    return ballot;
  }

  ballotOrNull(ballot: LoggedBallot | null | undefined): Ballot | null {
    return ballot === null || ballot === undefined ? null : this.ballot(ballot);
  }

  /** A ballot for a reader: `3.s1`. */
  shown(ballot: Ballot | null): string | null {
    if (ballot === null) return null;
    let shown = this.shownBallots.get(ballot);
    if (shown === undefined) {
      shown = `${numberOf(ballot)}.${this.byIndex.get(leaderOf(ballot)) ?? leaderOf(ballot)}`;
      if (this.shownBallots.size >= BALLOTS_KEPT) this.shownBallots.clear();
      this.shownBallots.set(ballot, shown);
    }
    return shown;
  }

  command(command: Json): string {
    const { id: given } = command as { readonly id: unknown };
    // One of another form is damage: it names nothing else.
    const id = typeof given === 'string' ? given : `${JSON.stringify(given)} (no name)`;
    const known = this.commands.get(id);
    if (known === undefined) this.commands.set(id, command);
    return known === undefined || sameJson(known, command) ? id : `${id} (other words)`;
  }

  /** The command as it was logged; undefined where that is too long ago. */
  loggedAs(name: string): Json | undefined {
    return this.commands.get(name);
  }

  /** What a command asks for. */
  contentOf(name: string): Json {
    const command = this.commands.get(name);
    return (command as { readonly commands?: Json } | undefined)?.commands ?? command ?? name;
  }

  /** A value of the spec for a reader: ballots with the names of their leaders, pvalues by slot as `<3.s1, slot, command>`. */
  readable(value: unknown): unknown {
    const shown = (ballot: Ballot) => this.shown(ballot);
    const text = JSON.stringify(
      value,
      function (this: Readonly<Record<string, unknown>>, key, part: unknown) {
        // `part` is what the collections of Immutable make of themselves.
        const given = this[key];
        if (PVALUES.has(key) && isMap(given)) return readablePvalues(given as Pvalues, shown);
        return part instanceof Map || part instanceof Set ? [...part] : part;
      },
    );
    if (text === undefined) return undefined;
    return JSON.parse(
      text.replace(/"(\d+)\.(\d+)"/g, (_all, number: string, index: string) => {
        const leader = this.byIndex.get(Number(index));
        return JSON.stringify(leader === undefined ? `${number}.${index}` : `${number}.${leader}`);
      }),
    ) as unknown;
  }
}

function readablePvalues(pvalues: Pvalues, shown: (ballot: Ballot) => string | null): object {
  const bySlot = new Map<number, string[]>();
  for (const { ballot, slot, command } of listOf(pvalues)) {
    const there = bySlot.get(slot) ?? [];
    bySlot.set(slot, [...there, `<${shown(ballot)}, ${slot}, ${command}>`]);
  }
  return Object.fromEntries([...bySlot].map(([slot, all]) => [slot, all.length === 1 ? all[0] : all]));
}
