/**
 * Where each spec is that comes with the project, by its name: a command about one of them loads no other. In the order of the registry.
 */
export const places: Readonly<Record<string, string>> = {
  consensus: './consensus/spec.js',
  voting: './voting/spec.js',
  paxos: './paxos/spec.js',
  'strawman-single-acceptor': './strawmen/single-acceptor.js',
  'strawman-first-value': './strawmen/first-value.js',
  'paxos-roles': './paxos-roles/spec.js',
  'paxos-liveness': './paxos-roles/liveness/spec.js',
  'multi-paxos': './multi-paxos/spec.js',
  'multi-paxos-new-leader': './multi-paxos/scenarios.js',
  'multi-paxos-olive-day': './multi-paxos/scenarios.js',
  'multi-paxos-progress': './multi-paxos/progress.js',
  pmmc: './pmmc/spec.js',
  'pmmc-liveness': './pmmc/liveness/spec.js',
  'primary-backup': './primary-backup/spec.js',
  vr: './vr/spec.js',
  'two-phase-commit': './two-phase-commit/spec.js',
  floodset: './lower-bound/specs.js',
  eig: './lower-bound/specs.js',
  'floodset-early': './lower-bound/specs.js',
  'naive-majority': './lower-bound/specs.js',
  'naive-minimum': './lower-bound/specs.js',
  'naive-own': './lower-bound/specs.js',
};
