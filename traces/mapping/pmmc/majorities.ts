/**
 * Who answered leaders: which acceptors adopted a ballot, and voted in it for a slot, each with the line that says so; and whether they are a
 * majority of those that decide the slot.
 */
import type { StepEvent } from '../../conform/judge.js';
import type { Place } from '../../conform/verdict.js';
import { type Answers, broken, type Found, linesOf, nobody, side } from './found.js';
import { type Epoch, epochOf, only, playersOf } from './membership.js';
import type { LoggedBallot } from './names.js';
import { Remembered } from './remembered.js';
import { type Logged, shownBallot } from './words.js';

export class Majorities {
  /** By ballot: who adopted it. */
  private readonly promises = new Remembered<string, Map<string, Place>>();
  /** By ballot and slot. */
  private readonly votes = new Remembered<string, Map<string, Place>>();
  /** Answers that reached the leader of their ballot. */
  private readonly heard = new Remembered<string, Set<string>>();
  /** By slot: the ballots in which somebody voted. */
  private readonly voted = new Remembered<number, Set<string>>();

  constructor(private readonly registry: readonly Epoch[]) {}

  get hasForgotten(): boolean {
    return this.promises.hasForgotten || this.votes.hasForgotten || this.heard.hasForgotten;
  }

  /** An answer of an acceptor, where it is sent or received. */
  answers(acceptor: string, place: Place, message: Logged): void {
    const ballot = String(shownBallot(message.ballot as LoggedBallot | null));
    const { slot = 0, next, kind } = message;
    if (kind === 'p1b' && next != null) return;
    if (kind === 'p2b' && shownBallot(message.asked) !== ballot) return;
    const [answers, key] = kind === 'p1b' ? [this.promises, ballot] : [this.votes, `${ballot}/${slot}`];
    const there = answers.get(key) ?? new Map<string, Place>();
    // Where it was sent counts, if that is known.
    if (!there.has(acceptor)) answers.set(key, there.set(acceptor, place));
    if (kind !== 'p2b') return;
    const voted = this.voted.get(slot) ?? new Set<string>();
    if (!voted.has(ballot)) this.voted.set(slot, voted.add(ballot));
  }

  /** A leader acts on what it has received: what was only sent stands behind nothing yet. */
  hears({ node, received }: StepEvent): void {
    if (received === undefined) return;
    const { kind, ballot, slot } = received.message as unknown as Logged;
    if ((kind !== 'p1b' && kind !== 'p2b') || ballot?.leader !== node) return;
    const key = kind === 'p1b' ? String(shownBallot(ballot)) : `${shownBallot(ballot)}/${slot}`;
    const there = this.heard.get(key) ?? new Set<string>();
    if (!there.has(received.from)) this.heard.set(key, there.add(received.from));
  }

  /** The votes that the leader has heard of. */
  votesHeard(key: string): Answers {
    return this.heardOf(key, this.votes.get(key));
  }

  private heardOf(key: string, answers: Answers = nobody): Answers {
    const heard = this.heard.get(key);
    return new Map([...answers].filter(([id]) => heard?.has(id)));
  }

  /** @param isLogged whether the leader is: then only what it has heard counts */
  requirePromises(slot: number, ballot: string, isLogged: boolean): Found | undefined {
    const promises = this.promises.get(ballot) ?? nobody;
    return this.requireMajority(
      slot,
      isLogged ? this.heardOf(ballot, promises) : promises,
      `ballot ${ballot} is adopted by`,
      'a majority has adopted a ballot in which something is proposed',
      `slot ${slot} is proposed for in ballot ${ballot}`,
    );
  }

  /** @param isLogged as for promises */
  requireVotes(slot: number, ballot: string, what: string, isLogged: boolean): Found | undefined {
    const key = `${ballot}/${slot}`;
    return this.requireMajority(
      slot,
      isLogged ? this.votesHeard(key) : (this.votes.get(key) ?? nobody),
      `votes for slot ${slot} in ballot ${ballot}`,
      'a decision has the votes of a majority',
      what,
    );
  }

  /** In some ballot that proposed the command. */
  requireSomeVotes(
    slot: number,
    command: string,
    proposedIn: (key: string) => string | undefined,
  ): Found | undefined {
    const ballots = [...(this.voted.get(slot) ?? [])].filter(
      (ballot) => proposedIn(`${ballot}/${slot}`) === command,
    );
    const found = (ballots.length === 0 ? ['none'] : ballots).map((ballot) =>
      this.requireVotes(slot, ballot, `${command} is decided for slot ${slot}`, false),
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
