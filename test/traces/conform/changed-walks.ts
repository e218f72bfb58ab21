/** Traces of walks with one field changed, and the naive twin that says whether the checker could have written them. */

import type { Model } from '../../../checker/model.js';
import { DirectState } from '../../../checker/paths/direct.js';
import { stepOf } from '../../../checker/paths/replay.js';
import { differencesOf } from '../../../traces/conform/differences.js';
import { BEGINNING, bareMessage, lineOfStep, receivedMessage } from '../../../traces/conform/walk-line.js';
import type { Event, EventOf } from '../../../traces/event.js';

const isStep = (event: Event): event is EventOf<'step'> =>
  event.kind === 'step' && event.action !== BEGINNING;

/** The same lines, but for one field of one step: a number is another, a text, a list or an object has something more or less. */
export function withOneFieldChanged(events: readonly Event[], line: number, field: number): Event[] {
  const copy = JSON.parse(JSON.stringify(events)) as Event[];
  const steps = copy.filter(isStep);
  const step = steps[line % steps.length];
  const { action, received, sent, changed } = step;
  const parts = { action, sent, changed, ...(received === undefined ? {} : { received }) };
  const places = placesIn(parts);
  const [holder, key] = places[field % places.length];
  holder[key] = another(holder[key]);
  Object.assign(step, parts);
  return copy;
}

type Holder = Record<string, unknown>;

/** Every field and item that can be changed; ids name messages and mean nothing. */
function placesIn(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key === 'id') return [];
    const isKind = key === 'kind' || key.startsWith('#');
    return [...(isKind ? [] : [[value as Holder, key] as [Holder, string]]), ...placesIn(part)];
  });
}

function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.slice(1);
  return value === null ? 1 : null;
}

/** What a line says, without the ids of its messages. */
export function bareLineOf({ action, received, sent, changed }: EventOf<'step'>) {
  return {
    action,
    ...(received === undefined
      ? {}
      : { received: { from: received.from, message: receivedMessage(received.message) } }),
    sent: sent.map(({ to, message }) => ({ to, message: bareMessage(message) })),
    changed,
  };
}

/** Whether some path of the model is just these lines, in their order: all steps of all states are looked at. */
export function canProduce(model: Model, events: readonly Event[]): boolean {
  let states = DirectState.initial(model);
  for (const event of events.filter(isStep)) {
    const seen = bareLineOf(event);
    states = states.flatMap((state) =>
      state
        .steps()
        .filter((step) => differencesOf(lineOfStep(model, stepOf(state, step)), seen).length === 0)
        .map(({ next }) => next),
    );
    if (states.length === 0) return false;
  }
  return true;
}
