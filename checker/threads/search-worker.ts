/**
 * A thread of a search that another one leads (checker/threads/crew.ts): it builds the model, takes over what is numbered, and expands states
 * whenever it is told to.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../input-error.js';
import { heapLimitReached, isOutOfMemory } from '../memory.js';
import { Explorer, type FoundSpecFailure } from '../search/explorer.js';
import { Spill } from '../search/spill.js';
import { groupOf } from '../symmetry.js';
import { SpecCalls } from '../user-code/spec-call.js';
import { stackOf } from '../user-code/thrown.js';
import { printToStderr } from '../user-code/user-output.js';
import { contributionOf } from './contribution.js';
import {
  BUSY,
  COMMANDS,
  DEPTH,
  EXPAND,
  type FromWorker,
  LEAVE,
  REPORT,
  REST,
  type SentTrouble,
  type Snapshot,
  TROUBLES,
  type WorkerData,
} from './crew.js';
import { loadModel } from './model-source.js';
import { LostThreadError } from './other-threads.js';
import { SharedArrays } from './shared-arrays.js';
import { SharedLog } from './shared-log.js';

/** States between two looks at the heap. */
const SLICE = 1024;

const plan = workerData as WorkerData;
const log = new SharedLog();
log.join(plan.ticket);
printToStderr();
const model = await loadModel(plan.source);
tell({ kind: 'ready' });
const snapshot = await new Promise<Snapshot>((resolve) => parentPort?.once('message', resolve));

const arrays = new SharedArrays(log, snapshot.arrays);
const { thread, maxStates, lint } = plan;
const spill = plan.spill === undefined ? undefined : new Spill(plan.spill, thread);
const explorer = new Explorer(model, new SpecCalls(lint), groupOf(model, plan.symmetry), arrays, {
  thread,
  maxStates,
  spill,
});
log.startAt(snapshot.posted, snapshot.entries);
const control = arrays.words('crew', COMMANDS + 1 + thread);
tell({ kind: 'joined' });
work();
process.exit();

/** Does as told, until it is told to leave. Nothing else happens in this thread, so it may sleep meanwhile. */
function work(): void {
  for (;;) {
    Atomics.wait(control, COMMANDS + thread, REST);
    const command = Atomics.exchange(control, COMMANDS + thread, REST);
    if (command === LEAVE) break;
    if (command === EXPAND) expandLevel();
    if (command === REPORT) tell({ kind: 'report', contribution: contributionOf(explorer) });
  }
  spill?.close();
  tell({ kind: 'report', contribution: contributionOf(explorer) });
}

function expandLevel(): void {
  try {
    log.catchUp();
    explorer.frontier.beginLevel();
    const depth = control[DEPTH];
    while (explorer.expand(SLICE, depth) > 0) {
      const limitBytes = heapLimitReached();
      if (limitBytes !== undefined) stopFor({ kind: 'memory', limitBytes });
    }
    explorer.frontier.flush();
    explorer.visited.tell();
    const { specFailure } = explorer;
    if (specFailure !== undefined) tellTrouble(sentFailure(specFailure));
  } catch (error) {
    // Of a thread that has died the leading one tells.
    if (!(error instanceof LostThreadError)) stopFor(troubleOf(error));
  }
  Atomics.sub(control, BUSY, 1);
}

function troubleOf(error: unknown): SentTrouble {
  if (error instanceof InputError) return { kind: 'input', message: error.message };
  if (isOutOfMemory(error)) return { kind: 'memory' };
  throw error;
}

function sentFailure({ error, state }: FoundSpecFailure): SentTrouble {
  const stack = error.cause === undefined ? undefined : stackOf(error.cause);
  return { kind: 'spec-error', place: error.place, what: error.what, stack, state };
}

/** Stops all threads; the first of them hears why. */
function stopFor(trouble: SentTrouble): void {
  explorer.frontier.isHalted = true;
  tellTrouble(trouble);
}

function tellTrouble(trouble: SentTrouble): void {
  tell({ kind: 'trouble', trouble });
  Atomics.add(control, TROUBLES, 1);
}

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}
