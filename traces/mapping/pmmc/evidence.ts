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

import type { GuardReading } from '../../../spec/kit/guard.js';
import type { Finding, StepEvent } from '../../conform/judge.js';
import type { Located } from '../../conform/order.js';
import type { EventOf } from '../../event.js';
import { type Epoch, epochOf, only, playersOf } from './membership.js';
import type { LoggedBallot, Names } from './names.js';
import { Remembered } from './remembered.js';
import { type Logged, shownBallot } from './words.js';

/** What is broken. */
export type Found = Pick<Finding, 'rule' | 'says' | 'guards'>;

export interface Logging {
  /** Roles whose steps nobody logs: nothing is concluded from what they are not seen to do. */
  readonly unlogged: readonly string[];
}

/** What needs a majority behind it, and is known to have one or not at the end: a proposal in a ballot, or a decision of a command. */
interface Owed {
  readonly line: Located<EventOf<'step'>>;
  readonly slot: number;
  readonly ballot?: string;
  readonly command?: string;
}

const OWED_MAX = 20_000;

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
  readonly #users = new Remembered<string, string>();
  /** By ballot: who adopted it. */
  readonly #promises = new Remembered<string, Set<string>>();
  /** By ballot and slot: the command. */
  readonly #proposed = new Remembered<string, string>();
  readonly #votes = new Remembered<string, Set<string>>();
  readonly #decided = new Remembered<
    number,
    { readonly command: string; readonly by: string; readonly votes: readonly string[] }
  >();
  readonly #digests = new Remembered<number, { readonly digest: string; readonly node: string }>();
  readonly #executed = new Remembered<string, number>();
  readonly #adopted = new Set<string>();
  /** By slot: the ballots in which somebody voted. */
  readonly #voted = new Remembered<number, Set<string>>();
  readonly #owed: Owed[] = [];
  /** Nodes of which lines are missing: what is not seen of them may have happened. */
  readonly lost = new Set<string>();

  constructor(
    private readonly names: Names,
    private readonly registry: readonly Epoch[],
    private readonly logging: Logging,
  ) {}

  step(event: StepEvent): Found | undefined {
    for (const { message } of event.sent) {
      const found = this.#sent(event, message as unknown as Logged);
      if (found !== undefined) return found;
    }
    const { decisions, executed } = event.changed as {
      readonly decisions?: Readonly<Record<string, never>>;
      readonly executed?: Readonly<Record<string, readonly string[]>>;
    };
    for (const [slot, command] of Object.entries(decisions ?? {})) {
      const found = this.#decides(Number(slot), this.names.command(command), event.node, []);
      if (found !== undefined) return found;
    }
    for (const [slot, requests] of Object.entries(executed ?? {})) {
      for (const request of requests) {
        const found = this.#executes(Number(slot), request, event.node);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** A state after a slot. */
  state(slot: number, digest: string, node: string): Found | undefined {
    const there = this.#digests.get(slot);
    this.counts.states += 1;
    if (there === undefined) this.#digests.set(slot, { digest, node });
    if (there === undefined || there.digest === digest) return undefined;
    return broken(
      'replicas are in one state after a slot',
      `after slot ${slot} ${there.node} and ${node} are in different states`,
      {
        slot,
        [there.node]: there.digest,
        [node]: digest,
      },
    );
  }

  /** What was decided for a slot, as far as it is known. */
  decidedAt(slot: number): string | undefined {
    return this.#decided.get(slot)?.command;
  }

  #sent(event: StepEvent, message: Logged): Found | undefined {
    const ballot = shownBallot(message.ballot as LoggedBallot | null);
    const { slot = 0 } = message;
    switch (message.kind) {
      case 'p1a':
        return this.#uses(event, message.ballot as LoggedBallot);
      case 'p1b':
      case 'p2b':
        this.#answers(event.node, message);
        return undefined;
      case 'p2a':
        return this.#proposes(message, `${ballot}`, slot, event.node);
      case 'decision':
        return this.#decision(event, message, slot);
      case 'decisions':
        for (const [i, command] of (message.commands ?? []).entries()) {
          const found = this.#decides(
            (message.from as number) + i,
            this.names.command(command),
            event.node,
            [],
          );
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
  received(line: Located<EventOf<'step'>>): Found | undefined {
    const { received } = line.event;
    if (received === undefined) return undefined;
    const { from } = received;
    const message = received.message as unknown as Logged;
    const { slot = 0, kind } = message;
    if (kind === 'p1b' || kind === 'p2b') this.#answers(from, message);
    if (kind === 'p2a') {
      const ballot = String(shownBallot(message.ballot as LoggedBallot));
      const isNew = this.#proposed.get(`${ballot}/${slot}`) === undefined;
      const found = this.#proposes(message, ballot, slot, undefined);
      if (isNew) this.#owe({ line, slot, ballot });
      return found;
    }
    if (kind !== 'decision') return undefined;
    const command = this.names.command(message.command as never);
    if (this.#decided.get(slot) === undefined) this.#owe({ line, slot, command });
    return this.#decides(slot, command, `a message of ${from}`, []);
  }

  /** What was received of leaders that are not logged, when all that acceptors did is known. */
  finish(): (Found & { readonly line: Located<EventOf<'step'>> }) | undefined {
    const { hasForgotten } = this.#votes;
    if (this.lost.size > 0 || this.logging.unlogged.includes('acceptor') || hasForgotten) return undefined;
    for (const { line, slot, ballot, command } of this.#owed) {
      const found =
        ballot === undefined
          ? this.#requireVotes(slot, command as string)
          : this.#requirePromises(slot, ballot);
      if (found !== undefined) return { ...found, line };
    }
    return undefined;
  }

  #owe(owed: Owed): void {
    if (this.#owed.length < OWED_MAX) this.#owed.push(owed);
  }

  #answers(acceptor: string, message: Logged): void {
    const ballot = String(shownBallot(message.ballot as LoggedBallot | null));
    const { slot = 0, next, kind } = message;
    if (kind === 'p1b' && next != null) return;
    if (kind === 'p2b' && shownBallot(message.asked) !== ballot) return;
    const [answers, key] = kind === 'p1b' ? [this.#promises, ballot] : [this.#votes, `${ballot}/${slot}`];
    const there = answers.get(key) ?? new Set<string>();
    answers.set(key, there.add(acceptor));
    if (kind !== 'p2b') return;
    const voted = this.#voted.get(slot) ?? new Set<string>();
    this.#voted.set(slot, voted.add(ballot));
  }

  #requirePromises(slot: number, ballot: string): Found | undefined {
    return this.#requireMajority(
      slot,
      [...(this.#promises.get(ballot) ?? [])],
      'a majority has adopted a ballot in which something is proposed',
      `slot ${slot} is proposed for in ballot ${ballot}`,
    );
  }

  /** In some ballot that proposed it. */
  #requireVotes(slot: number, command: string): Found | undefined {
    const rule = 'a decision has the votes of a majority';
    const what = `${command} is decided for slot ${slot}`;
    const ballots = [...(this.#voted.get(slot) ?? [])].filter(
      (ballot) => this.#proposed.get(`${ballot}/${slot}`) === command,
    );
    const found = ballots.map((ballot) =>
      this.#requireMajority(slot, [...(this.#votes.get(`${ballot}/${slot}`) ?? [])], rule, what),
    );
    if (found.some((one) => one === undefined)) return undefined;
    return found[0] ?? this.#requireMajority(slot, [], rule, what);
  }

  #uses({ node, incarnation }: StepEvent, ballot: LoggedBallot): Found | undefined {
    const name = String(shownBallot(ballot));
    const user = `${node}, incarnation ${incarnation}`;
    const there = this.#users.get(name);
    if (there === undefined) {
      this.#users.set(name, user);
      this.counts.ballots += 1;
    }
    if (ballot.leader === node && (there === undefined || there === user)) return undefined;
    return broken(
      'a ballot is used by its leader, in one incarnation',
      `ballot ${name} is used by ${user}, and was by ${there ?? ballot.leader}`,
      {
        ballot: name,
        user,
        before: there ?? ballot.leader,
      },
    );
  }

  /** @param leader whose lines say so; where it is not logged, nobody's */
  #proposes(message: Logged, ballot: string, slot: number, leader: string | undefined): Found | undefined {
    const key = `${ballot}/${slot}`;
    const command = this.names.command(message.command as never);
    const there = this.#proposed.get(key);
    if (there === undefined) {
      this.#proposed.set(key, command);
      this.counts.proposals += 1;
    } else if (there !== command) {
      return broken(
        'one command a slot in a ballot (C1)',
        `ballot ${ballot} proposes ${there} and ${command} for slot ${slot}`,
        {
          ballot,
          slot,
          before: there,
          now: command,
        },
      );
    } else return undefined;
    if (this.#isWhole(leader) && !this.#promises.hasForgotten) {
      const found = this.#requirePromises(slot, ballot);
      if (found !== undefined) return found;
    }
    if (!this.#adopted.has(ballot)) {
      this.#adopted.add(ballot);
      this.counts.adoptions += 1;
    }
    return undefined;
  }

  #decision(event: StepEvent, message: Logged, slot: number): Found | undefined {
    const command = this.names.command(message.command as never);
    const [, ballot = ''] = /^commander (.+)\/\d+$/.exec(event.process) ?? [];
    const key = `${ballot}/${slot}`;
    const votes = [...(this.#votes.get(key) ?? [])];
    this.counts.decisions += 1;
    const isKnown = !this.#votes.hasForgotten && !this.#proposed.hasForgotten;
    if (isKnown && this.#isWhole(event.node) && this.#proposed.get(key) !== command) {
      return broken(
        'what is decided was proposed',
        `${command} is decided for slot ${slot} in ballot ${ballot}, which proposed ${this.#proposed.get(key) ?? 'nothing'}`,
        { slot, ballot, command },
      );
    }
    const agreed = this.#decides(slot, command, `ballot ${ballot}`, votes);
    if (agreed !== undefined || !this.#isWhole(event.node) || this.#votes.hasForgotten) return agreed;
    return this.#requireMajority(
      slot,
      votes,
      'a decision has the votes of a majority',
      `${command} is decided for slot ${slot} in ballot ${ballot}`,
    );
  }

  /** Whether all is seen that a leader received: the answers that it counts are then known, whether or not those who gave them are logged. */
  #isWhole(leader: string | undefined): boolean {
    return leader !== undefined && !this.lost.has(leader);
  }

  #requireMajority(slot: number, among: readonly string[], rule: string, what: string): Found | undefined {
    const acceptors = playersOf('acceptor', only(epochOf(this.registry, slot)));
    const counted = among.filter((id) => acceptors.includes(id));
    if (counted.length * 2 > acceptors.length) return undefined;
    return broken(rule, `${what}, by ${counted.join(', ') || 'nobody'} of ${acceptors.join(', ')}`, {
      slot,
      counted,
      acceptors,
    });
  }

  #decides(slot: number, command: string, by: string, votes: readonly string[]): Found | undefined {
    const there = this.#decided.get(slot);
    if (there === undefined) {
      this.#decided.set(slot, { command, by, votes });
      this.counts.slots += 1;
      return undefined;
    }
    if (there.command === command) return undefined;
    const quorum = (all: readonly string[]) =>
      all.length === 0 ? '' : ` with the votes of ${all.join(', ')}`;
    return broken(
      'a slot decides one command (R1)',
      `slot ${slot} decides ${there.command} (${there.by}${quorum(there.votes)}) and ${command} (${by}${quorum(votes)})`,
      { slot, one: { ...there }, other: { command, by, votes } },
    );
  }

  #executes(slot: number, request: string, node: string): Found | undefined {
    const there = this.#executed.get(request);
    if (there === undefined) {
      this.#executed.set(request, slot);
      this.counts.commands += 1;
      return undefined;
    }
    if (there === slot) return undefined;
    return broken(
      'a command is executed once',
      `${node} executes request ${request} in slot ${slot}; it was executed in slot ${there}`,
      {
        request,
        slot,
        before: there,
      },
    );
  }
}

function broken(rule: string, says: string, operands: GuardReading['operands']): Found {
  return { rule, says, guards: [{ name: rule, holds: false, operands }] };
}
