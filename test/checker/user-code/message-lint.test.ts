/** Messages of one kind with different fields, as `--lint` tells them. */
import { expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { renderVerdict } from '../../../checker/report/verdict.js';
import { lintMessages } from '../../../checker/user-code/message-lint.js';
import { defineSpec } from '../../../spec/kit/define-spec.js';
import { network } from '../../../spec/kit/network.js';
import { type AnyMessage, type Role, send, step } from '../../../spec/kit/role.js';
import { system } from '../../../spec/kit/system.js';

/** A process that sends these messages, one after another. */
function sending(...messages: readonly AnyMessage[]) {
  const role: Role<{ readonly sent: number }, AnyMessage> = {
    init: () => ({ sent: 0 }),
    actions: {
      send: (_self, { sent }) =>
        sent < messages.length ? [step({ sent: sent + 1 }, send('n', messages[sent]))] : [],
    },
  };
  const roles = { node: { role, nodes: ['n'] } };
  return system({ name: 's', constants: {}, network: network.soup(), roles, properties: () => [] });
}

const vote = (fields: object): AnyMessage => ({ kind: 'vote', ...fields });

it('are told, however late they are sent', async () => {
  const model = sending(vote({ term: 1 }), vote({ term: 2 }), { kind: 'ask' }, vote({ tem: 2 }), vote({}));
  expect(await lintMessages(model)).toEqual([{ kind: 'vote', fields: [['term'], ['tem'], []] }]);
});

it('have the same fields in whatever order, and whatever they hold', async () => {
  const model = sending(vote({ term: 1, by: 'a' }), vote({ by: null, term: 2 }), { kind: 'ask' });
  expect(await lintMessages(model)).toEqual([]);
});

it('are told in the report of a check that lints, and in no other', async () => {
  const model = () => sending(vote({ term: 1 }), vote({ tem: 2 }));
  const instance = defineSpec({
    name: 's',
    title: '',
    source: '',
    parameters: {},
    rules: {},
    model,
  }).instantiate();
  const line = '\n  messages   vote has the fields term; elsewhere tem: misspelt?\n';
  expect(renderVerdict(await checkModel(model(), { lint: true }), instance)).toContain(line);
  expect(renderVerdict(await checkModel(model()), instance)).not.toContain('messages');
});
