/**
 * `paxoscope serve`: one server, from a settings file, from flags, or from both; flags win. It runs until it is told to end
 * (Ctrl-C, SIGTERM), and answers with exit code 0 then.
 */
import { formatHostPort } from '../node/address.js';
import { fieldsOfFile, readSettings, type Settings } from '../node/settings.js';
import { isStoreError } from '../store/errors.js';
import {
  type CommandContext,
  command,
  countOf,
  type FlagValues,
  isSwitch,
  takesValue,
  takesValues,
  textOf,
  textsOf,
} from './context.js';

const flags = {
  config: takesValue('a file of settings (JSON); impl/README.md says which'),
  self: takesValue('which of the servers this is'),
  server: takesValues(
    'one server of the cluster, this one too: s1=HOST:PORT,HOST:PORT (for servers, for clients)',
  ),
  data: takesValue('the folder of its store'),
  new: isSwitch('its first start: makes the store; refused where there is one that was used'),
  cluster: takesValue('the name of the cluster', { defaultDescription: 'paxoscope' }),
  'key-file': takesValue('a file with the key that the servers share; without one all are on this machine'),
  'tick-ms': takesValue('milliseconds of a tick; the same on every server', { defaultDescription: '10' }),
  trace: takesValue('record what the server does, in this folder'),
};

export const serveCommand = command({
  name: 'serve',
  describe: 'run one server of a cluster that stores keys and locks',
  flags,
  run: async (context, values) => {
    const settings = asked(context, () => settingsOf(context, values));
    const { self } = settings;
    const log = (line: string) => context.terminal.say(`${new Date().toISOString()} ${self}: ${line}`);
    // Other commands need not wait until the libraries of a server are loaded.
    const { openNode } = await import('../node/node.js');
    const node = await openNode({ settings, log, isNew: values.new === true }).catch((error: Error) => {
      const advice = isDamaged(error)
        ? `; what it promised is lost: never start ${self} on an empty folder, replace it by a server of another id (PUT /servers/${self})`
        : '';
      throw context.fault(`${self} does not start: ${error.message}${advice}`);
    });
    log(`serves clients at http://${formatHostPort(node.http)}, process ${process.pid}`);
    const failure = await Promise.race([askedToEnd(), node.failure]);
    if (failure instanceof Error) throw context.fault(`${self} ends: ${failure.message}`);
    log('ends');
    await node.stop();
    // Whoever listens for its end keeps the channel open, and with it the process.
    if (process.connected) process.disconnect();
  },
});

/** Whether the store is not what the server left there. */
const isDamaged = (error: Error): boolean => isStoreError(error, 'damaged') || error.name === 'DamagedError';

/** Turns what is wrong with settings into a fault of whoever typed them. */
function asked<T>({ fault }: CommandContext, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Error && error.name === 'SettingsError' ? fault(error.message) : error;
  }
}

function settingsOf(context: CommandContext, values: FlagValues): Settings {
  const config = textOf(values, 'config');
  const fields = config === undefined ? {} : fieldsOfFile(config);
  for (const name of ['self', 'data', 'cluster', 'trace']) {
    const text = textOf(values, name);
    if (text !== undefined) fields[name] = text;
  }
  const keyFile = textOf(values, 'key-file');
  if (keyFile !== undefined) fields.keyFile = keyFile;
  const tickMs = countOf(context, values, 'tick-ms');
  if (tickMs !== undefined) fields.tickMs = tickMs;
  const servers = textsOf(values, 'server');
  if (servers.length > 0) fields.servers = servers.map((text) => serverIn(context, text));
  if (config === undefined && servers.length === 0)
    throw context.fault('serve needs --config FILE, or --self, --data and a --server for each server');
  return readSettings(fields, config ?? 'the flags');
}

function serverIn({ fault }: CommandContext, text: string): object {
  const [, id, peers, http] = /^([^=]+)=([^,]+),([^,]+)$/.exec(text) ?? [];
  if (id === undefined) throw fault(`--server ${JSON.stringify(text)} is not ID=HOST:PORT,HOST:PORT`);
  return { id, peers, http };
}

/** Ctrl-C, SIGTERM, or the end of the process that started this one to have a cluster. */
function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    if (process.connected) process.once('disconnect', () => resolve());
  });
}
