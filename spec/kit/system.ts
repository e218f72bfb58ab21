/**
 * From roles to a Model. The instance says how many processes of each role there are, what the network and crashes may
 * do, and how far the processes go; the roles say nothing of it.
 */
import {
  type Action,
  type Cell,
  cell,
  type Decision,
  type Model,
  type Property,
  type Sort,
  set,
  type Update,
  type Variable,
} from '../../checker/model.js';
import { frozenCopy } from './frozen.js';
import { type Network, wire } from './network.js';
import { type AnyCast, type Crashes, type Node, Process, SystemError } from './process.js';
import type { AnyMessage, Role, Self } from './role.js';

export { type AnyNode, type Cast, type Crashes, type Node, SystemError } from './process.js';

type StateOf<K> = K extends { readonly role: Role<infer S, infer _M, infer _C> }
  ? K extends { readonly spawned: true }
    ? S | null
    : S
  : never;
type MessageOf<K> = K extends { readonly role: Role<infer _S, infer M, infer _C> } ? M : never;

export type Nodes<R extends Readonly<Record<string, AnyCast>>> = {
  readonly [K in keyof R]: readonly Node<StateOf<R[K]>, MessageOf<R[K]>>[];
};

export interface SystemDefinition<C, R extends Readonly<Record<string, AnyCast>>> {
  readonly name: string;
  readonly constants: C;
  readonly network: Network;
  readonly roles: R;
  /** Processes and values that are alike, or that look alike and are not. */
  readonly sorts?: readonly Sort[];
  readonly properties: (nodes: Nodes<R>) => readonly Property[];
  /** What is decided, where the processes are to agree on something. */
  readonly decisions?: (nodes: Nodes<R>) => readonly Decision[];
}

/**
 * The model of a system of roles.
 * @throws SystemError where two processes share a name or have none of one word, a stable field is none of the
 *   state, a budget is no whole number, or there is no such recovery; NetworkError where there is no such network
 */
export function system<C, const R extends Readonly<Record<string, AnyCast>>>(
  definition: SystemDefinition<C, R>,
): Model {
  const { name, roles } = definition;
  const everybody = Object.values(roles).flatMap((cast) => cast.nodes);
  const twice = everybody.find((id, i) => everybody.indexOf(id) !== i);
  if (twice !== undefined) throw new SystemError(`system ${name} has two processes named ${twice}`);
  const spaced = everybody.find((id) => !/^\S+$/.test(id));
  if (spaced !== undefined)
    throw new SystemError(`a process is named by one word, not ${JSON.stringify(spaced)}`);
  requireKnownCrashes(roles);
  requireKnownFields(roles);
  if (definition.network === undefined) throw new SystemError(`system ${name} has no network`);
  const spawned = Object.values(roles).flatMap((cast) => (cast.spawned === true ? cast.nodes : []));
  const wiring = wire(definition.network, everybody, spawned);
  const constants = frozenCopy(definition.constants);
  const nodesByRole = knownOnly(
    frozenCopy(Object.fromEntries(Object.entries(roles).map(([role, cast]) => [role, cast.nodes]))),
  );

  const variables: Variable[] = [];
  const initial: Update[] = [];
  const actions: Action[] = [];
  const handles: Record<string, Node<object, AnyMessage>[]> = {};
  const processes = new Map<string, Process<C>>();
  for (const [roleName, cast] of Object.entries(roles)) {
    const budget = cast.crashes !== undefined && cast.crashes.budget > 0 ? crashBudget(roleName) : undefined;
    if (budget !== undefined) {
      variables.push(budget);
      initial.push(set(budget, cast.crashes?.budget ?? 0));
    }
    handles[roleName] = cast.nodes.map((id, i) => {
      const self: Self<C> = Object.freeze({ id, index: i + 1, nodes: nodesByRole, constants });
      const process = new Process(self, cast, wiring, budget, processes);
      processes.set(id, process);
      variables.push(...process.variables);
      initial.push(...process.initial);
      actions.push(...process.actions);
      return process.handle;
    });
  }
  // Only now is everybody there whom a first step may spawn or send to.
  const started = [...processes.values()].flatMap((process) => process.started());
  return {
    name,
    sorts: definition.sorts,
    variables: [...variables, ...wiring.variables],
    initial: [settled([...initial, ...wiring.initial, ...started])],
    actions: [...actions, ...wiring.faults],
    properties: definition.properties(handles as unknown as Nodes<R>),
    ...(definition.decisions === undefined
      ? {}
      : { decisions: definition.decisions(handles as unknown as Nodes<R>) }),
  };
}

