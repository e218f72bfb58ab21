/**
 * Runs of the implementation (impl/) against spec/pmmc: each server's steps by the spec's roles (acceptor.ts and the others here), what servers
 * did together by evidence.ts. The implementation keeps less than the spec and does several of its steps at once; each file says how the two correspond.
 */
import { type Answer, fine, type Judge, type StepEvent } from '../../conform/judge.js';
import type { Located, Positioned, Sent } from '../../conform/order.js';
import type { Telling } from '../../conform/telling.js';
import type { Place } from '../../conform/verdict.js';
import type { EventOf } from '../../event.js';
import { explainAcceptor } from './acceptor.js';
import { KNOWN, MESSAGES, QUIET } from './actions.js';
import { judgeInAnyOrder } from './any-order.js';
import { explainBehindGap } from './behind-gap.js';
import { Check } from './check.js';
import { explainCommander } from './commander.js';
import { durableOf, forgotten, sameAcceptor, sameDurable } from './durable.js';
import { Evidence, type Logging } from './evidence.js';
import { Executed } from './executed.js';
import { answerTo, refused } from './found.js';
import { explainLeader } from './leader.js';
import { type Epoch, isRole, type Role } from './membership.js';
import { Names } from './names.js';
import { foundEarly, Persistence } from './persistence.js';
import { isShortLived, roleOf, stateOf } from './process.js';
import { explainReadsOfLeader } from './reads.js';
import { explainReplica } from './replica.js';
import { explainScout } from './scout.js';
import { type Configuration, type Durable, Server } from './server.js';
import { Taken } from './taken.js';
import { telling } from './telling.js';
import { unexplained } from './unexplained.js';
import { Visible } from './visible.js';
import type { Logged } from './words.js';

/** What is judged: 1, each server's steps; 2, those behind a gap, too; 3, what servers did together. */
export interface Levels extends Logging {
  readonly levels: readonly (1 | 2 | 3)[];
}

const FORGOTTEN =
  'some of what leaders that are not logged proposed and decided is too long ago to be held against its votes';

export const everything: Levels = { levels: [1, 2, 3], unlogged: [], isStateLogged: true };

export class PmmcJudge implements Judge {
  readonly spec = 'pmmc --keeping last-of-slot --collecting --waiting waitfor, as impl/ does it';
  private readonly names = new Names();
  private readonly headers: Located<EventOf<'header'>>[] = [];
  private readonly servers = new Map<string, Server>();
  /** All configurations that anybody was told, by number. */
  private readonly registry: Epoch[] = [];
  private readonly evidence: Evidence;
  private readonly visible: Visible;
  private readonly persistence = new Persistence();
  private readonly executed = new Executed();
  /** Lines that were explained, by role and action. */
  private readonly taken = new Taken();
  /** Nodes that do what servers do, and whose headers do not say that they are some. */
  private readonly strangers = new Set<string>();

  /** Where an order of the lines had to be found: the judge that took them in it. */
  private inOrder: Judge | undefined;

  /** Which levels are judged. */
  private readonly judges: { readonly steps: boolean; readonly gaps: boolean; readonly together: boolean };

  constructor(private readonly levels: Levels = everything) {
    const has = (level: 1 | 2 | 3) => levels.levels.includes(level);
    this.judges = { steps: has(1), gaps: has(2), together: has(3) };
    this.evidence = new Evidence(this.names, this.registry, levels);
    this.visible = new Visible(this.evidence);
  }

  header(located: Located<EventOf<'header'>>): void {
    const { node, configuration } = located.event;
    this.headers.push(located);
    const given = configuration as unknown as Configuration;
    // A recorder tells of the network, and of clients, under names that are no server's.
    if (given?.servers === undefined) return;
    if (this.registry.length === 0) {
      this.registry.push({ number: 0, from: 1, servers: given.servers });
      const leaders = given.servers.filter(({ roles }) => roles.includes('leader')).map(({ id }) => id);
      for (const leader of leaders.sort()) this.names.indexOf(leader);
      this.evidence.outcomes.begin(given);
    }
    if (!this.servers.has(node))
      this.servers.set(node, new Server(node, given, this.names, this.registry, this.executed, this.tells()));
  }

