/**
 * Which names the messages and states of a spec have, as some random walks show them; and where a line that is refused has others. A log that never has a
 * name which every message of that kind has in the spec, or always has one that none has, is one in names that no mapping explains: that says
 * nothing of the implementation. What one line lacks and another has is the implementation's.
 */
import { toJson } from '../../checker/json-value.js';
import type { Model } from '../../checker/model.js';
import { DirectState } from '../../checker/paths/direct.js';
import type { StepEvent } from './judge.js';
import { isPlain } from './plain.js';
import { someWalks } from './some-walks.js';
import { nameOfAlike } from './unseen.js';
import type { Difference } from './verdict.js';
import { bareMessage, initialMessages, messageJson, receivedMessage } from './walk-line.js';

/** Of one sort of objects: the names that each of them has, and those that some have. */
interface Shape {
  readonly ever: Set<string>;
  always: ReadonlySet<string>;
}

/** A name that a refused line lacks, or has in place of others, in objects of one sort. */
export interface NameDoubt {
  readonly sort: string;
  readonly isThere: boolean;
  readonly name: string;
  /** Of a state: the fields that the spec changes there, and the line does not. */
  readonly instead: readonly string[];
}

/** An object of a line, and of which sort it is: `message promise`, `state of a#`, or `vote` for what stands in a field of that name. */
type Found = readonly [sort: string, object: Readonly<Record<string, unknown>>];

const isState = (sort: string) => sort.startsWith('state of ');

/** Maps of the spec have keys, which are no names. */
function* within(sort: string, value: unknown): Generator<Found> {
  if (Array.isArray(value)) for (const one of value) yield* within(sort, one);
  if (!isPlain(value)) return;
  yield [sort, value];
  for (const [name, part] of Object.entries(value)) yield* within(name, part);
}

function* objectsOf({ node, sent, received, changed }: StepEvent): Generator<Found> {
  for (const { message } of sent) yield* within(`message ${message.kind}`, receivedMessage(message));
  if (received !== undefined)
    yield* within(`message ${received.message.kind}`, bareMessage(received.message));
  yield* within(`state of ${nameOfAlike(node)}`, changed);
}

const known = new WeakMap<Model, ReadonlyMap<string, Shape>>();

function shapesOf(model: Model): ReadonlyMap<string, Shape> {
  const there = known.get(model) ?? walked(model);
  known.set(model, there);
  return there;
}

function walked(model: Model): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  const maps = new Set<string>();
  const add = (sort: string, value: unknown) => {
    for (const [inner, object] of within(sort, value)) {
      const names = Object.keys(object);
      if (names.some((name) => name.startsWith('#'))) maps.add(inner);
      const shape = shapes.get(inner) ?? { ever: new Set<string>(), always: new Set(names) };
      for (const name of names) shape.ever.add(name);
      shape.always = new Set([...shape.always].filter((name) => name in object));
      shapes.set(inner, shape);
    }
  };
  const processes = new Set(model.actions.map(({ node }) => node));
  const addMessage = (message: unknown) => {
    const json = messageJson(message) as { readonly kind: string };
    add(`message ${json.kind}`, json);
  };
  const initial = DirectState.initial(model);
  for (const { message } of initialMessages(initial[0].assignments())) addMessage(message);
  for (const { state, taken } of someWalks(initial)) {
    for (const { variable, value } of state.assignments())
      if (processes.has(variable)) add(`state of ${nameOfAlike(variable)}`, toJson(value));
    for (const { message } of taken?.outcome.sent ?? []) addMessage(message);
  }
  // Where no name is in all of them they are maps, too.
  for (const [sort, { always }] of shapes) if (maps.has(sort) || always.size === 0) shapes.delete(sort);
  return shapes;
}

/**
 * What names of a line may be wrong, if no other line says otherwise.
 * @param differences from the nearest step of the spec
 */
export function doubtsOf(
  model: Model,
  event: StepEvent,
  differences: readonly Difference[],
): readonly NameDoubt[] {
  const isOfNames =
    differences.length === 0
      ? event.received !== undefined
      : differences.some(({ expected, observed }) => expected === undefined || observed === undefined);
  return isOfNames ? namesInDoubt(model, event, differences) : [];
}

/** The same of a line in which any name may be wrong. */
export function namesInDoubt(
  model: Model,
  event: StepEvent,
  differences: readonly Difference[] = [],
): readonly NameDoubt[] {
  const shapes = shapesOf(model);
  const instead = differences.flatMap(({ field, observed }) => {
    const name = /^changed\.([^.[]+)$/.exec(field)?.[1];
    return name === undefined || observed !== undefined ? [] : [name];
  });
  return [...objectsOf(event)].flatMap(([sort, object]): NameDoubt[] => {
    const shape = shapes.get(sort);
    if (shape === undefined) return [];
    const strange = Object.keys(object).filter((name) => !shape.ever.has(name) && !name.startsWith('@'));
    const lacking = sort.startsWith('message ') ? [...shape.always].filter((name) => !(name in object)) : [];
    return [
      ...strange.map((name) => ({ sort, isThere: true, name, instead: isState(sort) ? instead : [] })),
      ...lacking.map((name) => ({ sort, isThere: false, name, instead: [] })),
    ];
  });
}

/** Whether a line says that the names are right: the fault is in the other line alone. */
export function isCleared({ sort, isThere, name, instead }: NameDoubt, event: StepEvent): boolean {
  for (const [other, object] of objectsOf(event)) {
    if (other !== sort) continue;
    if (isState(sort) ? instead.some((one) => one in object) : name in object !== isThere) return true;
  }
  return false;
}

/** For a reader. @param fields what a mapping says, from the names of the log */
export function sayDoubts(
  doubts: readonly NameDoubt[],
  spec: string,
  fields: Readonly<Record<string, string>> = {},
): string {
  const said = doubts.map(({ sort, isThere, name }) => {
    const [from] = Object.entries(fields).find(([, to]) => to === name) ?? [];
    const entry = from === undefined ? '' : ` (fields.${from} of the mapping)`;
    const what = sort.replace(/#/g, '');
    return isThere
      ? `${what} has ${name}${entry}, which it never has in ${spec}`
      : `${what} has no ${name}${entry} in any line, and always has it in ${spec}`;
  });
  return `${[...new Set(said)].join('; ')}: the names of the log are the suspect, and a mapping (fields) gives them`;
}
