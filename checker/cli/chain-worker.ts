/** The entry of the thread on which `paxoscope chain` works (chain-desk.ts). */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { CallPlace } from '../chain/algorithm-call.js';
import type { Stage } from '../chain/watch.js';
import { InputError } from '../input-error.js';
import { describeThrown, messageOf, stackOf } from '../user-code/thrown.js';
import type { ChainDesk, ChainMessage, ChainTask } from './chain-desk.js';
import { runChain } from './chain-run.js';

/** Between two words on how far it is. */
const TELL_MS = 100;

const { request, module, calls } = workerData as ChainTask;
const tell = (message: ChainMessage) => parentPort?.postMessage(message);
let title = '';
let told = performance.now();
let doing: Stage['doing'] | undefined;

const desk: ChainDesk = {
  print: async (text) => {
    // A promise that an algorithm left to fail is told in the next turn, and comes before any result.
    await setImmediate();
    tell({ kind: 'print', text });
  },
  say: (text) => tell({ kind: 'say', text }),
  finish: (code) => tell({ kind: 'finish', code }),
  begin: (next) => {
    title = next;
  },
  watch: (stage) => {
    const now = performance.now();
    // What is begun is told at once: it may never come back.
    if (stage.doing === doing && now - told < TELL_MS) return;
    told = now;
    doing = stage.doing;
    tell({ kind: 'stage', stage, title });
  },
  calls: new CallPlace(calls),
  know: (known) => tell({ kind: 'known', known }),
};

for (const [event, where] of [
  ['uncaughtException', 'in a callback'],
  ['unhandledRejection', 'in a promise that nobody awaits'],
] as const)
  process.on(event, (error: unknown) => {
    fail(new InputError(`${where}: ${describeThrown(error)}`, { cause: error }));
    process.exit();
  });

try {
  await runChain(desk, request, module);
  tell({ kind: 'done' });
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  const isInput = error instanceof InputError;
  tell({
    kind: 'fault',
    isInput,
    name: error instanceof Error ? error.name : 'Error',
    message: messageOf(error),
    details: isInput ? error.details : [],
    stack: stackOf(error),
  });
}
