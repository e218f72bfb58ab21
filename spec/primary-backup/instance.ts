/**
 * Primary and backup as an instance: how many servers, requests and views. To safety a server that has failed is one that is slow for ever. Where nothing more can
 * happen nobody is slow any more, so what is said of the end says nothing of failures: if the primary or the backup fails before a view is acknowledged, the view service
 * must wait for ever. A server that restarts without its memory is not modelled.
 */
import type { Model } from '../../checker/model.js';
import { names } from '../kit/names.js';
import { network } from '../kit/network.js';
import { system } from '../kit/system.js';
import { primaryBackupProperties } from './properties.js';
import type { PrimaryBackupRules, Request, View } from './rules.js';
import { server } from './server.js';
import { viewService } from './view-service.js';

export interface Constants {
  /** What clients request; any primary may be asked for any of them. */
  readonly requests: readonly Request[];
  readonly first: View;
}

export interface PrimaryBackupSizes {
  readonly servers: number;
  readonly requests: number;
  readonly views: number;
}

export function primaryBackupModel(sizes: PrimaryBackupSizes, rules: PrimaryBackupRules): Model {
  const servers = names('s', sizes.servers);
  const constants: Constants = {
    requests: names('c', sizes.requests),
    first: { number: 1, primary: servers[0], backup: servers[1] ?? null },
  };
  const mayEnd = ({ view }: { readonly view: View }) => view.number < sizes.views;
  return system({
    name: 'primary-backup',
    constants,
    network: network.soup(),
    sorts: [
      { name: 'requests', ids: constants.requests },
      { name: 'servers', ids: servers, ordered: 'the first two are primary and backup of view 1' },
    ],
    roles: {
      service: {
        role: viewService(rules),
        nodes: ['vs'],
        allows: { 'replace primary': mayEnd, 'replace backup': mayEnd },
      },
      server: { role: server(rules), nodes: servers },
    },
    properties: ({ service: [service], server: nodes }) =>
      primaryBackupProperties({ sizes, constants, service, nodes }),
  });
}
