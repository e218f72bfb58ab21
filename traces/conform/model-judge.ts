/**
 * Any spec as the judge of a run that is logged in the spec's own words: the nodes are its processes, the actions its actions, `changed` has
 * fields of the process. The spec's own code takes each step from the state that the lines before it led to; one of its outcomes must be what the
 * line says. So choices that the spec leaves open are read from the log, and allowed by the spec.
 *
 * Lines come in causal order. A state on the way is one of a consistent cut, so every invariant must hold in it too.
 */
import { canonical } from '../../checker/canonical.js';
import { DirectState, type DirectStep } from '../../checker/direct.js';
import { lookedAt } from '../../checker/evidence.js';
import { formatParameters, formatValue } from '../../checker/format-value.js';
import type { Action, Model, Transfer } from '../../checker/model.js';
import { instanceShown, stepOf } from '../../checker/replay.js';
import { guardsAsked } from '../../spec/kit/guard.js';
import { differencesOf, nearest } from './differences.js';
import { type Answer, type Finding, fine, type Judge, type StepEvent } from './judge.js';
import { type Located, NETWORK, type Positioned } from './order.js';
import { SpecTelling } from './telling.js';
import {
  BEGINNING,
  bareMessage,
  initialMessages,
  lineOfStep,
  MODEL,
  messageJson,
  receivedMessage,
  sentJson,
} from './walk-line.js';

export class ModelJudge implements Judge {
  private state: DirectState;
  private readonly lostNodes = new Set<string>();
  private readonly taken = new Map<string, number>();
  private readonly actions: ReadonlyMap<string, readonly Action[]>;
  private readonly first: readonly Transfer[];
  private cuts = 0;

  constructor(
    readonly spec: string,
    private readonly model: Model,
  ) {
    [this.state] = DirectState.initial(model);
    this.first = initialMessages(this.state.assignments());
    const byNode = new Map<string, Action[]>();
    for (const action of model.actions) {
      const node = action.node ?? MODEL;
      byNode.set(node, [...(byNode.get(node) ?? []), action]);
    }
    this.actions = byNode;
  }

  get externals(): Readonly<Record<string, object>> {
    return { model: this.model, actions: this.actions };
  }

  header(): void {}
  client(): void {}

  get telling(): SpecTelling {
    return new SpecTelling(DirectState.initial(this.model)[0].assignments());
  }

  lost(node: string): void {
    this.lostNodes.add(node);
  }

  finish(): Answer {
    return fine;
  }

  take(line: Located<Positioned>, _sent: unknown, isLast: boolean): Answer {
    const answer = this.judge(line, isLast);
    if (answer.kind === 'unknown') this.lostNodes.add(line.event.node);
    return answer;
  }

  private judge({ event }: Located<Positioned>, isLast: boolean): Answer {
    if (event.kind !== 'step') return fine;
    // What a node does behind a gap may come from what it did in it, and what others do from what they were told.
    if (this.lostNodes.size > 0) return fine;
    const actions = this.actions.get(event.node) ?? this.actions.get(MODEL);
    if (actions === undefined || !(this.actions.has(event.node) || event.node === NETWORK)) {
      return {
        kind: 'unknown',
        says: `${this.model.name} has no process ${event.node}; it has ${[...this.actions.keys()].join(', ')}`,
      };
    }
    if (event.node === NETWORK) return this.copy(event, actions);
    if (event.action === BEGINNING && event.received === undefined) return this.begin(event);
    const steps = actions.flatMap((action) => this.stepsOf(action, event));
    const fitting = steps.find(
      (step) => differencesOf(this.lineOf(step, event), this.seen(event)).length === 0,
    );
    if (fitting !== undefined) return this.advance(fitting, event);
    if (!isLast && event.received === undefined) return { kind: 'later' };
    return this.refuse(event, actions, steps);
  }

  coverage(): ReturnType<Judge['coverage']> {
    const all = this.model.actions.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
    return {
      actions: Object.fromEntries(this.taken),
      never: [...new Set(all)].filter((name) => !this.taken.has(name)),
      evidence: { cuts: this.cuts },
    };
  }

  /** What was sent before the first step is what the initial state has. */
  private begin(event: StepEvent): Answer {
    const expected = this.first
      .filter(({ from }) => from === event.node)
      .map((transfer) => ({ to: [transfer.to], message: sentJson(transfer, event.node) }));
    const { sent } = this.seen(event) as { readonly sent: unknown };
    const differences = differencesOf({ sent: expected, changed: {} }, { sent, changed: event.changed });
    if (differences.length === 0) return fine;
    return broken({
      level: 1,
      rule: `${event.node}: ${BEGINNING}`,
      says: `${event.node} begins with other messages than the spec`,
      differences,
      suspect: 'implementation',
    });
  }

