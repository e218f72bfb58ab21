/** What a role may answer, and in which words it is told that it answered something else. */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Verdict } from '../../../checker/verdict.js';
import { network } from '../../../spec/kit/network.js';
import { broadcast, type Role, send, step } from '../../../spec/kit/role.js';
import { system } from '../../../spec/kit/system.js';

type Message = { readonly kind: 'hello' };

const hello: Message = { kind: 'hello' };
const state = {};

function run(role: Partial<Role<object, Message>>): Promise<Verdict> {
  const roles = { a: { role: { init: () => state, ...role }, nodes: ['a1'] } };
  return checkModel(
    system({ name: 's', constants: {}, network: network.soup(), roles, properties: () => [] }),
  );
}

const none = 'a step takes send(to, message) and broadcast(to, message)';
const kindless = 'a message is an object whose kind is a string';

const wrong: [answer: unknown, fault: string][] = [
  [step(state, send('a1', null as never)), `a step that sends null to a1; ${kindless}`],
  [step(state, send('a1', 'hi' as never)), `a step that sends "hi" to a1; ${kindless}`],
  [step(state, broadcast(['a1'], [] as never)), `a step that sends a list to a1; ${kindless}`],
  [
    step(state, send('a1', { type: 'hi' } as never)),
    `a step that sends a message of the kind undefined to a1; ${kindless}`,
  ],
  [
    step(state, send('a1', { kind: 7 } as never)),
    `a step that sends a message of the kind 7 to a1; ${kindless}`,
  ],
  [
    step(state, send(undefined as never, hello)),
    'a step that sends a message to undefined; a message is sent to a process, by its name',
  ],
  [
    step(state, send(['a1'] as never, hello)),
    'a step that sends a message to a list; a message is sent to a process, by its name',
  ],
  [step(state, false as never), `a step that sends false; ${none}`],
  [step(state, send('a1', hello), hello as never), `a step that sends an object; ${none}`],
  [step('done'), 'a step to the state "done"; a state is an object'],
  [{ kind: 'step', state }, 'a step without sends; make it with step(...)'],
];

describe.each(wrong)('%j is told to be no step', (answer, fault) => {
  it('of an action', async () => {
    expect(await run({ actions: { act: () => [step(state), answer] as never } })).toMatchObject({
      kind: 'spec-error',
      message: `action act(node: a1): threw AnswerError: answered ${fault}`,
    });
  });

  it('of a handler', async () => {
    const verdict = await run({
      actions: { act: () => [step(state, send('a1', hello))] },
      receive: () => answer as never,
    });
    expect(verdict).toMatchObject({
      kind: 'spec-error',
      message: expect.stringMatching(/threw AnswerError: answered hello with /),
    });
    expect(verdict).toMatchObject({ message: expect.stringContaining(fault) });
  });
});
