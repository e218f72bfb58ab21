/**
 * What one server is told when it is started: a JSON file, flags, or both. Every field is judged before anything is opened, and what is
 * wrong is told by field, with what was given and what would do.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { allRoles, type Configuration, configuration, defaults } from '../core/configuration.js';
import { readShape } from '../plain-words.js';
import { isLoopback } from '../transport/loopback.js';
import { formatAddress, formatHostPort, parseHostPort } from './address.js';

/** A setting that is at fault. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const id = z.string().regex(/^[\w.-]{1,64}$/, 'a name of up to 64 letters, digits, ".", "_" and "-"');
const hostPort = z.string().transform((text, context) => {
  const address = parseHostPort(text);
  if (address !== undefined) return address;
  context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no host:port` });
  return z.NEVER;
});
const addresses = { peers: hostPort, http: hostPort };

export const KEY_LENGTH_MIN = 16;
const KEY_RULE = `a cluster key has at least ${KEY_LENGTH_MIN} characters; openssl rand -hex 32 makes one`;

const numbers = Object.fromEntries(
  Object.keys(defaults).map((field) => [field, z.number().optional()]),
) as Record<keyof typeof defaults, z.ZodOptional<z.ZodNumber>>;

export const Settings = z.strictObject({
  /** A name that the servers of one cluster share. */
  cluster: id.default('paxoscope'),
  self: id,
  /** The cluster as it began; the same on every server. */
  servers: z
    .array(
      z.strictObject({
        id,
        ...addresses,
        roles: z
          .array(z.enum(allRoles))
          .min(1)
          .default([...allRoles]),
      }),
    )
    .min(1),
  /** Where this server listens, where that differs from what is said above, or where it was added later. */
  listen: z.strictObject(addresses).optional(),
  /** The folder of its store. */
  data: z.string().min(1),
  /** What servers know each other by; without one all must be on this machine. */
  key: z.string().min(KEY_LENGTH_MIN, KEY_RULE).optional(),
  /** A file that has the key. */
  keyFile: z.string().min(1).optional(),
  /** Milliseconds of a tick, the unit of all times below in `protocol`; the same on every server. */
  tickMs: z.int().min(1).max(1000).default(10),
  /** How long a request may take. */
  requestMs: z.int().min(10).default(5000),
  /** With less room than this on the disk, in bytes, only reads are served. */
  reserveBytes: z
    .int()
    .min(0)
    .default(64 * 2 ** 20),
  /** A folder in which to record what the server does (traces/event.ts). */
  trace: z.string().min(1).optional(),
  protocol: z.strictObject(numbers).default({} as never),
});
export type Settings = z.infer<typeof Settings>;

/**
 * @param given the fields of a settings file
 * @param where whose fields they are, for messages
 * @throws SettingsError
 */
export function readSettings(given: unknown, where: string): Settings {
  const read = readShape(Settings, given, 'the whole');
  if ('flaw' in read) throw new SettingsError(`${where}: ${read.flaw}`);
  const { data } = read;
  const settings = { ...data, key: data.keyFile === undefined ? data.key : keyIn(data.keyFile) };
  if (data.key !== undefined && data.keyFile !== undefined)
    throw new SettingsError(`${where}: key and keyFile are both there; one of them it is`);
  listenOf(settings);
  try {
    coreConfiguration(settings);
  } catch (thrown) {
    throw new SettingsError(`${where}: ${(thrown as Error).message}`);
  }
  return settings;
}

/**
 * The fields of a settings file; paths in it begin at its folder.
 * @throws SettingsError
 */
export function fieldsOfFile(file: string): Record<string, unknown> {
  const text = readText(file, 'the settings');
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    throw new SettingsError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new SettingsError(`${file}: the settings are an object with fields`);
  const found = fields as Record<string, unknown>;
  for (const name of ['data', 'keyFile', 'trace'])
    if (typeof found[name] === 'string') found[name] = resolve(dirname(file), found[name]);
  return found;
}

function keyIn(file: string): string {
  const key = readText(file, 'the cluster key').trim();
  if (key.length < KEY_LENGTH_MIN) throw new SettingsError(`${file}: ${KEY_RULE}`);
  return key;
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError(`${what} cannot be read: ${(error as Error).message}`);
  }
}

type Listen = NonNullable<Settings['listen']>;

/** Where the server listens. @throws SettingsError where nobody said so, or where strangers would be let in */
export function listenOf({ self, servers, listen, key }: Settings): Listen {
  const found = listen ?? servers.find(({ id }) => id === self);
  if (found === undefined) {
    const known = servers.map(({ id }) => id).join(', ');
    throw new SettingsError(
      `self: ${self} is none of the servers (${known}); a server that is added later says where it listens: listen`,
    );
  }
  for (const [name, address] of [['peers', found.peers] as const, ['http', found.http] as const]) {
    if (key === undefined && !isLoopback(address.host))
      throw new SettingsError(
        `${name}: ${formatHostPort(address)} can be reached from other machines; that needs a cluster key (key or keyFile)`,
      );
  }
  return { peers: found.peers, http: found.http };
}

/** What the core is told of it. */
export function coreConfiguration({ self, servers, protocol }: Settings): Configuration {
  return configuration({
    self,
    servers: servers.map((server) => ({
      id: server.id,
      roles: server.roles,
      address: formatAddress(server),
    })),
    ...(protocol as Partial<Configuration>),
  });
}
