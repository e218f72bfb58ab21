/**
 * One server, as the spec's processes: an acceptor, a leader with its scout and commanders, a replica. Each has a state of the spec; beside them
 * stands what the implementation keeps and the spec does not have.
 *
 * Stable storage: what of these states survives a crash. Until a `persist` line covers a change, a restart may find it or not.
 */
import { Map as ImmutableMap, Set as ImmutableSet } from 'immutable';
import type { Self } from '../../../spec/kit/role.js';
import type { Ballot } from '../../../spec/pmmc/ballot.js';
import type { CommanderState } from '../../../spec/pmmc/commander.js';
import type { Constants } from '../../../spec/pmmc/constants.js';
import { noPvalues, type Pvalues } from '../../../spec/pmmc/pvalues.js';
import type { AcceptorState, LeaderState, ReplicaState } from '../../../spec/pmmc/rules.js';
import type { ScoutState } from '../../../spec/pmmc/scout.js';
import type { Place } from '../../conform/verdict.js';
import type { Json } from '../../event.js';
import type { Executed } from './executed.js';
import { type Epoch, majoritiesOf, only, playersOf, type Role } from './membership.js';
import type { Names } from './names.js';

/** What the header says that the server was told. */
export interface Configuration {
  readonly servers: Epoch['servers'];
  readonly window: number;
  readonly pageMax: number;
  readonly sessionTicks?: number;
  readonly clockTicks?: number;
}

export interface ScoutRecord {
  /** Null once it has exited: a majority has adopted its ballot. */
  state: ScoutState | null;
  readonly ballot: Ballot;
  readonly epochs: readonly Epoch[];
  readonly from: number;
  /** Pages that came so far, by acceptor, and the slot to come next. */
  readonly pages: Map<string, { pvalues: Pvalues; next: number; collected: number }>;
  readonly heard: Set<string>;
}

export interface CommanderRecord {
  /** Of its process: `commander 3.s1/17`. */
  readonly name: string;
  state: CommanderState;
  readonly epochs: readonly Epoch[];
}

/** What survives a crash. */
export interface Durable {
  readonly ballot: Ballot | null;
  readonly accepted: Pvalues;
  readonly collected: number;
  readonly leader: Ballot | null;
  readonly checkpoint: number;
  readonly epoch: number;
}

export interface Round {
  readonly epochs: readonly Epoch[];
  readonly decided: number;
  readonly heard: Set<string>;
}

const firstAcceptor: AcceptorState = { ballot: null, accepted: noPvalues, collected: 0 };
const firstLeader = (ballot: Ballot | null): LeaderState => ({
  ballot,
  active: false,
  proposals: ImmutableMap(),
  collected: 0,
});
const replicaAt = (slot: number): ReplicaState => ({
  slotIn: slot,
  slotOut: slot,
  requests: ImmutableSet(),
  proposals: ImmutableMap(),
  decisions: ImmutableMap(),
  store: ImmutableMap(),
});

export class Server {
  incarnation = 0;
  /** Roles whose states are known. A gap takes them away; a start brings them back, and so may later lines (behind-gap.ts). */
  followed: Set<Role>;
  /** Lines of the incarnation are missing. */
  hasGap = false;
  /** Behind a gap: what is known of its leader's next ballot. */
  regains: 'nothing' | 'ballot' | 'floor' = 'nothing';
  // Set as literals (below): a copy that `...` makes of a copy has a form of its own to V8, and from the fourth on each one is made slowly.
  private acceptorState: AcceptorState = firstAcceptor;
  private leaderState: LeaderState = firstLeader(null);
  private replicaState: ReplicaState = replicaAt(1);
  scout: ScoutRecord | null = null;
  /** By slot. */
  commanders = new Map<number, CommanderRecord>();
  /** Up to which slot replicas have told the acceptor, and the leader, that they are durable; in this incarnation. */
  told = { acceptor: new Map<string, number>(), leader: new Map<string, number>() };
  /** The number of the latest configuration that it knows. */
  epoch = 0;
  checkpoint = 0;
  /** The highest slot that may be decided, as far as the leader can know. */
  decided = 0;
  /** Rounds of reads: the leader's, by number; and those of this replica that were confirmed, with the slot. */
  rounds = new Map<string, Round>();
  /** Reads that wait here, by client and sequence, as often as they came: how many rounds had been asked about when they came, the kind of answer, and the slot that they are to see. */
  reads = new Map<
    string,
    { readonly came: number; readonly answer: string | undefined; slot: number | null }[]
  >();
  /** Rounds of this replica's reads that a leader was asked about, in order. */
  roundsAsked = new Map<string, number>();
  roundsCount = 0;
  /** Of its own batches that may lose their slots, which are those that it proposes now: the commands, by client and sequence. */
  batches = new Map<string, ReadonlyMap<string, Json>>();
  /** Decisions that the step takes down. */
  readonly decidedNow = new Map<number, string>();
  /** Commands of clients that lost their slot and are to be proposed again. */
  owed = new Map<string, Json>();
  saved: Durable = this.durable();
  /** Changes that no persist has covered, with the line that made each. */
  unsaved: { readonly sequence: number; readonly place: Place; readonly durable: Durable }[] = [];