  /** Roles of which lines say enough. */
  private tells(): readonly Role[] {
    const { unlogged, isStateLogged = true } = this.levels;
    const roles: readonly Role[] = isStateLogged ? ['acceptor', 'leader', 'replica'] : ['acceptor'];
    return roles.filter((role) => !unlogged.includes(role));
  }

  client(): void {}

  get telling(): Telling {
    return telling;
  }

  lost(node: string): void {
    const server = this.servers.get(node);
    this.evidence.lost.add(node);
    this.executed.isIncomplete = true;
    this.persistence.lost(node);
    server?.lose();
  }

  allRead(): void {}

  inAnyOrder(lines: readonly Located<Positioned>[], isFree: (node: string) => boolean): Answer {
    const { answer, judge } = judgeInAnyOrder(lines, isFree, () => {
      const judge = new PmmcJudge(this.levels);
      for (const header of this.headers) judge.header(header);
      return judge;
    });
    this.inOrder = judge;
    return answer;
  }

  /** The state of a server does not go back: of a line one field is compared, and that says `#explain`. */
  editOf(): undefined {}

  finish(isComplete: boolean): Answer {
    const found = isComplete && this.judges.together ? this.evidence.finish() : undefined;
    if (found === 'forgotten') return { kind: 'budget', says: FORGOTTEN };
    if (found !== undefined) return refused(3, found, found.line);
    return fine;
  }

  coverage(): ReturnType<Judge['coverage']> {
    if (this.inOrder !== undefined) return this.inOrder.coverage();
    const actions = this.taken.counts;
    return {
      actions,
      never: KNOWN.filter((name) => actions[name] === undefined),
      evidence: { ...this.evidence.counts },
    };
  }

  take(line: Located<Positioned>, sent: Sent | undefined): Answer {
    const { event } = line;
    const server = this.servers.get(event.node);
    if (server === undefined) return this.ofNoServer(event);
    try {
      return this.judge(server, line, sent);
    } catch (error) {
      // What is in `changed`, `sent` and `durable` is the implementation's, and no schema knows it: a damaged field has any form.
      if (!(error instanceof TypeError)) throw error;
      this.lost(server.id);
      return {
        kind: 'unknown',
        says: `${event.node}, line ${event.sequence}: some field has not the form that servers give it (${error.message})`,
      };
    }
  }

  /** Recorders tell of the network, and of clients, under names that are no server's. Whoever does what servers do is one. */
  private ofNoServer({ node, kind }: Positioned): Answer {
    if (kind === 'drop' || kind === 'crash' || kind === 'end' || this.strangers.has(node)) return fine;
    this.strangers.add(node);
    this.lost(node);
    return {
      kind: 'unknown',
      says: `the header of ${node} does not say of which servers it is one (configuration.servers), so nothing that it does is judged`,
    };
  }

  private judge(server: Server, line: Located<Positioned>, sent: Sent | undefined): Answer {
    const { event } = line;
    switch (event.kind) {
      case 'start':
        return this.start(server, event, line.place);
      case 'persist':
        return this.persist(server, event);
      case 'crash':
        return this.ended(server);
      case 'end': {
        const found = this.visible.persisted(server.id, event.incarnation, event.sequence);
        return found === undefined ? this.ended(server) : answerTo(found);
      }
      case 'snapshot': {
        const found = this.judges.together
          ? this.evidence.state(event.slot, event.digest, event.node, line.place)
          : undefined;
        return found === undefined ? fine : refused(3, found);
      }
      case 'step':
        return this.step(server, line as Located<EventOf<'step'>>, sent);
      default:
        return fine;
    }
  }

