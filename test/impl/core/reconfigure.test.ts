/** Changes of the configuration that are refused for where the new server is to be. */
import { expect, it } from 'vitest';
import { allRoles } from '../../../impl/core/configuration.js';
import { firstMembership } from '../../../impl/core/membership.js';
import { type Reconfiguration, reconfigured } from '../../../impl/core/reconfigure.js';

const at = (id: string, peers: number, http: number) => ({
  id,
  roles: allRoles,
  address: `10.0.0.1:${peers} 10.0.0.1:${http}`,
});
const three = firstMembership([at('s1', 71, 81), at('s2', 72, 82), at('s3', 73, 83)]);
const after = (operation: Reconfiguration) => reconfigured(three, operation, 1, 1);

it.each([
  [at('s4', 72, 84), 's2 is at 10.0.0.1:72 10.0.0.1:82; give s4 another address'],
  [at('s4', 74, 82), 's2 is at 10.0.0.1:72 10.0.0.1:82; give s4 another address'],
  [at('s4', 81, 84), 's1 is at 10.0.0.1:71 10.0.0.1:81; give s4 another address'],
])('an address that another server has: %j', (server, reason) => {
  expect(after({ kind: 'add-server', server })).toEqual({ kind: 'refused', reason });
  expect(after({ kind: 'replace-server', id: 's3', server })).toEqual({ kind: 'refused', reason });
});

it('a server that replaces another may have its address', () => {
  const made = after({ kind: 'replace-server', id: 's2', server: at('s4', 72, 82) });
  expect(made).toMatchObject({ number: 1 });
  expect(after({ kind: 'add-server', server: at('s4', 74, 84) })).toMatchObject({ number: 1 });
  const nowhere = { id: 's4', roles: allRoles };
  expect(after({ kind: 'add-server', server: nowhere })).toMatchObject({ number: 1 });
});
