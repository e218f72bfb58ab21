/**
 * Who answered leaders: which acceptors adopted a ballot, and voted in it for a slot, each with the line that says so; and whether they are a
 * majority of those that decide the slot.
 */
import type { Place } from '../../conform/verdict.js';
import { broken, type Found, linesOf, nobody, side } from './found.js';
import { type Epoch, epochOf, only, playersOf } from './membership.js';
import type { LoggedBallot } from './names.js';
import { Remembered } from './remembered.js';
import type { Answers, Slots } from './slots.js';
import { type Logged, shownBallot } from './words.js';

export class Majorities {
  /** By ballot: who adopted it. */
  private readonly promises = new Remembered<string, Map<string, Place>>();
  constructor(
    private readonly registry: readonly Epoch[],
    private readonly slots: Slots,
  ) {}

  get hasForgotten(): boolean {
    return this.promises.hasForgotten;
  }

  /** An answer of an acceptor, where it is sent or received. */
  answers(acceptor: string, place: Place, message: Logged): void {
    const ballot = String(shownBallot(message.ballot as LoggedBallot | null));
    const { slot = 0, next, kind } = message;
    if (kind === 'p1b' && next != null) return;
    if (kind === 'p2b' && shownBallot(message.asked) !== ballot) return;
    const there =
      kind === 'p2b' ? this.slots.votingAt(slot, ballot)?.voters : (this.promises.get(ballot) ?? new Map());
    // Where it was sent counts, if that is known.
    if (there === undefined || there.has(acceptor)) return;
    there.set(acceptor, place);
    if (kind === 'p1b') this.promises.set(ballot, there);
  }

  requirePromises(slot: number, ballot: string): Found | undefined {
    return this.requireMajority(
      slot,
      this.promises.get(ballot) ?? nobody,
      `ballot ${ballot} is adopted by`,
      'a majority has adopted a ballot in which something is proposed',
      `slot ${slot} is proposed for in ballot ${ballot}`,
    );
  }

  /** Of a slot that is forgotten nothing is required. */
  requireVotes(slot: number, ballot: string, what: string): Found | undefined {
    const voting = this.slots.votingAt(slot, ballot);
    if (voting === undefined) return undefined;
    return this.requireMajority(
      slot,
      voting.voters,
      `votes for slot ${slot} in ballot ${ballot}`,
      'a decision has the votes of a majority',
      what,
    );
  }

  /** In some ballot that proposed the command. */
  requireSomeVotes(slot: number, command: string): Found | undefined {
    const votings = [...(this.slots.at(slot)?.votings ?? [])];
    const ballots = votings.flatMap(([ballot, { proposed }]) => (proposed?.what === command ? [ballot] : []));
    const found = (ballots.length === 0 ? ['none'] : ballots).map((ballot) =>
      this.requireVotes(slot, ballot, `${command} is decided for slot ${slot}`),
    );
    return found.includes(undefined) ? undefined : found[0];
  }

  private requireMajority(
    slot: number,
    among: Answers,
    of: string,
    rule: string,
    what: string,
  ): Found | undefined {
    const acceptors = playersOf('acceptor', only(epochOf(this.registry, slot)));
    const counted = [...among.keys()].filter((id) => acceptors.includes(id));
    if (counted.length * 2 > acceptors.length) return undefined;
    return broken(
      rule,
      `${what}, by ${counted.join(', ') || 'nobody'} of ${acceptors.join(', ')}`,
      {
        slot,
        counted,
        acceptors,
      },
      [side(of, linesOf(among))],
      [...among.values()],
    );
  }
}
