/**
 * What servers did together, from what they sent and received alone: it holds whatever their states are, and where states are not logged. Numbers of
 * invariants are those of van Renesse and Altinbuken 2015 (A1 to A5, C1, C2, R1 to R5).
 *
 *  - a ballot is used by its leader, in one incarnation, with one command a slot (C1);
 *  - nothing is proposed in a ballot that a majority has not adopted; a decision has the votes of a majority of distinct acceptors;
 *  - a slot decides one command (R1), and no two replicas are in different states after a slot;
 *  - a command of a client is executed in one slot; what is executed, and answered, is what the log leads to (outcomes.ts);
 *  - what was received had been made durable: a crash of its sender takes nothing of it back.
 */

import type { StepEvent } from '../../conform/judge.js';
import type { Located } from '../../conform/order.js';
import { at } from '../../conform/place.js';
import type { Place } from '../../conform/verdict.js';
import { broken, type Found, linesOf, nobody, side } from './found.js';
import { Majorities } from './majorities.js';
import type { Epoch } from './membership.js';
import type { LoggedBallot, Names } from './names.js';
import { Outcomes } from './outcomes.js';
import { Owed } from './owed.js';
import { Remembered } from './remembered.js';
import { type Decided, type Done, Slots } from './slots.js';
import { type Logged, shownBallot } from './words.js';

export interface Logging {
  /** Roles whose steps nobody logs: nothing is concluded from what they are not seen to do. */
  readonly unlogged: readonly string[];
  /** Whether lines say what changed. Only an acceptor's state follows from what it receives. */
  readonly isStateLogged?: boolean;
}

/** A state after a slot. */
interface State {
  readonly slot: number;
  readonly digest: string;
}

const ANSWERS = ['p1b', 'p2b'];

export class Evidence {
  readonly counts = {
    ballots: 0,
    adoptions: 0,
    proposals: 0,
    decisions: 0,
    slots: 0,
    states: 0,
    commands: 0,
  };
  /** By ballot: which incarnation used it. */
  private readonly users = new Remembered<string, Done<string>>();
  private readonly majorities: Majorities;
  /** Where answers of acceptors were sent, by message. */
  private readonly answered = new Remembered<string, Place>();
  private readonly slots = new Slots();
  /** What was decided comes to this. */
  readonly outcomes: Outcomes;
  private readonly isApplicationLogged: boolean;
  private readonly executed = new Remembered<string, Done<number> & { readonly node: string }>();
  private readonly adopted = new Remembered<string, true>();
  private readonly owed: Owed;
  /** Nodes of which lines are missing: what is not seen of them may have happened. */
  readonly lost = new Set<string>();

  constructor(
    private readonly names: Names,
    registry: readonly Epoch[],
    private readonly logging: Logging,
  ) {
    this.majorities = new Majorities(registry, this.slots);
    this.owed = new Owed(this.majorities, this.slots);
    this.outcomes = new Outcomes(names, this.slots);
    const { isStateLogged = true, unlogged } = logging;
    this.isApplicationLogged = isStateLogged && !unlogged.includes('replica');
  }

  step({ event, place }: Located<StepEvent>): Found | undefined {
    // What a leader has received counts, and no answer that is still on its way.
    const { received } = event;
    if (received !== undefined && ANSWERS.includes(received.message.kind)) {
      const message = received.message as unknown as Logged;
      this.majorities.answers(received.from, this.answered.get(message.id) ?? place, message);
    }
    for (const { message } of event.sent) {
      const found = this.sentBy(event, place, message as unknown as Logged);
      if (found !== undefined) return found;
    }
    const { decisions, executed, checkpoint, fetched } = event.changed as {
      readonly decisions?: Readonly<Record<string, never>>;
      readonly executed?: Readonly<Record<string, readonly string[]>>;
      readonly checkpoint?: State;
      readonly fetched?: State;
    };
    const apart =
      (checkpoint && this.state(checkpoint.slot, checkpoint.digest, event.node, place)) ??
      (fetched && this.state(fetched.slot, fetched.digest, event.node, place));
    if (apart !== undefined) return apart;
    for (const slot in decisions) {
      const command = decisions[slot];
      const found = this.decides(Number(slot), {
        what: this.names.command(command),
        by: event.node,
        place,
        votes: nobody,
      });
      if (found !== undefined) return found;
    }
    for (const slot in executed) {
      for (const request of executed[slot]) {
        const found = this.executes(Number(slot), request, event.node, place);
        if (found !== undefined) return found;
      }
    }
    if (!this.isApplicationLogged) return undefined;
    return this.outcomes.step(event, !this.lost.has(event.node), this);
  }