  private step(server: Server, line: Located<EventOf<'step'>>, sent: Sent | undefined): Answer {
    const { event } = line;
    this.learn(server, event);
    const { steps, gaps, together } = this.judges;
    if (together && sent === undefined && event.received !== undefined) {
      const found = this.evidence.received(line);
      if (found !== undefined) return refused(3, found);
    }
    const never = sent === undefined ? undefined : this.persistence.received(line, sent);
    if (together && sent !== undefined && never !== undefined)
      return refused(3, foundEarly({ ...never, receipt: line }, sent.node), line);
    if (together && sent !== undefined && sent.node !== event.node) {
      const found = this.visible.left(sent);
      if (found !== undefined) return answerTo(found);
    }
    if (!isRole(event.role)) return this.unknownStep(server, event);
    const { acceptor, leader, checkpoint, epoch } = server;
    const isFollowed = steps || gaps;
    if (isFollowed && server.followed.has(event.role as Role)) {
      const answer = this.explain(server, event);
      if (answer !== undefined) return answer;
    } else if (gaps && server.hasGap && server.tells.includes(event.role as Role)) {
      const answer = this.explain(server, event, explainBehindGap);
      if (answer !== undefined) return answer;
    }
    const wrote =
      (server.acceptor !== acceptor && !sameAcceptor(server.acceptor, acceptor)) ||
      server.leader.ballot !== leader.ballot ||
      server.checkpoint !== checkpoint ||
      server.epoch !== epoch;
    // Behind a gap a line may only tell what was written long before.
    if (wrote && !server.hasGap)
      server.unsaved.push({ sequence: event.sequence, place: line.place, durable: server.durable() });
    if (!server.hasGap) this.persistence.sent(server, line);
    if (!together) return fine;
    // Where states are not followed, any step may have written something.
    const isKnown = isFollowed && server.followed.size === 3 && !server.hasGap;
    const needs = isKnown ? (server.unsaved.at(-1)?.sequence ?? 0) : event.sequence;
    return answerTo(this.visible.step(line, needs));
  }

  /** Configurations are learned from messages that tell them; and what was executed. */
  private learn(server: Server, event: StepEvent): void {
    const heard = event.received?.message as unknown as Logged | undefined;
    const { members, executed } = event.changed as {
      readonly members?: Epoch;
      readonly executed?: Readonly<Record<string, readonly string[]>>;
    };
    if (heard?.kind === 'members')
      for (const epoch of (heard.epochs ?? []) as unknown as readonly Epoch[])
        this.registry[epoch.number] ??= epoch;
    if (members !== undefined) this.registry[members.number] ??= members;
    if (executed !== undefined)
      for (const requests of Object.values(executed))
        for (const request of requests) this.executed.add(request);
    if (server.followed.has('replica')) return;
    // What it sends says which is the latest that it knows.
    const told = event.sent.map(({ message: sent }) => (sent as { readonly epoch?: number }).epoch ?? 0);
    server.epoch = Math.max(server.epoch, members?.number ?? 0, ...told);
    if (server.latest !== undefined) return;
    // Nobody said who is in it.
    server.lose();
    server.epoch = this.registry.length - 1;
  }

  /** @returns undefined where the line is explained */
  private explain(server: Server, event: StepEvent, behindGap?: typeof explainBehindGap): Answer | undefined {
    const check = new Check(this.levels.isStateLogged);
    const state = stateOf(server, event);
    const isKnown =
      behindGap === undefined
        ? this.dispatch(server, event, check)
        : behindGap(server, event, check, (one, step, against) => this.dispatch(one, step, against));
    if (!isKnown) return this.unknownStep(server, event);
    for (const { message: sent } of event.sent)
      if (!MESSAGES.has(sent.kind)) check.guard('servers send such messages', false, { kind: sent.kind });
    const role = roleOf(event);
    if (!check.isBroken) {
      this.taken.add(role, event.action);
      return undefined;
    }
    return unexplained(`${role}: ${event.action}`, check, state, this.names, server.hasGap);
  }

