/**
 * Steps of a replica. The implementation puts commands of clients into batches; a batch is a command of the spec, which is requested and proposed
 * in the step that makes it. So its `requests` are never seen: what loses its slot comes again in another batch, before anything new.
 *
 * State transfer: a replica takes over the state after a slot from another. To the spec it has applied all slots up to that; evidence.ts holds the states
 * of replicas after a slot against each other.
 */
import type { NodeStep, Reaction, Self } from '../../../spec/kit/role.js';
import type { Constants } from '../../../spec/pmmc/constants.js';
import type { Message } from '../../../spec/pmmc/messages.js';
import type { ReplicaState } from '../../../spec/pmmc/rules.js';
import type { StepEvent } from '../../conform/judge.js';
import type { Json } from '../../event.js';
import type { Check } from './check.js';
import { only, playersOf } from './membership.js';
import { explainReadsOfReplica } from './reads.js';
import { roles } from './rules.js';
import type { Server } from './server.js';
import type { Logged } from './words.js';

interface Changed {
  readonly slotIn?: number;
  readonly slotOut?: number;
  readonly proposals?: Readonly<Record<string, Json>>;
  readonly decisions?: Readonly<Record<string, Json>>;
  readonly fetched?: { readonly slot: number };
  readonly checkpoint?: { readonly slot: number };
}

const ACTIONS = new Set([
  'request',
  'tick',
  'ask for members',
  'learn members',
  'receive members',
  'receive decision',
  'receive decisions',
  'receive ping',
  'receive applied',
  'receive readable',
  'receive missing',
  'receive behind',
  'receive fetch',
  'receive page',
]);

/** Messages that a replica learns from. */
const TELLING = new Set(['decision', 'decisions', 'readable']);

/** What the guards of the spec's replica are about: a decision is taken as it comes. */
const PROPOSING = /propos|slotIn|sent/;

/** @returns false where there is no such action */
export function explainReplica(server: Server, event: StepEvent, check: Check): boolean {
  if (!ACTIONS.has(event.action)) return false;
  if (isQuiet(event)) return true;
  const changed = event.changed as Changed;
  const before = server.replica;
  const saved = server.checkpoint;
  const received = event.received?.message as unknown as Logged | undefined;
  if (received?.kind === 'decision')
    decide(server, [[received.slot as number, received.command as Json]], check);
  if (received?.kind === 'decisions') {
    decide(
      server,
      (received.commands ?? []).map((command, i) => [(received.from as number) + i, command]),
      check,
    );
  }
  if (changed.fetched !== undefined) install(server, changed.fetched.slot, check);
  if (server.decidedNow.size > 0 || changed.decisions !== undefined) {
    checkDecisions(server, before, changed.decisions, check);
    server.decidedNow.clear();
  }
  const settled =
    server.replica.slotOut === before.slotOut
      ? []
      : [...before.proposals.keys()].filter((slot) => slot < server.replica.slotOut);
  propose(server, event, settled, check);
  const { slotOut } = server.replica;
  check.same('changed.slotOut', slotOut === before.slotOut ? undefined : slotOut, changed.slotOut);
  // It is told whenever slots are applied or proposed; at other times it may be.
  if (changed.slotIn !== undefined || slotOut !== before.slotOut || server.replica.slotIn !== before.slotIn)
    check.same('changed.slotIn', skipped(server, changed.slotIn ?? 0), changed.slotIn);
  if (changed.checkpoint !== undefined) {
    const { slot } = changed.checkpoint;
    // It may apply more in the same step.
    check.guard('a checkpoint is of a state that it has', slot < slotOut && slot > server.checkpoint, {
      slot,
      slotOut,
    });
    server.checkpoint = slot;
  }
  for (const { message } of event.sent) {
    if (message.kind !== 'applied') continue;
    const { slot } = message as unknown as Logged;
    // Of several that one step makes it tells of each.
    const isSaved = slot !== undefined && slot >= saved && slot <= server.checkpoint;
    check.guard('it tells of states that it has saved', isSaved, { slot, saved, now: server.checkpoint });
  }
  explainReadsOfReplica(server, event, check);
  return true;
}

