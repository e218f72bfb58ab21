/**
 * Writes sample executions by hand without writing every value twice: it keeps the current state, so that a
 * step says only what becomes of which variable, and the changes come out consistent.
 */
import { equalValues } from '../../../checker/canonical.js';
import type { Change, Execution, Step } from '../../../checker/execution.js';
import type { Transfer } from '../../../checker/model.js';

type State = { readonly [variable: string]: unknown };

export interface Scene {
  readonly action: string;
  readonly node?: string;
  readonly parameters?: Step['parameters'];
  readonly received?: Transfer;
  readonly sent?: readonly Transfer[];
  /** The new values of cells. */
  readonly set?: State;
  /** What is added to soups. */
  readonly add?: { readonly [soup: string]: readonly unknown[] };
}

export function story(
  head: Omit<Execution, 'initial' | 'steps'>,
  initial: State,
  scenes: readonly Scene[],
): Execution {
  const state = new Map(Object.entries(initial));
  return {
    ...head,
    initial: Object.entries(initial).map(([variable, value]) => ({
      variable,
      kind: scenes.some(({ add = {} }) => variable in add) ? 'soup' : 'cell',
      value,
    })),
    steps: scenes.map((scene) => ({
      action: scene.action,
      ...(scene.node === undefined ? {} : { node: scene.node }),
      parameters: scene.parameters ?? {},
      ...(scene.received === undefined ? {} : { received: scene.received }),
      sent: scene.sent ?? [],
      changes: [...setCells(state, scene.set ?? {}), ...addMembers(state, scene.add ?? {})],
    })),
  };
}

function setCells(state: Map<string, unknown>, values: State): Change[] {
  return Object.entries(values).map(([variable, after]) => {
    const before = state.get(variable);
    state.set(variable, after);
    return { variable, kind: 'cell', before, after };
  });
}

/** As in a real execution, adding what is there changes nothing. */
function addMembers(
  state: Map<string, unknown>,
  additions: { readonly [soup: string]: readonly unknown[] },
): Change[] {
  return Object.entries(additions).flatMap(([variable, members]) => {
    const old = state.get(variable) as readonly unknown[];
    const added = members.filter((member) => !old.some((there) => equalValues(there, member)));
    state.set(variable, [...old, ...added]);
    return added.length === 0 ? [] : [{ variable, kind: 'soup', after: added }];
  });
}

/** The same message to several nodes. */
export function toAll(from: string, receivers: readonly string[], message: unknown): Transfer[] {
  return receivers.map((to) => ({ from, to, message }));
}

/** What these messages add to the inboxes of those they are sent to. */
export function intoInboxes(sent: readonly Transfer[]): { readonly [soup: string]: readonly unknown[] } {
  const inboxes: Record<string, unknown[]> = {};
  for (const { from, to, message } of sent) {
    inboxes[`inbox ${to}`] = [...(inboxes[`inbox ${to}`] ?? []), { from, message }];
  }
  return inboxes;
}
