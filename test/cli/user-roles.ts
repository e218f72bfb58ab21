/** Systems of roles as users write them, at fault, by the name of their file; as badSpecs (user-specs.ts). */

/** A process `a` that sends to one other, `b`, whose role says what is given. */
function withRole(fields: string, wiring = 'network.fifo()'): string {
  return `
import { broadcast, defineSpec, ignore, network, send, step, system } from 'paxoscope';
const role = { init: () => ({}), actions: { greet: (_self: any, state: any) => [step(state, send('b', { kind: 'm' }))] } };
const other: any = {
  init: () => ({}), ${fields}
};
export default defineSpec({
  name: 'mine', title: 'mine', source: 'mine', parameters: {}, rules: {},
  model: () => system({
    name: 'mine', constants: {}, network: ${wiring},
    roles: { one: { role, nodes: ['a'] }, other: { role: other, nodes: ['b'] } }, properties: () => [],
  }),
});
`;
}

export const badRoles: readonly { readonly name: string; readonly text: string; readonly says: RegExp }[] = [
  {
    name: 'no-receiver',
    text: withRole(
      "receive: (_self: any, state: any, from: string) => step(state,\n  send(from + '0', { kind: 'm' })),",
    ),
    says: /action receive m\(node: b\): threw NetworkError: a message is sent to a0, which is no process of this system \(no-receiver\.ts:6\)$/,
  },
  {
    name: 'no-receivers',
    text: withRole(
      "actions: { go: (_self: any, state: any) => [step(state,\n  broadcast(['a', 'zz'], { kind: 'm' }))] },",
    ),
    says: /threw NetworkError: a message is sent to zz, which is no process of this system \(no-receivers\.ts:6\)$/,
  },
  {
    name: 'no-field',
    text: withRole('receive: (_self: any, state: any) =>\n  step({ ...state, sen: 1 }),'),
    says: /action receive m\(node: b\): threw FieldError: the next state of b has a field sen, .* \(no-field\.ts:6\)$/,
  },
  {
    name: 'bad-network',
    text: withRole('', 'network.fifo({ losses: -1 })'),
    says: /model: threw NetworkError: the budget of losses is -1; .* \(bad-network\.ts:10\)$/,
  },
  {
    name: 'bad-role',
    text: withRole('recieve: () => ignore,'),
    says: /model: threw SystemError: role other has an unknown field recieve; .* \(bad-role\.ts:9\)$/,
  },
];
