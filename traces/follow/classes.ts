/** The classes of all that is learned from lines: what a checkpoint holds. A new one that is not here is refused when it is to be saved. */
import { DirectState } from '../../checker/paths/direct.js';
import { Members } from '../../checker/paths/members.js';
import { Aftermath } from '../conform/aftermath.js';
import { Histories } from '../conform/clients.js';
import { Frontier } from '../conform/frontier.js';
import { ModelJudge } from '../conform/model-judge.js';
import { NodeLog } from '../conform/node-log.js';
import { Order } from '../conform/order.js';
import { Recent } from '../conform/recent.js';
import { Run } from '../conform/run.js';
import { Stable } from '../conform/stable.js';
import { Unseen } from '../conform/unseen.js';
import { Application } from '../mapping/pmmc/application.js';
import { Evidence } from '../mapping/pmmc/evidence.js';
import { Executed } from '../mapping/pmmc/executed.js';
import { PmmcJudge } from '../mapping/pmmc/judge.js';
import { Majorities } from '../mapping/pmmc/majorities.js';
import { Names } from '../mapping/pmmc/names.js';
import { Outcomes } from '../mapping/pmmc/outcomes.js';
import { Owed } from '../mapping/pmmc/owed.js';
import { Persistence } from '../mapping/pmmc/persistence.js';
import { Remembered } from '../mapping/pmmc/remembered.js';
import { Server } from '../mapping/pmmc/server.js';
import { Slots } from '../mapping/pmmc/slots.js';
import { Taken } from '../mapping/pmmc/taken.js';
import { Visible } from '../mapping/pmmc/visible.js';
export const classes = {
  Majorities,
  Members,
  Executed,
  Unseen,
  Frontier,
  Aftermath,
  Application,
  DirectState,
  Evidence,
  Histories,
  ModelJudge,
  Names,
  NodeLog,
  Order,
  Outcomes,
  Owed,
  Persistence,
  PmmcJudge,
  Recent,
  Remembered,
  Run,
  Server,
  Slots,
  Stable,
  Taken,
  Visible,
};
