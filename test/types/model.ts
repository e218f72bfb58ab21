/**
 * Wrong models that must not compile. Nothing here runs: `tsc` fails where an expected error is missing, that is,
 * where a wrong spec would pass.
 */
import {
  add,
  blind,
  type Cell,
  cell,
  change,
  type Mapping,
  type Matching,
  over,
  type Soup,
  set,
  soup,
  type View,
} from '../../checker/model.js';
import { mapsCell, mapsSoup } from '../../spec/kit/plain.js';

type Message =
  | { readonly kind: 'prepare'; readonly ballot: number }
  | { readonly kind: 'accept'; readonly ballot: number; readonly vote: { readonly value: string } };

const count: Cell<number> = cell('count');
const phase: Cell<'idle' | 'done'> = cell('phase');
const messages: Soup<Message> = soup('messages');
const plus = blind('plus', (old: number, by: number) => old + by);

export const right = [
  set(count, 1),
  set(phase, 'done'),
  add(messages, { kind: 'prepare', ballot: 1 }),
  change(count, plus, 2),
  over.cell(count, (n) => [n]),
];

export const wrong = [
  // @ts-expect-error a string is no value of a cell of numbers
  set(count, '1'),
  // @ts-expect-error the cell's type is what was declared, not what is put in
  set(phase, 'finished'),
  // @ts-expect-error a message lacks a field
  add(messages, { kind: 'accept', ballot: 1 }),
  // @ts-expect-error there is no such message
  add(messages, { kind: 'nack', ballot: 1 }),
  // @ts-expect-error the blind update is one of numbers
  change(phase, plus, 1),
  // @ts-expect-error its argument is a number
  change(count, plus, '1'),
  // @ts-expect-error a soup is not assigned
  set(messages, []),
  // @ts-expect-error a cell has no members
  add(count, 1),
  // @ts-expect-error an action ranges over a soup or over a cell
  over.soup(count),
];

export const rightMapping: Mapping[] = [
  mapsCell(count, (view) => view.get(phase).length),
  mapsCell(phase, (view) => (view.get(count) > 0 ? 'done' : 'idle')),
  mapsSoup(messages, (view) => view.sent(messages, { kind: 'prepare' })),
];

export const wrongMapping = [
  // @ts-expect-error the abstract cell holds a number
  mapsCell(count, (view) => view.get(phase)),
  // @ts-expect-error the abstract cell holds one of two words
  mapsCell(phase, (view) => (view.get(count) > 0 ? 'finished' : 'idle')),
  // @ts-expect-error a soup has members
  mapsSoup(messages, (view) => view.sent(messages)[0]),
  // @ts-expect-error there is no such member
  mapsSoup(messages, (view) => [{ kind: 'nack', ballot: view.get(count) }]),
  // @ts-expect-error a soup is no cell
  mapsCell(messages, (view) => view.sent(messages)),
];

export function reads(view: View): void {
  const n: number = view.get(count);
  const accepts: readonly Matching<Message, { readonly kind: 'accept' }>[] = view.sent(messages, {
    kind: 'accept',
  });
  const values: string[] = view
    .sent(messages, { kind: 'accept', vote: { value: 'v1' } })
    .map((m) => m.vote.value);
  // @ts-expect-error the cell holds a number
  const text: string = view.get(count);
  // @ts-expect-error there is no message of this kind
  view.sent(messages, { kind: 'nack' });
  // @ts-expect-error no message has this field
  view.sent(messages, { kind: 'prepare', slot: 1 });
  // @ts-expect-error a ballot is a number
  view.sent(messages, { ballot: '1' });
  // @ts-expect-error nested fields are checked too
  view.sent(messages, { kind: 'accept', vote: { value: 1 } });
  // @ts-expect-error a message of another kind has this field, one of this kind has not
  view.sent(messages, { kind: 'prepare', vote: { value: 'v1' } });
  // @ts-expect-error nor is a field within a field misspelt
  view.sent(messages, { kind: 'accept', vote: { valeu: 'v1' } });
  // @ts-expect-error a prepare carries no vote
  view.sent(messages, { kind: 'prepare' })[0].vote;
  // @ts-expect-error what was sent cannot be changed
  view.sent(messages).push({ kind: 'prepare', ballot: 1 });
  // @ts-expect-error a soup is not read as a cell
  view.get(messages);
  void [n, accepts, values, text];
}

interface Envelope {
  readonly from: string;
  readonly message: Message;
  readonly to?: { readonly ids: readonly string[] } | null;
}

export function readsWithin(
  view: View,
  inbox: Soup<Envelope>,
  kind: Message['kind'],
  vote?: { value: string },
): void {
  view.sent(inbox, { from: 'a1', message: { kind: 'accept', vote: { value: 'v1' } } });
  view.sent(inbox, { message: { ballot: 1 } });
  view.sent(inbox, { message: { kind, ballot: 1 } });
  view.sent(inbox, { message: { kind: 'accept', vote } });
  view.sent(inbox, { to: { ids: ['a1'] } });
  view.sent(inbox, { to: null });
  view.sent(inbox, {});
  // @ts-expect-error a field of the message is misspelt
  view.sent(inbox, { message: { kind: 'prepare', balot: 1 } });
  // @ts-expect-error also where no kind is given
  view.sent(inbox, { message: { balot: 1 } });
  // @ts-expect-error the sender is beside the message
  view.sent(inbox, { message: { kind: 'prepare', from: 'a1' } });
  // @ts-expect-error a message of this kind has no vote
  view.sent(inbox, { message: { kind: 'prepare', vote: { value: 'v1' } } });
  // @ts-expect-error three fields deep
  view.sent(inbox, { message: { kind: 'accept', vote: { valeu: 'v1' } } });
  // @ts-expect-error in what may be null
  view.sent(inbox, { to: { id: ['a1'] } });
  const misspelt = { message: { kind: 'prepare', balot: 1 } } as const;
  // @ts-expect-error a pattern that has a name is looked at too
  view.sent(inbox, misspelt);
}