/** What it neither says nor shows, and what nobody told it that it has to remember. */
function isQuiet({ received, sent, changed }: StepEvent): boolean {
  if (sent.length > 0 || !isEmpty(changed)) return false;
  return received !== undefined && !TELLING.has(received.message.kind);
}

function isEmpty(entries: object): boolean {
  for (const _ in entries) return false;
  return true;
}

/** Its next slot, past those that it has seen decided or proposed for itself; it may pass over them at any time. */
function skipped({ replica }: Server, upTo: number): number {
  let { slotIn } = replica;
  while (slotIn < upTo && (replica.decisions.has(slotIn) || replica.proposals.has(slotIn))) slotIn += 1;
  return slotIn;
}

/** The spec's own step for each decision; those of slots that are applied say nothing new, and are not kept. */
function decide(server: Server, decisions: readonly (readonly [number, Json])[], check: Check): void {
  // All are taken down before any is applied.
  for (const [slot, logged] of decisions) {
    const { replica } = server;
    if (slot < replica.slotOut || replica.decisions.has(slot) || server.decidedNow.has(slot)) continue;
    const command = server.names.command(logged);
    server.decidedNow.set(slot, command);
    deliver(server, slot, command, check);
  }
}

/** What is decided is what was received; a log that says more is not explained by it. */
function checkDecisions(
  { names, decidedNow }: Server,
  before: ReplicaState,
  told: Changed['decisions'] = {},
  check: Check,
): void {
  const fresh = [...decidedNow].filter(([slot]) => slot >= before.slotOut && !before.decisions.has(slot));
  const areTold = fresh.every(([slot, command]) => slot in told && names.command(told[slot]) === command);
  // Seldom otherwise: what differs is then told slot by slot.
  if (areTold && Object.keys(told).length === fresh.length) return;
  const logged = Object.entries(told).map(([slot, command]) => [slot, names.command(command)]);
  check.same('changed.decisions', Object.fromEntries(fresh), Object.fromEntries(logged));
}

function deliver(server: Server, slot: number, command: string, check: Check): void {
  const before = server.replica;
  const self = selfOf(server);
  const steps = stepsOf(
    check.receive(roles.replica, self, before, 'commander', { kind: 'decision', slot, command }, PROPOSING),
  );
  const after = steps[0].state as ReplicaState;
  for (let applied = before.slotOut; applied < after.slotOut; applied++) {
    const own = before.proposals.get(applied);
    const decided = applied === slot ? command : before.decisions.get(applied);
    if (own === undefined) continue;
    if (own !== decided) owe(server, own);
    server.batches.delete(own);
  }
  server.replica = tidy(after);
}

const selves = new WeakMap<Self<Constants>, Self<Constants>>();

/** The replica sends to any leader; and tells acceptors of checkpoints only, which is no part of these steps. */
function selfOf(server: Server): Self<Constants> {
  const self = server.self();
  let ofReplica = selves.get(self);
  if (ofReplica !== undefined) return ofReplica;
  const leader = playersOf('leader', only(server.latest));
  const configurations = self.constants.configurations.map((known) => ({ ...known, leaders: leader }));
  ofReplica = {
    ...self,
    nodes: { ...self.nodes, leader },
    constants: { ...self.constants, configurations, collecting: false },
  };
  selves.set(self, ofReplica);
  return ofReplica;
}

/** The commands of a batch that lost its slot are to be proposed again. */
function owe(server: Server, lost: string): void {
  const batch = server.batches.get(lost);
  for (const [request, command] of batch ?? []) server.owed.set(request, command);
}

