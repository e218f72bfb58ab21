/** Every spec that comes with the project: the only file that sees them all. */
import type { Spec } from '../checker/spec.js';
import { consensus } from './consensus/spec.js';
import { paxos } from './paxos/spec.js';
import { paxosRoles } from './paxos-roles/spec.js';
import { voting } from './voting/spec.js';

export const specs: readonly Spec[] = [consensus, voting, paxos, paxosRoles];
