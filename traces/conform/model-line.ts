/**
 * A line in the words of a spec, held against the steps that the spec's own code takes from a state: which of them it may be, and in what it
 * differs from the others.
 */
import { canonical } from '../../checker/canonical.js';
import { toJson } from '../../checker/json-value.js';
import { type Action, actionName, type Model, type View } from '../../checker/model.js';
import type { DirectState, DirectStep } from '../../checker/paths/direct.js';
import { stepOf } from '../../checker/paths/replay.js';
import { differencesOf, sameJson } from './differences.js';
import type { StepEvent } from './judge.js';
import { isPlain } from './plain.js';
import { inWordsOf } from './plain-words.js';
import type { Difference } from './verdict.js';
import { bareMessage, keepsOrder, lineOfStep, messageJson, receivedMessage, SENDER } from './walk-line.js';

/** Each message to each of its receivers. */
export const sendingsOf = ({ sent }: StepEvent): readonly Sending[] =>
  sent.flatMap(({ to, message }) => to.map((one) => ({ to: [one], message: bareMessage(message) })));

export interface Sending {
  readonly to: readonly string[];
  readonly message: { readonly [SENDER]?: string };
}

/**
 * What is sent in one step has an order only from one process to another, and only where the network keeps it.
 * @param isKept whether it does (walk-line.ts)
 */
export function inOrderOf(
  expected: readonly Sending[],
  sent: readonly Sending[],
  isKept: boolean,
): readonly Sending[] {
  const left = [...sent];
  const known = expected.flatMap((one) => {
    const equal = isKept ? -1 : left.findIndex((other) => isSameWay(one, other) && isSameMessage(one, other));
    const same = equal < 0 ? left.findIndex((other) => isSameWay(one, other)) : equal;
    const at = same < 0 ? left.findIndex(({ to: [receiver] }) => receiver === one.to[0]) : same;
    return at < 0 ? [] : left.splice(at, 1);
  });
  return [...known, ...left];
}

const isSameMessage = ({ message }: Sending, other: Sending): boolean =>
  sameJson(inWordsOf(message, other.message), message);

function isSameWay(one: Sending, other: Sending): boolean {
  return one.to[0] === other.to[0] && one.message[SENDER] === other.message[SENDER];
}

function isEnvelope(element: unknown): element is { readonly from?: string; readonly message: unknown } {
  return (element as { readonly message?: unknown } | undefined)?.message !== undefined;
}

/** A step beside the line that it is held against. */
export interface Held {
  readonly step: DirectStep;
  readonly differences: readonly Difference[];
}

/** A message as a line has it, and its text. */
interface Told {
  readonly json: { readonly kind?: unknown };
  readonly text: string;
}

/** What is on its way is asked for each line anew. */
const told = new WeakMap<object, Told>();

function toldOf(message: unknown): Told {
  const key = typeof message === 'object' && message !== null ? message : undefined;
  const known = key && told.get(key);
  if (known !== undefined) return known;
  const json = messageJson(message);
  const fresh = { json, text: canonical(json) };
  if (key !== undefined) told.set(key, fresh);
  return fresh;
}

export class ModelLine {
  readonly #received: { readonly kind?: unknown } | undefined;
  readonly #text: string | undefined;
  /** A message that goes to several is one entry of a line, and as many messages of the spec. */
  readonly #sent: readonly Sending[];

  constructor(
    private readonly model: Model,
    readonly event: StepEvent,
    /** Whether lines say what changed. */
    private readonly isStateLogged: boolean,
  ) {
    const { received } = event;
    this.#received = received === undefined ? undefined : receivedMessage(received.message);
    this.#text = this.#received === undefined ? undefined : canonical(this.#received);
    this.#sent = sendingsOf(event);
  }

  /** Whether the action has the name that the line has: alone, or with parameters behind it. */
  isNamed(name: string): boolean {
    const { action } = this.event;
    return action === name || (action.startsWith(`${name}(`) && action.endsWith(')'));
  }

