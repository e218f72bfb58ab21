/**
 * A node of one server in memory, for tests of what is in front of it: it keeps keys and locks, and answers each (client, sequence) once.
 */
import type { Operation, Result } from '../../../impl/core/command.js';
import type { Status } from '../../../impl/core/server.js';
import type { Reply, Service } from '../../../impl/http/service.js';
import type { Json } from '../../../traces/event.js';

export interface Asked {
  readonly client: string;
  readonly sequence: number;
  readonly operation: Operation;
}

export interface ToyService extends Service {
  readonly asked: Asked[];
  /** What is said in place of an answer, once each. */
  readonly instead: Reply[];
  executed: number;
  /** As if no client had been heard of for long. */
  endSessions(): void;
  problem: string | undefined;
}

export function toyService(): ToyService {
  const values = new Map<string, Json>();
  const sessions = new Map<string, { sequence: number; result: Result }>();
  let holder: string | null = null;
  const execute = (client: string, operation: Operation): Result => {
    toy.executed++;
    switch (operation.kind) {
      case 'get':
        return { kind: 'value', value: values.get(operation.key) ?? null };
      case 'put':
        values.set(operation.key, operation.value);
        return { kind: 'done' };
      case 'delete':
        return { kind: 'deleted', existed: values.delete(operation.key) };
      case 'cas': {
        const value = values.get(operation.key) ?? null;
        if (JSON.stringify(value) !== JSON.stringify(operation.expected)) return { kind: 'differs', value };
        values.set(operation.key, operation.value);
        return { kind: 'swapped' };
      }
      case 'range': {
        const { from, to, limit } = operation;
        const entries = [...values].sort().filter(([key]) => key >= from && (to === null || key < to));
        return { kind: 'entries', entries: entries.slice(0, limit), more: entries.length > limit };
      }
      case 'acquire':
        if (holder !== null && holder !== client) return { kind: 'held', holder, expires: 150 };
        holder = client;
        return { kind: 'acquired', token: 1, expires: 100 + operation.lease };
      case 'release': {
        if (holder !== client) return { kind: 'not-held', holder };
        holder = null;
        return { kind: 'released' };
      }
      case 'holder':
        return { kind: 'holder', holder, token: 1, expires: 150 };
      default:
        return { kind: 'refused', reason: 'one server it is, and stays' };
    }
  };
  const toy: ToyService = {
    asked: [],
    instead: [],
    executed: 0,
    endSessions: () => sessions.clear(),
    problem: undefined,
    tickMs: 10,
    ask: async (client, sequence, operation) => {
      toy.asked.push({ client, sequence, operation });
      const said = toy.instead.shift();
      if (said !== undefined) return said;
      const session = sessions.get(client);
      if (session?.sequence === sequence) return session.result;
      if (session === undefined && sequence > 1) return { kind: 'expired' };
      const result = execute(client, operation);
      sessions.set(client, { sequence, result });
      return result;
    },
    status: () => ({ node: 's1', time: 100 }) as Status,
    trouble: () => toy.problem,
    urlOf: (server) => (server === 's2' ? 'http://127.0.0.1:9' : undefined),
  };
  return toy;
}