/** The same with every change made: what a first step sends is in flight in the initial state. */
function settled(updates: readonly Update[]): Update[] {
  const values = new Map<Cell<never>, unknown>();
  const added: Update[] = [];
  for (const update of updates) {
    if (update.kind === 'add') added.push(update);
    else if (update.kind === 'set') values.set(update.cell, update.value);
    else values.set(update.cell, update.by.apply(values.get(update.cell) as never, update.argument as never));
  }
  return [...[...values].map(([cell, value]) => set(cell as Cell<unknown>, value)), ...added];
}

function crashBudget(role: string): Cell<number> {
  return cell<number>(`crashes left of ${role}`);
}

/** The names of processes by role; asking for a role that does not exist throws instead of giving undefined. */
function knownOnly<T extends object>(byRole: T): T {
  return new Proxy(byRole, {
    get: (target, role) => {
      if (typeof role === 'string' && !Object.hasOwn(target, role)) {
        throw new SystemError(`there is no role ${role}; there are: ${Object.keys(target).join(', ')}`);
      }
      return Reflect.get(target, role);
    },
  });
}

const RECOVERIES: readonly string[] = ['stable', 'amnesia', 'none'] satisfies Crashes['recovery'][];

function requireKnownCrashes(roles: Readonly<Record<string, AnyCast>>): void {
  for (const [role, { crashes, spawned }] of Object.entries(roles)) {
    if (crashes === undefined) continue;
    if (spawned === true)
      throw new SystemError(`${role} is spawned; crashes of such a role are not modelled`);
    const { budget, recovery, atOnce } = crashes;
    if (!Number.isInteger(budget) || budget < 0) {
      throw new SystemError(`the crash budget of ${role} is ${budget}; it must be a whole number, 0 or more`);
    }
    if (atOnce !== undefined && (!Number.isInteger(atOnce.most) || atOnce.most < 1)) {
      throw new SystemError(
        `of ${role} ${atOnce.most} may be recovering at once; it must be a whole number, 1 or more`,
      );
    }
    if (atOnce !== undefined && recovery === 'none')
      throw new SystemError(`${role} does not recover, so atOnce bounds nothing`);
    if (!RECOVERIES.includes(recovery)) {
      throw new SystemError(`the recovery of ${role} is ${recovery}; there are: ${RECOVERIES.join(', ')}`);
    }
  }
}

const ROLE_FIELDS = ['init', 'stable', 'optional', 'start', 'receive', 'actions'];

/** A misspelt field of a role would make it silently do less. */
function requireKnownFields(roles: Readonly<Record<string, AnyCast>>): void {
  for (const [name, { role, allows = {} }] of Object.entries(roles)) {
    if (typeof role?.init !== 'function') throw new SystemError(`role ${name} has no init`);
    const unknown = Object.keys(role).find((field) => !ROLE_FIELDS.includes(field));
    if (unknown !== undefined) {
      throw new SystemError(
        `role ${name} has an unknown field ${unknown}; there are: ${ROLE_FIELDS.join(', ')}`,
      );
    }
    const actions = Object.keys(role.actions ?? {});
    const stranger = Object.keys(allows).find((action) => !actions.includes(action));
    if (stranger !== undefined) {
      throw new SystemError(
        `role ${name} has no action ${stranger} to allow; there are: ${actions.join(', ') || 'none'}`,
      );
    }
  }
}