  /** Whether it is one of the actions. */
  isOneOf(actions: readonly Action[]): boolean {
    return actions.some(({ name, nameBegins = '' }) =>
      typeof name === 'string' ? this.isNamed(name) : this.event.action.startsWith(nameBegins),
    );
  }

  /** What an action ranges over here that has the name, and the message, of the line. */
  meant(state: DirectState, action: Action): readonly unknown[] {
    const { received } = this.event;
    return state.elementsFor(action).filter((element) => {
      if (!this.isNamed(actionName(action, element))) return false;
      if (received === undefined || !isEnvelope(element)) return true;
      return element.from === received.from && this.#isReceived(toldOf(element.message));
    });
  }

  #isReceived({ json, text }: Told): boolean {
    // Nearly all others are of another kind, which has one word.
    if (text === this.#text || json.kind !== this.#received?.kind) return text === this.#text;
    return text === canonical(inWordsOf(json, this.#received));
  }

  /** The steps that may be meant, each with what is otherwise in it. */
  held(state: DirectState, actions: readonly Action[]): readonly Held[] {
    return actions.flatMap((action) =>
      this.meant(state, action).flatMap((element) =>
        state
          .outcomesOf(action, element)
          .map((step) => ({ step, differences: this.#differences(state, step) })),
      ),
    );
  }

  /** Whether it says that a message came and nothing followed, and the spec ignores that message here. */
  isIgnored(state: DirectState, actions: readonly Action[]): boolean {
    const { received, sent, changed } = this.event;
    if (received === undefined || sent.length > 0 || Object.keys(changed).length > 0) return false;
    const meant = actions.flatMap((action) =>
      this.meant(state, action).map((element) => state.stepsOf(action, element)),
    );
    return meant.length > 0 && meant.every((steps) => steps.length === 0);
  }

  /**
   * Whether all that the spec does there follows from the state of its own process, and from the message of the line where it has one: then what
   * others did makes no difference to whether the line is explained.
   */
  isLocal(state: DirectState, actions: readonly Action[]): boolean {
    const own = [this.event.node, `up ${this.event.node}`];
    let isOwn = true;
    const view: View = {
      get: (cell) => {
        isOwn &&= own.includes(cell.name);
        return state.get(cell);
      },
      sent: (soup, pattern) => {
        isOwn = false;
        return state.sent(soup, pattern);
      },
    };
    const meant = actions.flatMap((action) =>
      this.meant(state, action).map((element) => {
        // What else there may be to range over, others may bring about.
        isOwn &&= action.over === undefined || (this.event.received !== undefined && isEnvelope(element));
        return action.run(view, element);
      }),
    );
    return meant.length > 0 && isOwn;
  }

  #differences(state: DirectState, step: DirectStep): readonly Difference[] {
    // Parameters of actions only where the log has them.
    const taken = stepOf(state, step);
    const { changed, ...line } = lineOfStep(this.model, taken, !this.event.action.endsWith(')'));
    const { action, received } = this.event;
    const seen = {
      action,
      // It is the one that is meant.
      ...(received === undefined ? {} : { received: line.received }),
      sent: inWordsOf(line.sent, inOrderOf(line.sent, this.#sent, keepsOrder(this.model))),
    };
    if (!this.isStateLogged) return differencesOf(line, seen);
    const before = taken.changes.find(({ variable }) => variable === this.event.node)?.before;
    return differencesOf({ ...line, changed }, { ...seen, changed: this.#changed(changed, before) });
  }

  #changed(expected: Readonly<Record<string, unknown>>, before: unknown): object {
    return Object.fromEntries(
      Object.entries(this.event.changed).map(([name, value]) => {
        const old = isPlain(before) && before[name] !== undefined ? toJson(before[name]) : undefined;
        return [name, inWordsOf(expected[name], value, old)];
      }),
    );
  }
}
