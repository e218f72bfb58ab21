/** Viewstamped replication as an instance: how many replicas, what crashes may do, and how many views there are. */
import type { Model } from '../../checker/model.js';
import { names } from '../kit/names.js';
import { network } from '../kit/network.js';
import type { Quorums } from '../kit/quorum.js';
import { system } from '../kit/system.js';
import type { Request } from './messages.js';
import { vrProperties } from './properties.js';
import { replica } from './replica.js';
import type { VrRules } from './rules.js';

export interface Constants {
  readonly quorums: Quorums;
  /** What clients request; any primary may be asked for any of them. */
  readonly requests: readonly Request[];
}

export interface VrSizes {
  readonly replicas: number;
  readonly requests: number;
  readonly views: number;
  readonly recoveries: number;
  readonly recovery: 'published' | 'view-on-disk';
}

export function vrModel(name: string, sizes: VrSizes, rules: VrRules): Model {
  const replicas = names('r', sizes.replicas);
  const constants: Constants = { quorums: rules.quorums(replicas), requests: names('c', sizes.requests) };
  return system({
    name,
    constants,
    network: network.soup(),
    sorts: [
      { name: 'requests', ids: constants.requests },
      { name: 'replicas', ids: replicas, ordered: 'primaries take turns' },
    ],
    roles: {
      replica: {
        role: replica(rules, sizes.recovery === 'view-on-disk' ? ['starts', 'view'] : ['starts']),
        nodes: replicas,
        allows: { suspect: ({ view }) => view < sizes.views },
        crashes: {
          budget: sizes.recoveries,
          recovery: 'stable',
          // One that is recovering counts as failed (section 8.2), and of 2f + 1 no more than f fail at once. Where f is 0, one that crashes never recovers.
          atOnce: {
            most: Math.max(1, Math.floor((sizes.replicas - 1) / 2)),
            isRecovering: ({ status }) => status === 'recovering',
          },
        },
      },
    },
    properties: ({ replica: nodes }) => vrProperties({ sizes, constants, nodes }),
  });
}
