/** Ports of this machine, and whether somebody uses them. */
import { type AddressInfo, createServer, type Server } from 'node:net';
import { listenFault } from '../node/address.js';
import type { Address } from '../transport/transport.js';

/** As many different ones as asked for. Somebody else may take one before it is used; then the server says so. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** The first of some addresses that cannot be listened on, and why; undefined where all are free. */
export async function firstTaken(addresses: readonly Address[]): Promise<string | undefined> {
  for (const address of addresses) {
    try {
      const server = await listening(address);
      await new Promise((resolve) => server.close(resolve));
    } catch (error) {
      return listenFault(address, error);
    }
  }
  return undefined;
}

function listening({ host, port }: Address = { host: '127.0.0.1', port: 0 }): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
