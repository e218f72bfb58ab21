/** The spec of two-phase commit: its parameters, its properties and its mutants. */
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { names } from '../kit/names.js';
import { network } from '../kit/network.js';
import { bindings, invariant, neverStuck, reachable } from '../kit/plain.js';
import { system } from '../kit/system.js';
import { coordinator, manager, twoPhaseRules } from './roles.js';

export const twoPhaseCommit = defineSpec({
  name: 'two-phase-commit',
  title: 'all resource managers commit, or all abort; blocks where its coordinator stops',
  source: 'Gray and Lamport 2006, section 3; TLA+ Examples, TwoPhase.tla',
  parameters: {
    managers: integer({ default: 3, min: 1, max: 9, help: 'resource managers' }),
    crashes: integer({ default: 0, min: 0, max: 1, help: 'whether the coordinator may stop for good' }),
  },
  rules: twoPhaseRules,
  model: ({ managers, crashes }, rules) => {
    const ids = names('r', managers);
    return system({
      name: 'two-phase-commit',
      constants: {},
      network: network.soup(),
      sorts: [{ name: 'managers', ids }],
      roles: {
        manager: { role: manager(rules), nodes: ids },
        coordinator: {
          role: coordinator(rules),
          nodes: ['tm'],
          crashes: { budget: crashes, recovery: 'none' },
        },
      },
      properties: (nodes) => [
        invariant(
          'consistency',
          'no manager has committed where another has aborted',
          bindings({ committed: ids, aborted: ids })
            .filter(({ committed, aborted }) => committed !== aborted)
            .map((parameters) => ({
              parameters,
              holds: (view) => {
                const phaseOf = (id: string) =>
                  nodes.manager.filter((m) => m.id === id).map((m) => view.get(m.state).phase)[0];
                return (
                  phaseOf(parameters.committed) !== 'committed' || phaseOf(parameters.aborted) !== 'aborted'
                );
              },
            })),
        ),
        reachable('all-commit', 'every manager has committed', (view) =>
          nodes.manager.every((m) => view.get(m.state).phase === 'committed'),
        ),
        reachable('all-abort', 'every manager has aborted', (view) =>
          nodes.manager.every((m) => view.get(m.state).phase === 'aborted'),
        ),
        neverStuck(
          'never-blocked',
          'where nothing more can happen every manager has committed or aborted',
          (view) => nodes.manager.every((m) => ['committed', 'aborted'].includes(view.get(m.state).phase)),
        ),
      ],
    });
  },
  mutants: {
    'commits-on-a-majority': {
      says: 'the coordinator commits once a majority has prepared',
      rules: { mayCommit: (prepared, managers) => 2 * prepared.size > managers.length },
      breaks: 'consistency',
      length: 7,
    },
    'aborts-after-preparing': {
      says: 'a manager may abort although it has prepared',
      rules: { managerMayAbort: (phase) => phase !== 'committed' && phase !== 'aborted' },
      breaks: 'consistency',
      length: 9,
    },
    'never-commits': {
      says: 'the coordinator never finds enough managers prepared',
      rules: { mayCommit: () => false },
      breaks: 'all-commit',
      length: null,
    },
    'never-aborts': {
      says: 'neither the coordinator nor a manager ever aborts',
      rules: { mayAbort: false, managerMayAbort: () => false },
      breaks: 'all-abort',
      length: null,
    },
    'deaf-to-aborts': {
      says: 'managers do not hear that the transaction was aborted',
      rules: { hears: (message) => message.kind !== 'abort' },
      breaks: 'never-blocked',
      length: 4,
    },
  },
});