/** What was applied is forgotten; the next slot to propose for is not below the next to apply. */
function tidy(state: ReplicaState): ReplicaState {
  const { slotIn, slotOut, requests, proposals, store } = state;
  let { decisions } = state;
  for (const slot of decisions.keys()) if (slot < slotOut) decisions = decisions.delete(slot);
  return { slotIn: Math.max(slotIn, slotOut), slotOut, requests, proposals, decisions, store: store.clear() };
}

function stepsOf(
  reaction: Reaction<ReplicaState, Message> | undefined,
): readonly NodeStep<ReplicaState, Message>[] {
  if (reaction?.kind === 'choice') return reaction.steps;
  return reaction?.kind === 'step' ? [reaction] : [];
}

/** It has the state after a slot; what is decided above may follow at once. */
function install(server: Server, slot: number, check: Check): void {
  const { replica } = server;
  if (
    !check.guard('a state that is fetched is not older than its own', slot >= replica.slotOut, {
      slot,
      slotOut: replica.slotOut,
    })
  )
    return;
  for (const [own, command] of replica.proposals) {
    if (own > slot) continue;
    owe(server, command);
    server.batches.delete(command);
  }
  server.checkpoint = slot;
  server.replica = tidy({
    ...replica,
    slotOut: slot + 1,
    proposals: replica.proposals.filter((_command, own) => own > slot),
  });
  const next = server.replica.decisions.get(slot + 1);
  if (next !== undefined) deliver(server, slot + 1, next, check);
}

/** Proposals that the step makes: new ones are requests of the spec, proposed at once; others were made before, and are sent again. */
function propose(server: Server, event: StepEvent, settled: readonly number[], check: Check): void {
  const { names } = server;
  const { proposals = {} } = event.changed as Changed;
  if (event.sent.length === 0 && settled.length === 0 && isEmpty(proposals)) return;
  const made = new Map<number, string | null>();
  for (const { message } of event.sent) {
    if (message.kind !== 'propose') continue;
    const { slot = 0, command: logged = null } = message as unknown as Logged;
    const command = names.command(logged);
    const before = server.replica;
    if (before.proposals.get(slot) === command) continue;
    made.set(slot, command);
    payOwed(server, command, logged, check);
    const self = selfOf(server);
    // Slots are skipped where it has a proposal of its own: after a restart or a transfer.
    let slotIn = before.slotIn;
    while (before.proposals.has(slotIn)) slotIn += 1;
    const steps = stepsOf(
      check.receive(
        roles.replica,
        self,
        { ...before, slotIn },
        'client',
        { kind: 'request', command },
        PROPOSING,
      ),
    );
    const step = steps.find(({ state }) => state?.proposals.get(slot) === command);
    if (
      !check.guard('it proposes for the next slot in the window', step !== undefined, {
        slot,
        slotIn,
        slotOut: before.slotOut,
      })
    )
      return;
    server.replica = step?.state as ReplicaState;
  }
  for (const slot of settled) made.set(slot, null);
  check.entries('changed.proposals', [...made.keys()], proposals);
  for (const [slot, command] of made) {
    const logged = proposals[slot];
    if (logged !== undefined) check.same('changed.proposals', command, logged && names.command(logged), slot);
  }
}

/** What was taken back is proposed before anything that came later. */
function payOwed(server: Server, id: string, logged: Json, check: Check): void {
  const { kind, commands } = logged as {
    readonly kind: string;
    readonly commands?: readonly { client: string; sequence: number }[];
  };
  if (kind !== 'batch' || commands === undefined) return;
  const batch = new Map(commands.map((one) => [`${one.client} ${one.sequence}`, one as Json]));
  server.batches.set(id, batch);
  const others = [...batch.keys()].filter((request) => !server.owed.has(request));
  const paid = [...batch.keys()].filter((request) => server.owed.delete(request));
  const left = [...server.owed.keys()];
  check.guard(
    'what lost its slot is proposed again before anything new',
    left.length === 0 || others.length === 0,
    { left, paid, others },
  );
}
