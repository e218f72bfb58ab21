/**
 * The client: issues one command, named like itself, to each replica once (van Renesse and Altinbuken 2015: clients send to all
 * replicas). Its request is received in the step that sends it: what is on its way is as good as not yet sent.
 */
import { Set } from 'immutable';
import { choosing, hand, type Role, step } from '../kit/role.js';
import type { Constants } from './constants.js';
import type { Message } from './messages.js';

export interface ClientState {
  /** The replicas that have its request. */
  readonly told: Set<string>;
}

export const client: Role<ClientState, Message, Constants> = {
  init: () => ({ told: Set() }),
  actions: {
    request: ({ id, nodes }, { told }) =>
      nodes.replica
        .filter((to) => !told.has(to))
        .map((to) =>
          choosing({ to }, step({ told: told.add(to) }, hand(to, { kind: 'request', command: id }))),
        ),
  },
};