  /** The slot in which a request was executed. */
  slotOf(request: string): number | undefined {
    return this.executed.get(request)?.what;
  }

  /** No line that tells of executions is missing, and none is forgotten. */
  get areAllTold(): boolean {
    return this.lost.size === 0 && !this.executed.hasForgotten;
  }

  /** A state after a slot. */
  state(slot: number, digest: string, node: string, place: Place): Found | undefined {
    const known = this.slots.at(slot);
    this.counts.states += 1;
    if (known === undefined) return undefined;
    const there = known.state;
    known.state ??= { what: digest, node, place };
    if (there === undefined || there.what === digest) return undefined;
    return broken(
      'replicas are in one state after a slot',
      `after slot ${slot} ${there.node} and ${node} are in different states`,
      {
        slot,
        [there.node]: there.what,
        [node]: digest,
      },
      [
        side(there.node, { state: there.what, line: at(there.place) }),
        side(node, { state: digest, line: at(place) }),
      ],
      [there.place],
    );
  }

  /** What was decided for a slot, as far as it is known. */
  decidedAt(slot: number): string | undefined {
    return this.slots.at(slot)?.decided?.what;
  }

  private sentBy(event: StepEvent, place: Place, message: Logged): Found | undefined {
    const ballot = shownBallot(message.ballot as LoggedBallot | null);
    const { slot = 0 } = message;
    switch (message.kind) {
      case 'p1a':
        return this.uses(event, place, message.ballot as LoggedBallot);
      case 'p1b':
      case 'p2b':
        if (this.logging.unlogged.includes('leader')) this.majorities.answers(event.node, place, message);
        else this.answered.set(message.id, place);
        return undefined;
      case 'p2a':
        return this.proposes(message, place, `${ballot}`, slot, event.node);
      case 'decision':
        return this.decision(event, place, message, slot);
      case 'decisions':
        for (const [i, command] of (message.commands ?? []).entries()) {
          const found = this.decides((message.from as number) + i, {
            what: this.names.command(command),
            by: event.node,
            place,
            votes: nobody,
          });
          if (found !== undefined) return found;
        }
        return undefined;
      default:
        return undefined;
    }
  }

  /**
   * What a message says of its sender, where no line says that it was sent. A leader has received what it acts on; of one that is not logged
   * it is only known at the end who had answered it by then.
   */
  received(line: Located<StepEvent>): Found | undefined {
    const { event, place } = line;
    if (event.received === undefined) return undefined;
    const { from } = event.received;
    const message = event.received.message as unknown as Logged;
    const { slot = 0, kind } = message;
    if (kind === 'p2a') {
      const ballot = String(shownBallot(message.ballot as LoggedBallot));
      if (this.slots.votingAt(slot, ballot)?.proposed === undefined) this.owed.add({ line, slot, ballot });
      return this.proposes(message, place, ballot, slot, undefined);
    }
    if (kind !== 'decision') return undefined;
    const command = this.names.command(message.command as never);
    if (this.decidedAt(slot) === undefined) this.owed.add({ line, slot, command });
    return this.decides(slot, { what: command, by: `a message of ${from}`, place, votes: nobody });
  }

  /** What was received of leaders that are not logged, when all that acceptors did is known. */
  finish(): ReturnType<Owed['finish']> {
    return this.lost.size > 0 || this.logging.unlogged.includes('acceptor') ? undefined : this.owed.finish();
  }

  private uses({ node, incarnation }: StepEvent, place: Place, ballot: LoggedBallot): Found | undefined {
    const name = String(shownBallot(ballot));
    const user = `${node}, incarnation ${incarnation}`;
    const there = this.users.get(name);
    if (there === undefined) {
      this.users.set(name, { what: user, place });
      this.counts.ballots += 1;
    }
    const before = there?.what ?? ballot.leader;
    if (ballot.leader === node && (there === undefined || before === user)) return undefined;
    return broken(
      'a ballot is used by its leader, in one incarnation',
      `ballot ${name} is used by ${user}, and was by ${before}`,
      {
        ballot: name,
        user,
        before,
      },
      [
        ...(there === undefined ? [] : [side(before, { ballot: name, line: at(there.place) })]),
        side(user, { ballot: name, line: at(place) }),
      ],
      there === undefined ? [] : [there.place],
    );
  }

