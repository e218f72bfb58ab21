/**
 * Spans of OpenTelemetry, as OTLP/JSON (opentelemetry-proto, trace/v1; one export a line, as the file exporter of the Collector writes them). A span of the kinds client or
 * producer sends a message, a span of the kinds server or consumer receives the one of its parent, or of a span that it links to: that is how context travels, so
 * messages have ids here. Every other span is a step of its own. What is sent belongs to the step of its parent, if that is of the same node.
 *
 * A node is `service.instance.id` of the resource, or else `service.name`; a role the scope. Attributes `message.*` are fields of the message (`message.kind`, or the span's name, is
 * its kind), `state.*` what the step changed. Spans are exported when they end, in any order: within a node they are put in the order of their starts by the
 * node's own clock, for there is no other; between nodes the messages order them.
 */
import type { Json } from '../event.js';
import { LineError } from '../linearize/history.js';
import { type Fields, isFields, parseObject } from './json-lines.js';
import { type Line, nameOf } from './lines.js';
import { type Content, type ReadEvent, Recording } from './recording.js';

interface Span {
  readonly line: number;
  readonly node: string;
  readonly role: string;
  readonly id: string;
  readonly parents: readonly string[];
  readonly name: string;
  readonly isSending: boolean;
  readonly isReceiving: boolean;
  /** Nanoseconds: too many digits for a number. */
  readonly start: bigint;
  readonly attributes: Readonly<Record<string, Json>>;
}

/** @throws LineError for a damaged line, or a span without a name, an id, a start or a node */
export function readOtlp(lines: readonly Line[], run: string, spec: string): readonly ReadEvent[] {
  const spans = lines.flatMap((line) => spansOf(parseObject(line), line.number));
  const byId = new Map(spans.map((span) => [span.id, span]));
  for (const span of spans)
    if (byId.get(span.id) !== span) throw new LineError(span.line, `the span ${span.id} is there twice`);
  const receivers = new Map<string, string[]>();
  for (const { parents, node, isReceiving } of spans)
    for (const parent of isReceiving ? parents : [])
      receivers.set(parent, [...(receivers.get(parent) ?? []), node]);
  /** The span whose step it is part of. */
  const stepOf = (span: Span): Span => {
    const parent = span.isSending
      ? span.parents.map((id) => byId.get(id)).find((known) => known?.node === span.node)
      : undefined;
    return parent ?? span;
  };
  const sends = new Map<Span, Span[]>();
  for (const span of spans.filter(({ isSending }) => isSending))
    sends.set(stepOf(span), [...(sends.get(stepOf(span)) ?? []), span]);

  const recording = new Recording(run, spec);
  const steps = spans.filter((span) => stepOf(span) === span);
  for (const span of steps.sort((a, b) =>
    a.start < b.start ? -1 : a.start > b.start ? 1 : a.line - b.line,
  )) {
    const { line, node, role, name, start, attributes, isReceiving, parents } = span;
    const sender = isReceiving
      ? parents.map((id) => byId.get(id)).find((known) => known !== undefined)
      : undefined;
    if (isReceiving && parents.length === 0)
      throw new LineError(line, `the span ${span.id} receives a message, and has no parent and no link`);
    const received = isReceiving
      ? {
          from: sender?.node ?? 'unknown',
          // A sender that was not exported: the message is one that nobody is known to have sent.
          message: {
            ...(sender === undefined ? { kind: name } : contentOf(sender)),
            id: sender?.id ?? parents[0],
          },
        }
      : undefined;
    recording.step({
      line,
      node,
      role,
      action: name,
      time: Number(start / 1000n) / 1000,
      ...(received === undefined ? {} : { received }),
      sent: (sends.get(span) ?? []).map((sent) => ({
        to: receivers.get(sent.id) ?? [],
        message: { ...contentOf(sent), id: sent.id },
      })),
      changed: fieldsOf(attributes, 'state.'),
    });
  }
  return recording.events;
}

function contentOf({ name, attributes }: Span): Content {
  return { kind: name, ...fieldsOf(attributes, 'message.') };
}

function fieldsOf(
  attributes: Readonly<Record<string, Json>>,
  prefix: string,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
    ),
  );
}

function spansOf({ resourceSpans }: Fields, line: number): readonly Span[] {
  if (!Array.isArray(resourceSpans)) throw new LineError(line, 'there is no list resourceSpans');
  return listOf(resourceSpans).flatMap(({ resource, scopeSpans }) => {
    const about = attributesOf(isFields(resource) ? resource.attributes : undefined, line);
    const instance = about['service.instance.id'] ?? about['service.name'];
    const node = nameOf(instance, 'service.instance.id, nor service.name, of the resource', line);
    return listOf(scopeSpans).flatMap(({ scope, spans }) => {
      const role = isFields(scope) && typeof scope.name === 'string' && scope.name !== '' ? scope.name : node;
      return listOf(spans).map((span) => spanOf(span, node, role, line));
    });
  });
}

/** Kinds by number, as JSON has enumerations, or by name, as some exporters write them. */
const SENDING: ReadonlySet<unknown> = new Set([3, 4, 'SPAN_KIND_CLIENT', 'SPAN_KIND_PRODUCER']);
const RECEIVING: ReadonlySet<unknown> = new Set([2, 5, 'SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER']);

function spanOf(span: Fields, node: string, role: string, line: number): Span {
  const { spanId, parentSpanId, name, kind, startTimeUnixNano, links, attributes } = span;
  if (!/^\d+$/.test(String(startTimeUnixNano)))
    throw new LineError(
      line,
      `startTimeUnixNano is ${JSON.stringify(startTimeUnixNano)}, and is to be digits`,
    );
  const parent = typeof parentSpanId === 'string' && parentSpanId !== '' ? [parentSpanId] : [];
  return {
    line,
    node,
    role,
    id: nameOf(spanId, 'spanId', line),
    parents: [...parent, ...listOf(links).map((link) => nameOf(link.spanId, 'links.spanId', line))],
    name: nameOf(name, 'name of the span', line),
    isSending: SENDING.has(kind),
    isReceiving: RECEIVING.has(kind),
    start: BigInt(String(startTimeUnixNano)),
    attributes: attributesOf(attributes, line),
  };
}

function listOf(value: Json | undefined): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function attributesOf(value: Json | undefined, line: number): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    listOf(value).map((attribute) => [
      nameOf(attribute.key, 'key of an attribute', line),
      valueOf(attribute.value),
    ]),
  );
}

/** An AnyValue: one field, named by its type. Integers of 64 bits are texts. */
function valueOf(value: unknown): Json {
  if (!isFields(value)) return null;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, bytesValue } = value;
  if (intValue !== undefined) {
    const number = Number(intValue);
    return Number.isSafeInteger(number) ? number : String(intValue);
  }
  if (isFields(arrayValue)) return listOf(arrayValue.values).map((member) => valueOf(member));
  return (stringValue ?? boolValue ?? doubleValue ?? bytesValue ?? null) as Json;
}
