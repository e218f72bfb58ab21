/**
 * Where a server is reached. The cores carry it through the log as one text, `host:port host:port`: where servers reach it, and where
 * clients do.
 */
import type { Address } from '../transport/transport.js';

export interface Addresses {
  readonly peers: Address;
  readonly http: Address;
}

/** `host:port`, an IPv6 address in brackets; undefined for anything else. */
export function parseHostPort(text: string): Address | undefined {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) return undefined;
  return { host: bracketed ?? plain, port: Number(port) };
}

export function parseAddress(text: string): Addresses | undefined {
  const [peers, http, ...rest] = text.split(' ').map(parseHostPort);
  return peers === undefined || http === undefined || rest.length > 0 ? undefined : { peers, http };
}

export function formatHostPort({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Why an address cannot be listened on, in words. */
export function listenFault(address: Address, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const place = formatHostPort(address);
  switch (code) {
    case 'EADDRINUSE':
      return `${place} is in use by another process; choose another port, or end that process (ss -ltnp shows it)`;
    case 'EACCES':
      return `${place} may not be listened on by this user; choose a port above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${place} is no address of this machine`;
    default:
      return `${place}: ${message}`;
  }
}

export function formatAddress({ peers, http }: Addresses): string {
  return `${formatHostPort(peers)} ${formatHostPort(http)}`;
}