  /** What it did is not known: nothing that follows can be held against it. */
  private unknownStep(server: Server, { role, action, process }: StepEvent): Answer {
    this.lost(server.id);
    return { kind: 'unknown', says: `no ${role} has an action ${action} of ${process}` };
  }

  private dispatch(server: Server, event: StepEvent, check: Check): boolean {
    if (event.process !== event.node && !isShortLived(event)) return false;
    if (event.role === 'acceptor') return explainAcceptor(server, event, check);
    if (event.role === 'replica') {
      if (!explainReplica(server, event, check)) return false;
      const { members } = event.changed as { readonly members?: Epoch };
      if (members !== undefined) {
        check.guard('configurations follow each other', members.number > server.epoch, {
          members: members.number,
          known: server.epoch,
        });
        check.same('changed.members', this.registry[members.number], members);
        server.epoch = members.number;
      }
      return true;
    }
    if (event.role !== 'leader') return false;
    if (event.process.startsWith('scout ')) return explainScout(server, event, check);
    if (event.process.startsWith('commander ')) return explainCommander(server, event, check);
    if (QUIET.includes(event.action)) {
      explainReadsOfLeader(server, event, check);
      check.changes(event, {});
      return true;
    }
    return explainLeader(server, event, check);
  }

  private start(server: Server, event: EventOf<'start'>, place: Place): Answer {
    const ended = this.ended(server);
    if (ended.kind === 'broken') return ended;
    server.incarnation = event.incarnation;
    this.visible.started(server.id, event.incarnation);
    const observed = durableOf(this.names, event.durable, this.registry);
    // What an acceptor has that nobody followed is not known.
    const { ballot, accepted, collected, leader, checkpoint, epoch } = observed;
    const { tells } = server;
    const followed = {
      ...(tells.includes('acceptor') ? {} : { ballot, accepted, collected }),
      ...(tells.includes('leader') ? {} : { leader }),
      ...(tells.includes('replica') ? {} : { checkpoint, epoch }),
    };
    const all = [server.saved, ...server.unsaved.map(({ durable }) => durable)];
    const candidates = all.map((candidate): Durable => ({ ...candidate, ...followed }));
    const isKnown =
      event.incarnation === 1 || candidates.some((candidate) => sameDurable(candidate, observed));
    if (!isKnown && !server.hasGap && this.judges.steps) {
      return { kind: 'broken', finding: forgotten(this.names, server.id, candidates, observed) };
    }
    server.restart(event.incarnation === 1 ? server.saved : observed);
    this.evidence.outcomes.started(server.id, event.incarnation, server.checkpoint);
    const replica = (
      event.durable as { readonly replica?: { readonly slot: number; readonly digest: string } }
    ).replica;
    if (replica === undefined || !this.judges.together) return fine;
    const found = this.evidence.state(replica.slot, replica.digest, server.id, place);
    return found === undefined ? fine : refused(3, found);
  }

  private persist(server: Server, { node, incarnation, sequence, through }: EventOf<'persist'>): Answer {
    if (through >= sequence) {
      this.lost(node);
      return {
        kind: 'unknown',
        says: `${node}, line ${sequence}: it says that line ${through} is durable, which comes later`,
      };
    }
    const covered = server.unsaved.filter(({ sequence }) => sequence <= through);
    const last = covered.at(-1);
    if (last !== undefined) server.saved = last.durable;
    server.unsaved = server.unsaved.slice(covered.length);
    this.persistence.persisted(node, through);
    return answerTo(this.visible.persisted(node, incarnation, through));
  }

  private ended(server: Server): Answer {
    const early = this.persistence.ended(server.id);
    if (early === undefined || !this.judges.together || server.hasGap) return fine;
    return refused(3, foundEarly(early, server.id), early.receipt);
  }
}
