/**
 * What servers did together, from what they sent and received alone: it holds whatever their states are, and where states are not logged. Numbers of
 * invariants are those of van Renesse and Altinbuken 2015 (A1 to A5, C1, C2, R1 to R5).
 *
 *  - a ballot is used by its leader, in one incarnation, with one command a slot (C1);
 *  - nothing is proposed in a ballot that a majority has not adopted; a decision has the votes of a majority of distinct acceptors;
 *  - a slot decides one command (R1), and no two replicas are in different states after a slot;
 *  - a command of a client is executed in one slot;
 *  - what was received had been made durable: a crash of its sender takes nothing of it back.
 */

import type { Assignment } from '../../../checker/execution.js';
import type { GuardReading } from '../../../spec/kit/guard.js';
import type { Finding, StepEvent } from '../../conform/judge.js';
import type { Located } from '../../conform/order.js';
import { at } from '../../conform/place.js';
import type { Place } from '../../conform/verdict.js';
import { type Epoch, epochOf, only, playersOf } from './membership.js';
import type { LoggedBallot, Names } from './names.js';
import { Remembered } from './remembered.js';
import { type Answers, type Decided, type Done, Slots } from './slots.js';
import { type Logged, shownBallot } from './words.js';

/** What is broken. */
export type Found = Pick<Finding, 'rule' | 'says' | 'guards' | 'evidence' | 'others'>;

export interface Logging {
  /** Roles whose steps nobody logs: nothing is concluded from what they are not seen to do. */
  readonly unlogged: readonly string[];
}

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
  /** By ballot: who adopted it. */
  private readonly promises = new Remembered<string, Map<string, Place>>();
  private readonly slots = new Slots();
  private readonly executed = new Remembered<string, Done<number> & { readonly node: string }>();
  private readonly adopted = new Remembered<string, true>();
  /** Logs are missing or damaged: what is not seen may have happened. */
  isIncomplete = false;

  constructor(
    private readonly names: Names,
    private readonly registry: readonly Epoch[],
    private readonly logging: Logging,
  ) {}

  step({ event, place }: Located<StepEvent>): Found | undefined {
    for (const { message } of event.sent) {
      const found = this.sentBy(event, place, message as unknown as Logged);
      if (found !== undefined) return found;
    }
    const { decisions, executed } = event.changed as {
      readonly decisions?: Readonly<Record<string, never>>;
      readonly executed?: Readonly<Record<string, readonly string[]>>;
    };
    for (const [slot, command] of Object.entries(decisions ?? {})) {
      const found = this.decides(Number(slot), {
        what: this.names.command(command),
        by: event.node,
        place,
        votes: nobody,
      });
      if (found !== undefined) return found;
    }
    for (const [slot, requests] of Object.entries(executed ?? {})) {
      for (const request of requests) {
        const found = this.executes(Number(slot), request, event.node, place);
        if (found !== undefined) return found;
      }
    }
    return undefined;
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
        if (message.next === null || message.next === undefined) {
          const there = this.promises.get(String(ballot)) ?? new Map<string, Place>();
          this.promises.set(String(ballot), there.set(event.node, place));
        }
        return undefined;
      case 'p2a':
        return this.proposes(message, place, `${ballot}`, slot);
      case 'p2b':
        if (shownBallot(message.asked) === ballot)
          this.slots.votingAt(slot, `${ballot}`)?.voters.set(event.node, place);
        return undefined;
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

  private proposes(message: Logged, place: Place, ballot: string, slot: number): Found | undefined {
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
    if (!this.canMiss('acceptor', this.promises.hasForgotten)) {
      const promised = this.promises.get(ballot) ?? nobody;
      const found = this.requireMajority(
        slot,
        promised,
        `ballot ${ballot} is adopted by`,
        'a majority has adopted a ballot in which something is proposed',
        `slot ${slot} is proposed for in ballot ${ballot}`,
      );
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
    if (!this.isIncomplete && proposed?.what !== command) {
      return broken(
        'what is decided was proposed',
        `${command} is decided for slot ${slot} in ballot ${ballot}, which proposed ${proposed?.what ?? 'nothing'}`,
        { slot, ballot, command },
        proposed === undefined ? [] : [side('proposed', this.command(proposed.what, proposed.place))],
        proposed === undefined ? [] : [proposed.place],
      );
    }
    const agreed = this.decides(slot, { what: command, by: `ballot ${ballot}`, place, votes });
    if (agreed !== undefined || this.canMiss('acceptor', false)) return agreed;
    return this.requireMajority(
      slot,
      votes,
      `votes for slot ${slot} in ballot ${ballot}`,
      'a decision has the votes of a majority',
      `${command} is decided for slot ${slot} in ballot ${ballot}`,
    );
  }

  /** Whether something may have happened that is not seen. */
  private canMiss(role: string, hasForgotten: boolean): boolean {
    return this.isIncomplete || hasForgotten || this.logging.unlogged.includes(role);
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

const nobody: Answers = new Map();

/** One of the things that do not go together. */
function side(variable: string, value: object): Assignment {
  return { variable, kind: 'cell', value };
}

/** Who answered, and where that stands. */
function linesOf(answers: Answers): object {
  return Object.fromEntries([...answers].map(([id, place]) => [id, at(place)]).sort());
}

function broken(
  rule: string,
  says: string,
  operands: GuardReading['operands'],
  evidence: readonly Assignment[],
  others: readonly Place[],
): Found {
  return { rule, says, guards: [{ name: rule, holds: false, operands }], evidence, others };
}