  private known: readonly Epoch[] = [];
  private selves = new WeakMap<readonly Epoch[], Self<Constants>>();

  constructor(
    readonly id: string,
    readonly configuration: Configuration,
    readonly names: Names,
    /** All configurations that anybody was told, by number. */
    private readonly registry: readonly Epoch[],
    /** Requests that some replica has executed. */
    readonly executed: Executed,
    /** Roles whose lines say enough to follow their states. */
    readonly tells: readonly Role[] = ['acceptor', 'leader', 'replica'],
  ) {
    this.followed = new Set(tells);
  }

  get acceptor(): AcceptorState {
    return this.acceptorState;
  }

  set acceptor(state: AcceptorState) {
    if (state === this.acceptorState) return;
    const { ballot, accepted, collected } = state;
    this.acceptorState = { ballot, accepted, collected };
  }

  get leader(): LeaderState {
    return this.leaderState;
  }

  set leader(state: LeaderState) {
    if (state === this.leaderState) return;
    const { ballot, active, proposals, collected } = state;
    this.leaderState = { ballot, active, proposals, collected };
  }

  get replica(): ReplicaState {
    return this.replicaState;
  }

  set replica(state: ReplicaState) {
    if (state === this.replicaState) return;
    const { slotIn, slotOut, requests, proposals, decisions, store } = state;
    this.replicaState = { slotIn, slotOut, requests, proposals, decisions, store };
  }

  /** Nobody knows what it did. */
  lose(): void {
    this.followed.clear();
    this.hasGap = true;
    this.regains = 'nothing';
    this.unsaved = [];
  }

  /** Those that it knows. */
  get epochs(): readonly Epoch[] {
    if (this.known.length !== this.epoch + 1) {
      this.known = this.registry.slice(0, this.epoch + 1);
      this.selves = new WeakMap();
    }
    return this.known;
  }

  get latest(): Epoch {
    return this.registry[this.epoch];
  }

  durable(): Durable {
    const { acceptor, leader, checkpoint, epoch } = this;
    const { ballot, accepted, collected } = acceptor;
    return { ballot, accepted, collected, leader: leader.ballot, checkpoint, epoch };
  }

  /** Begins an incarnation with what stable storage has. */
  restart({ ballot, accepted, collected, leader, checkpoint, epoch }: Durable): void {
    this.acceptor = { ballot, accepted, collected };
    // What its replica has is forgotten at once.
    this.leader = { ...firstLeader(leader), collected: checkpoint };
    this.decided = checkpoint;
    this.scout = null;
    this.commanders = new Map();
    this.replica = replicaAt(checkpoint + 1);
    this.told = { acceptor: new Map(), leader: new Map() };
    this.epoch = epoch;
    this.checkpoint = checkpoint;
    this.rounds = new Map();
    this.reads = new Map();
    this.roundsAsked = new Map();
    this.roundsCount = 0;
    this.batches = new Map();
    this.owed = new Map();
    this.saved = this.durable();
    this.unsaved = [];
    this.followed = new Set(this.tells);
    this.hasGap = false;
    this.regains = 'nothing';
  }

  /** What a process of the spec knows, with the configurations that count for it; where nothing is said, the latest. */
  self(epochs: readonly Epoch[] = only(this.latest)): Self<Constants> {
    const all = this.epochs;
    let self = this.selves.get(epochs);
    if (self !== undefined) return self;
    const { names, configuration, id } = this;
    const leaders: string[] = [];
    // The spec finds a leader by the number in its ballot.
    for (const leader of playersOf('leader', all)) leaders[names.indexOf(leader) - 1] = leader;
    self = {
      id,
      index: names.indexOf(id),
      nodes: {
        acceptor: playersOf('acceptor', epochs),
        leader: leaders,
        replica: playersOf('replica', epochs),
      },
      constants: {
        // One configuration for all ballots: which epochs count is told by the mapping, slot by slot.
        configurations: [
          {
            leaders: playersOf('leader', all),
            acceptors: playersOf('acceptor', epochs),
            quorums: majoritiesOf('acceptor', epochs),
          },
        ],
        window: configuration.window,
        keeping: 'last-of-slot',
        collecting: true,
        waiting: 'waitfor',
      },
    };
    this.selves.set(epochs, self);
    return self;
  }
}

/** The highest slot that a majority of the replicas of a configuration have told of. */
export function toldByMajority(told: ReadonlyMap<string, number>, epoch: Epoch): number {
  const replicas = playersOf('replica', only(epoch));
  let highest = 0;
  for (const one of replicas) {
    const slot = told.get(one) ?? 0;
    if (slot <= highest) continue;
    let count = 0;
    for (const id of replicas) if ((told.get(id) ?? 0) >= slot) count += 1;
    if (count * 2 > replicas.length) highest = slot;
  }
  return highest;
}
