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
import { type Epoch, epochOf, only, playersOf } from './membership.js';
import type { LoggedBallot, Names } from './names.js';
import { Remembered } from './remembered.js';
import { Slots } from './slots.js';
import { type Logged, shownBallot } from './words.js';

/** What is broken. */
export type Found = Pick<Finding, 'rule' | 'says' | 'guards'>;

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
  private readonly users = new Remembered<string, string>();
  /** By ballot: who adopted it. */
  private readonly promises = new Remembered<string, Set<string>>();
  private readonly slots = new Slots();
  private readonly executed = new Remembered<string, number>();
  private readonly adopted = new Remembered<string, true>();
  /** Logs are missing or damaged: what is not seen may have happened. */
  isIncomplete = false;

  constructor(
    private readonly names: Names,
    private readonly registry: readonly Epoch[],
    private readonly logging: Logging,
  ) {}

  step(event: StepEvent): Found | undefined {
    for (const { message } of event.sent) {
      const found = this.sentBy(event, message as unknown as Logged);
      if (found !== undefined) return found;
    }
    const { decisions, executed } = event.changed as {
      readonly decisions?: Readonly<Record<string, never>>;
      readonly executed?: Readonly<Record<string, readonly string[]>>;
    };
    for (const [slot, command] of Object.entries(decisions ?? {})) {
      const found = this.decides(Number(slot), this.names.command(command), event.node, []);
      if (found !== undefined) return found;
    }
    for (const [slot, requests] of Object.entries(executed ?? {})) {
      for (const request of requests) {
        const found = this.executes(Number(slot), request, event.node);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** A state after a slot. */
  state(slot: number, digest: string, node: string): Found | undefined {
    const known = this.slots.at(slot);
    this.counts.states += 1;
    if (known === undefined) return undefined;
    const there = known.state;
    known.state ??= { digest, node };
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
    return this.slots.at(slot)?.decided?.command;
  }

  private sentBy(event: StepEvent, message: Logged): Found | undefined {
    const ballot = shownBallot(message.ballot as LoggedBallot | null);
    const { slot = 0 } = message;
    switch (message.kind) {
      case 'p1a':
        return this.uses(event, message.ballot as LoggedBallot);
      case 'p1b':
        if (message.next === null || message.next === undefined) {
          const there = this.promises.get(String(ballot)) ?? new Set<string>();
          there.add(event.node);
          this.promises.set(String(ballot), there);
        }
        return undefined;
      case 'p2a':
        return this.proposes(message, `${ballot}`, slot);
      case 'p2b':
        if (shownBallot(message.asked) === ballot)
          this.slots.votingAt(slot, `${ballot}`)?.voters.add(event.node);
        return undefined;
      case 'decision':
        return this.decision(event, message, slot);
      case 'decisions':
        for (const [i, command] of (message.commands ?? []).entries()) {
          const found = this.decides(
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

  private uses({ node, incarnation }: StepEvent, ballot: LoggedBallot): Found | undefined {
    const name = String(shownBallot(ballot));
    const user = `${node}, incarnation ${incarnation}`;
    const there = this.users.get(name);
    if (there === undefined) {
      this.users.set(name, user);
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

  private proposes(message: Logged, ballot: string, slot: number): Found | undefined {
    const command = this.names.command(message.command as never);
    const voting = this.slots.votingAt(slot, ballot);
    if (voting === undefined) return undefined;
    const there = voting.command;
    if (there === undefined) {
      voting.command = command;
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
    if (!this.canMiss('acceptor', this.promises.hasForgotten)) {
      const promised = [...(this.promises.get(ballot) ?? [])];
      const found = this.requireMajority(
        slot,
        promised,
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

  private decision(event: StepEvent, message: Logged, slot: number): Found | undefined {
    const command = this.names.command(message.command as never);
    const [, ballot = ''] = /^commander (.+)\/\d+$/.exec(event.process) ?? [];
    this.counts.decisions += 1;
    const voting = this.slots.votingAt(slot, ballot);
    if (voting === undefined) return undefined;
    const votes = [...voting.voters];
    if (!this.isIncomplete && voting.command !== command) {
      return broken(
        'what is decided was proposed',
        `${command} is decided for slot ${slot} in ballot ${ballot}, which proposed ${voting.command ?? 'nothing'}`,
        { slot, ballot, command },
      );
    }
    const agreed = this.decides(slot, command, `ballot ${ballot}`, votes);
    if (agreed !== undefined || this.canMiss('acceptor', false)) return agreed;
    return this.requireMajority(
      slot,
      votes,
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
    among: readonly string[],
    rule: string,
    what: string,
  ): Found | undefined {
    const acceptors = playersOf('acceptor', only(epochOf(this.registry, slot)));
    const counted = among.filter((id) => acceptors.includes(id));
    if (counted.length * 2 > acceptors.length) return undefined;
    return broken(rule, `${what}, by ${counted.join(', ') || 'nobody'} of ${acceptors.join(', ')}`, {
      slot,
      counted,
      acceptors,
    });
  }

  private decides(slot: number, command: string, by: string, votes: readonly string[]): Found | undefined {
    const known = this.slots.at(slot);
    if (known === undefined) return undefined;
    const there = known.decided;
    if (there === undefined) {
      known.decided = { command, by, votes };
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

  private executes(slot: number, request: string, node: string): Found | undefined {
    const there = this.executed.get(request);
    if (there === undefined) {
      this.executed.set(request, slot);
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
