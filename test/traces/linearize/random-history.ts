/**
 * Random small histories, as descriptions that print and shrink well. A plan is a list of numbers; each is a choice: which client does what next, when its operation takes
 * effect, whether it is told. A real object answers, so the history is linearizable until an answer is changed.
 */
import fc from 'fast-check';
import type { ClientEvent, Json } from '../../../traces/linearize/history.js';
import { type ObjectModel, stepOf } from '../../../traces/linearize/model.js';
import { modelsOf } from '../../../traces/linearize/models/index.js';

export const MODELS = modelsOf({ register: null, absent: '' });

export interface HistoryPlan {
  readonly model: number;
  readonly clients: number;
  readonly choices: readonly number[];
}

export const historyPlan: fc.Arbitrary<HistoryPlan> = fc.record({
  model: fc.nat(MODELS.length - 1),
  clients: fc.integer({ min: 2, max: 4 }),
  choices: fc.array(fc.nat(999), { minLength: 4, maxLength: 40 }),
});

const OPERATIONS_MAX = 6;

interface Pending {
  readonly client: string;
  readonly action: string;
  readonly key: Json | undefined;
  readonly argument: Json | undefined;
  answer: Json | undefined;
  hasEffect: boolean;
}

/** What a plan makes: a linearizable history of an object, with at most six operations. */
export function historyOf({ model: number, clients, choices }: HistoryPlan): {
  readonly model: ObjectModel;
  readonly events: readonly ClientEvent[];
} {
  const model = MODELS[number];
  const events: ClientEvent[] = [];
  const pending = new Map<string, Pending>();
  const gone = new Set<string>();
  let state = model.init;
  let called = 0;
  const takeEffect = (operation: Pending) => {
    const outcome = stepOf(model, state, operation, undefined);
    state = outcome.state;
    operation.answer = outcome.answer;
    operation.hasEffect = true;
  };
  for (const choice of choices) {
    const client = String(choice % clients);
    const rest = Math.floor(choice / clients);
    const operation = pending.get(client);
    const line = events.length + 1;
    if (gone.has(client)) continue;
    if (operation === undefined) {
      if (called === OPERATIONS_MAX) continue;
      called++;
      const asked = callOf(model, rest);
      pending.set(client, { client, ...asked, answer: undefined, hasEffect: false });
      events.push({ line, client, type: 'invoke', ...asked });
    } else if (!operation.hasEffect && rest % 4 !== 0) takeEffect(operation);
    else if (rest % 5 === 0) {
      events.push({ line, client, action: operation.action, type: operation.hasEffect ? 'info' : 'fail' });
      pending.delete(client);
      // Some clients crash for good, others go on under their name.
      if (rest % 2 === 0) gone.add(client);
    } else {
      if (!operation.hasEffect) takeEffect(operation);
      events.push({ line, client, action: operation.action, type: 'ok', answer: operation.answer });
      pending.delete(client);
    }
  }
  return { model, events };
}

/** A few values, so that they meet. */
const VALUES: readonly Json[] = ['a', 'b', ''];

function callOf(model: ObjectModel, rest: number): Pick<Pending, 'action' | 'key' | 'argument'> {
  const names = Object.keys(model.actions);
  const action = names[rest % names.length];
  const [one, other] = [VALUES[rest % 3], VALUES[Math.floor(rest / 3) % 3]];
  const argument: Record<string, Json> = {
    write: one,
    put: one,
    append: one,
    enqueue: one,
    cas: [one, other],
    range: { from: '', to: null, limit: 2 },
  };
  // Two keys, seldom the second: the history of one is longer then.
  const key = model.name === 'key-value' && action !== 'range' ? (rest % 7 === 0 ? 'y' : 'x') : undefined;
  return { action, key, argument: argument[action] };
}

/** The same history with one answer changed; undefined where there is none to change. */
export function withOneAnswerChanged(
  events: readonly ClientEvent[],
  which: number,
  to: number,
): readonly ClientEvent[] | undefined {
  const answers = events.flatMap((event, i) =>
    event.type === 'ok' && event.answer !== undefined ? [i] : [],
  );
  if (answers.length === 0) return undefined;
  const place = answers[which % answers.length];
  return events.map((event, i) =>
    i === place && event.type === 'ok' ? { ...event, answer: otherThan(event.answer, to) } : event,
  );
}

function otherThan(answer: Json | undefined, to: number): Json {
  if (typeof answer === 'boolean') return !answer;
  if (answer !== null && typeof answer === 'object')
    return 'found' in answer ? true : { entries: [], more: false };
  const others = [...VALUES, null, '0', 'ab'].filter((value) => value !== answer);
  return others[to % others.length];
}
