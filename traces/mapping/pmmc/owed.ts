/**
 * What was received of leaders that are not logged, and needs a majority behind it: a proposal in a ballot, a decision of a command. Who answered such a leader
 * by then nobody says; so it is only known at the end, when all that acceptors did is there.
 */
import type { StepEvent } from '../../conform/judge.js';
import type { Located } from '../../conform/order.js';
import type { Found } from './found.js';
import type { Majorities } from './majorities.js';
import type { Slots } from './slots.js';

/** Of a proposal the ballot, of a decision the command. */
interface Claim {
  readonly line: Located<StepEvent>;
  readonly slot: number;
  readonly ballot?: string;
  readonly command?: string;
}

/** At so many it is looked, for the first time, which of them have their majority by now. */
const FIRST = 1_000;
const MAX = 20_000;

export class Owed {
  private claims: Claim[] = [];
  private settlesAt = FIRST;
  /** Some are never looked at: there were too many at a time, or they were too long ago. */
  private hasDropped = false;

  constructor(
    private readonly majorities: Majorities,
    private readonly slots: Slots,
  ) {}

  add(claim: Claim): void {
    if (this.claims.length >= this.settlesAt) this.settle();
    if (this.claims.length < MAX) this.claims.push(claim);
    else this.hasDropped = true;
  }

  finish(): (Found & { readonly line: Located<StepEvent> }) | 'forgotten' | undefined {
    this.settle();
    if (this.hasDropped || (this.claims.length > 0 && this.majorities.hasForgotten)) return 'forgotten';
    const [first] = this.claims;
    const found = first && this.lacks(first);
    return found && { ...found, line: first.line };
  }

  /** What has a majority behind it will have it at the end. */
  private settle(): void {
    this.hasDropped ||= this.claims.some(({ slot }) => this.slots.isForgotten(slot));
    this.claims = this.claims.filter((claim) => this.lacks(claim) !== undefined);
    this.settlesAt = Math.max(FIRST, 2 * this.claims.length);
  }

  private lacks({ slot, ballot, command }: Claim): Found | undefined {
    return ballot === undefined
      ? this.majorities.requireSomeVotes(slot, command as string)
      : this.majorities.requirePromises(slot, ballot);
  }
}