  /** @param leader whose line says so; undefined where its steps are not logged */
  private proposes(
    message: Logged,
    place: Place,
    ballot: string,
    slot: number,
    leader: string | undefined,
  ): Found | undefined {
    const command = this.names.command(message.command as never);
    const voting = this.slots.votingAt(slot, ballot);
    if (voting === undefined) return undefined;
    const there = voting.proposed;
    if (there === undefined) {
      voting.proposed = { what: command, place };
      this.counts.proposals += 1;
    } else if (there.what !== command) {
      return broken(
        'one command a slot in a ballot (C1)',
        `ballot ${ballot} proposes ${there.what} and ${command} for slot ${slot}`,
        {
          ballot,
          slot,
          before: there.what,
          now: command,
        },
        [
          side(`slot ${slot}, ballot ${ballot}, before`, this.command(there.what, there.place)),
          side(`slot ${slot}, ballot ${ballot}, now`, this.command(command, place)),
        ],
        [there.place],
      );
    } else return undefined;
    if (this.isWhole(leader) && !this.majorities.hasForgotten) {
      const found = this.majorities.requirePromises(slot, ballot);
      if (found !== undefined) return found;
    }
    if (!this.adopted.get(ballot)) {
      this.adopted.set(ballot, true);
      this.counts.adoptions += 1;
    }
    return undefined;
  }

  private decision(event: StepEvent, place: Place, message: Logged, slot: number): Found | undefined {
    const command = this.names.command(message.command as never);
    const [, ballot = ''] = /^commander (.+)\/\d+$/.exec(event.process) ?? [];
    this.counts.decisions += 1;
    const voting = this.slots.votingAt(slot, ballot);
    if (voting === undefined) return undefined;
    const { proposed, voters: votes } = voting;
    if (this.isWhole(event.node) && proposed?.what !== command) {
      return broken(
        'what is decided was proposed',
        `${command} is decided for slot ${slot} in ballot ${ballot}, which proposed ${proposed?.what ?? 'nothing'}`,
        { slot, ballot, command },
        proposed === undefined ? [] : [side('proposed', this.command(proposed.what, proposed.place))],
        proposed === undefined ? [] : [proposed.place],
      );
    }
    const agreed = this.decides(slot, { what: command, by: `ballot ${ballot}`, place, votes });
    if (agreed !== undefined || !this.isWhole(event.node)) return agreed;
    return this.majorities.requireVotes(
      slot,
      ballot,
      `${command} is decided for slot ${slot} in ballot ${ballot}`,
    );
  }

  /** Whether all is seen that a leader received: the answers that it counts are then known, whether or not those who gave them are logged. */
  private isWhole(leader: string | undefined): boolean {
    return leader !== undefined && !this.lost.has(leader);
  }

  private decides(slot: number, decided: Decided): Found | undefined {
    const known = this.slots.at(slot);
    if (known === undefined) return undefined;
    const there = known.decided;
    if (there === undefined) {
      known.decided = decided;
      this.counts.slots += 1;
      return undefined;
    }
    if (there.what === decided.what) return undefined;
    const told = ({ what, by, votes }: Decided) =>
      `${what} (${by}${votes.size === 0 ? '' : ` with the votes of ${[...votes.keys()].sort().join(', ')}`})`;
    const both = [there, decided];
    return broken(
      'a slot decides one command (R1)',
      `slot ${slot} decides ${told(there)} and ${told(decided)}`,
      { slot, one: there.what, other: decided.what },
      both.map(({ what, by, place, votes }) =>
        side(`slot ${slot} decided as ${what}`, {
          by,
          ...this.command(what, place),
          ...(votes.size === 0 ? {} : { votes: linesOf(votes) }),
        }),
      ),
      both.flatMap(({ place, votes }) => [...votes.values(), place]),
    );
  }

  /** What clients asked for in a command, and the line that told of it. */
  private command(id: string, place: Place): object {
    return { command: this.names.contentOf(id), line: at(place) };
  }

  private executes(slot: number, request: string, node: string, place: Place): Found | undefined {
    const there = this.executed.get(request);
    if (there === undefined) {
      this.executed.set(request, { what: slot, node, place });
      this.counts.commands += 1;
      return undefined;
    }
    if (there.what === slot) return undefined;
    return broken(
      'a command is executed once',
      `${node} executes request ${request} in slot ${slot}; it was executed in slot ${there.what}`,
      {
        request,
        slot,
        before: there.what,
      },
      [
        side(`executed in slot ${there.what}`, { node: there.node, line: at(there.place) }),
        side(`executed in slot ${slot}`, { node, line: at(place) }),
      ],
      [there.place],
    );
  }
}