  /** The network makes a copy of a message that is on its way. */
  private copy(event: StepEvent, actions: readonly Action[]): Answer {
    const [copy] = event.sent;
    const step = actions
      .filter(({ name }) => name === event.action)
      .flatMap((action) =>
        this.state.elementsFor(action).flatMap((element) => this.state.stepsOf(action, element)),
      )
      .find(({ outcome: { received } }) => {
        if (received === undefined || copy === undefined) return false;
        const isSame = canonical(messageJson(received.message)) === canonical(receivedMessage(copy.message));
        return isSame && received.to === copy.to[0] && received.from === event.changed.from;
      });
    if (step !== undefined) return this.advance(step, event);
    return broken({
      level: 1,
      rule: `${NETWORK}: ${event.action}`,
      says: `the spec's network does not ${event.action} such a message here`,
      suspect: 'log',
    });
  }

  /** A step as a line would have it; parameters of actions only where the log has them. */
  private lineOf(step: DirectStep, { action }: StepEvent): object {
    return lineOfStep(this.model, stepOf(this.state, step), !action.endsWith(')'));
  }

  private advance(step: DirectStep, { action }: StepEvent): Answer {
    const before = this.state;
    this.state = step.next;
    this.taken.set(step.name, (this.taken.get(step.name) ?? 0) + 1);
    this.cuts += 1;
    for (const property of this.model.properties) {
      if (property.kind !== 'invariant' && property.kind !== 'transition') continue;
      const parameters = instanceShown(property, before, this.state);
      if (parameters === undefined) continue;
      const which = Object.keys(parameters).length === 0 ? '' : ` (${formatParameters(parameters)})`;
      return broken({
        level: 3,
        rule: property.name,
        says: `after ${action} the spec's ${property.kind} ${property.name}${which} is broken: ${property.says}`,
        evidence: lookedAt(this.model, property, parameters, this.state),
        suspect: 'implementation',
      });
    }
    return fine;
  }

  /** Steps of an action whose name and message are those of the line. */
  private stepsOf(action: Action, event: StepEvent): readonly DirectStep[] {
    const message =
      event.received === undefined ? undefined : canonical(receivedMessage(event.received.message));
    const elements = this.state.elementsFor(action);
    return elements.flatMap((element) => {
      const name = typeof action.name === 'string' ? action.name : action.name(element);
      if (!isNamed(event.action, name)) return [];
      const envelope = element as { readonly from?: string; readonly message?: unknown } | undefined;
      const isMeant =
        message === undefined ||
        envelope?.message === undefined ||
        (envelope?.from === event.received?.from && canonical(lineMessage(envelope?.message)) === message);
      return isMeant ? this.state.stepsOf(action, element) : [];
    });
  }

  /** What of a line the spec can say. */
  private seen({ action, sent, changed, received }: StepEvent): object {
    return {
      action,
      ...(received === undefined
        ? {}
        : { received: { from: received.from, message: receivedMessage(received.message) } }),
      sent: sent.map(({ to, message }) => ({ to, message: bareMessage(message) })),
      changed,
    };
  }

  private refuse(event: StepEvent, actions: readonly Action[], steps: readonly DirectStep[]): Answer {
    const state = this.state;
    const seen = this.seen(event);
    const names = (candidates: readonly DirectStep[]) => [...new Set(candidates.map(({ name }) => name))];
    const others = actions.flatMap((action) =>
      state.elementsFor(action).flatMap((element) => state.stepsOf(action, element)),
    );
    const { guards } = guardsAsked(() => {
      for (const action of actions)
        for (const element of state.elementsFor(action)) {
          if (isNamed(event.action, typeof action.name === 'string' ? action.name : action.name(element)))
            action.run(state, element);
        }
    });
    const own = state.assignments().find(({ variable }) => variable === event.node)?.value;
    const lines = steps.map((step) => this.lineOf(step, event));
    const near = nearest(lines, seen);
    const isKnown = actions.some(({ name }) => typeof name !== 'string' || isNamed(event.action, name));
    if (!isKnown) {
      return {
        kind: 'unknown',
        says: `${this.model.name} has no action ${event.action} at ${event.node}; there are ${[...new Set(actions.map(({ name }) => String(name)))].join(', ')}`,
      };
    }
    const differences = near ?? [];
    return broken({
      level: 1,
      rule: `${event.node}: ${event.action}`,
      says:
        steps.length === 0
          ? `the spec does not allow ${event.action} at ${event.node} here`
          : `the spec allows ${event.action} at ${event.node} here, and not with this outcome`,
      differences,
      guards,
      state: own,
      allowed: names(others).slice(0, 12),
      ...(differences.length === 1
        ? { edit: `${differences[0].field}: ${formatValue(differences[0].expected)}` }
        : {}),
      suspect: differences.length === 1 ? 'log' : 'implementation',
    });
  }
}

/** Whether a line's action is that one: its name alone, or with parameters behind it. */
function isNamed(logged: string, name: string): boolean {
  return logged === name || (logged.startsWith(`${name}(`) && logged.endsWith(')'));
}

function lineMessage(message: unknown): unknown {
  return messageJson(message);
}

function broken(finding: Partial<Finding> & Pick<Finding, 'level' | 'rule' | 'says' | 'suspect'>): Answer {
  return { kind: 'broken', finding: { differences: [], guards: [], allowed: [], ...finding } };
}
