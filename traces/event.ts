/**
 * Events: what a recorded run says, one JSON object a line. traces/event.schema.json says the same for other languages; it is made
 * from this file (`UPDATE_GOLDEN=1 npx vitest run test/traces/event.test.ts`).
 *
 * A run is a directory, or one file: of each node the lines in the order in which they happened, a header first. A line of a node has a position:
 * (node, incarnation, sequence). Incarnations count the starts of the node, sequences the lines of the incarnation; both begin at 1, and
 * sequences have no holes. A recorder that cannot say in which order lines happened says so in the header (`order: none`); it numbers them all the same. Order across nodes comes from message ids alone: a message is received after it was sent. Times are for people.
 *
 * A step is one atomic handler. What it sends may leave when it is durable: after the `persist` line that covers it, if it or a step
 * before it wrote anything. A crash takes the node back to what was covered. Client lines have no position: they are the history as
 * one clock saw it, in the order of lines.
 *
 * Imports nothing of the project: everything that records, in whatever language, may build on it.
 */
import { z } from 'zod';

/** The version of the format; a reader refuses others. */
export const EVENT_VERSION = 1;

export const json = z.json();
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const name = z.string().min(1);
const count = z.int().min(1);

/** Fields of every line of a node but its header. */
const position = {
  node: name,
  incarnation: count.describe('which start of the node, from 1'),
  sequence: count.describe('which line of the incarnation, from 1, without holes'),
  time: z.number().optional().describe('milliseconds on some clock; for people only'),
};

const message = z
  .looseObject({
    id: name.describe('no other message of the run has it; one that goes to several nodes has one'),
    kind: name,
  })
  .describe('its other fields depend on its kind, and are what the mapping of the implementation says');

export const header = z
  .strictObject({
    kind: z.literal('header'),
    version: z.literal(EVENT_VERSION),
    run: name.describe('the same in all files of the run, different in any other run'),
    node: name,
    roles: z.array(name),
    configuration: json.describe('what the node was told when it started'),
    spec: name.describe('which spec it claims to follow'),
    order: z
      .enum(['sequence', 'none'])
      .optional()
      .describe('none: sequences do not say in which order the lines of an incarnation happened'),
  })
  .describe('the first line about a node');

export const start = z
  .strictObject({
    kind: z.literal('start'),
    ...position,
    durable: z
      .record(z.string(), json)
      .describe('the state that it found in stable storage, by role; empty the first time'),
  })
  .describe('the node begins an incarnation; its sequence is 1');

export const step = z
  .strictObject({
    kind: z.literal('step'),
    ...position,
    role: name,
    process: name.describe('the process within the role, such as one scout of a leader'),
    action: name,
    received: z.strictObject({ from: name, message }).optional(),
    sent: z.array(z.strictObject({ to: z.array(name), message })),
    changed: z
      .record(z.string(), json)
      .describe('what the step changed, as it is after it; of a map the entries that changed, null for gone'),
  })
  .describe('one atomic handler');

export const persist = z
  .strictObject({
    kind: z.literal('persist'),
    ...position,
    through: count.describe('the effect of the lines of this incarnation up to this sequence is durable'),
  })
  .describe('stable storage answered');

export const crash = z
  .strictObject({ kind: z.literal('crash'), ...position })
  .describe('the node stopped, and forgot what was not durable; the last line of its incarnation');

export const snapshot = z
  .strictObject({
    kind: z.literal('snapshot'),
    ...position,
    slot: z.int().min(0).describe('the state is the one after this slot'),
    digest: name.describe('equal states have equal digests'),
    source: z
      .enum(['applied', 'fetched'])
      .describe('whether it came there by applying, or from another node'),
  })
  .describe('the replica made its state durable as a whole');

export const drop = z
  .strictObject({
    kind: z.literal('drop'),
    ...position,
    id: name,
    to: name,
    reason: name,
  })
  .describe('a message that will not arrive, where the recorder knows of it');

export const client = z
  .strictObject({
    kind: z.literal('client'),
    type: z
      .enum(['invoke', 'ok', 'fail', 'info'])
      .describe('ok: it took effect; fail: it did not; info: nobody knows, it may later'),
    client: name,
    sequence: count.describe("the client's own count of its requests"),
    time: z.number().optional(),
    operation: json,
    result: json.optional(),
  })
  .describe('a client asks, or is answered');

export const end = z
  .strictObject({ kind: z.literal('end'), ...position })
  .describe('the recording was closed in order; without it the file may have been cut');

export const event = z.discriminatedUnion('kind', [
  header,
  start,
  step,
  persist,
  crash,
  snapshot,
  drop,
  client,
  end,
]);

export type Event = z.infer<typeof event>;
export type EventKind = Event['kind'];
export type EventOf<K extends EventKind> = Event & { readonly kind: K };

/** The JSON Schema of a line. */
export function eventJsonSchema(): object {
  return { title: 'Paxoscope event, one JSON object a line', ...z.toJSONSchema(event) };
}
