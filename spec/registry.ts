/** Every spec that comes with the project: the only file that sees them all. */
import type { Spec } from '../checker/spec.js';
import { consensus } from './consensus/spec.js';
import {
  earlyFloodSetSpec,
  eigSpec,
  floodSetSpec,
  majoritySpec,
  minimumSpec,
  ownInputSpec,
} from './lower-bound/specs.js';
import { multiPaxosProgress } from './multi-paxos/progress.js';
import { multiPaxosNewLeader, multiPaxosOliveDay } from './multi-paxos/scenarios.js';
import { multiPaxos } from './multi-paxos/spec.js';
import { paxos } from './paxos/spec.js';
import { paxosLiveness } from './paxos-roles/liveness/spec.js';
import { paxosRoles } from './paxos-roles/spec.js';
import { pmmcLiveness } from './pmmc/liveness/spec.js';
import { pmmc } from './pmmc/spec.js';
import { primaryBackup } from './primary-backup/spec.js';
import { strawmanFirstValue } from './strawmen/first-value.js';
import { strawmanSingleAcceptor } from './strawmen/single-acceptor.js';
import { twoPhaseCommit } from './two-phase-commit/spec.js';
import { voting } from './voting/spec.js';
import { vr } from './vr/spec.js';

export const specs: readonly Spec[] = [
  consensus,
  voting,
  paxos,
  strawmanSingleAcceptor,
  strawmanFirstValue,
  paxosRoles,
  paxosLiveness,
  multiPaxos,
  multiPaxosNewLeader,
  multiPaxosOliveDay,
  multiPaxosProgress,
  pmmc,
  pmmcLiveness,
  primaryBackup,
  vr,
  twoPhaseCommit,
  floodSetSpec,
  eigSpec,
  earlyFloodSetSpec,
  majoritySpec,
  minimumSpec,
  ownInputSpec,
];
