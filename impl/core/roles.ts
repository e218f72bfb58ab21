/** Which roles a server plays. */
import type { Role } from './configuration.js';
import type { State } from './server.js';

/** By the latest configuration that lists it. One that is listed nowhere yet waits to be told. */
export function plays(role: Role, { configuration, membership }: State): boolean {
  for (let i = membership.length - 1; i >= 0; i--) {
    const listed = membership[i].servers.find(({ id }) => id === configuration.self);
    if (listed !== undefined) return listed.roles.includes(role);
  }
  return false;
}
