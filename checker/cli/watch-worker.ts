/** The thread that watches whether the first one turns to its events (watch.ts). It shares nothing with it but a number that grows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import type { Watched } from './watch.js';

const LOOK_MS = 250;
/** So many looks without a sign of life: from then on signals are listened to here. */
const SILENT_LOOKS = 6;
/** So many: it is told where the code is. */
const TOLD_LOOKS = 20;
/** Who is at work of our own when a signal comes, with calls of a user's code or without, has ten seconds to turn to it. */
const ASK_MS = 100;
const ASKED_MAX = 100;

/** An error whose stack shows a user's code, however far below our own. */
const DEEP_ERROR = `(() => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1000;
  const error = new Error();
  void error.stack;
  Error.stackTraceLimit = stackTraceLimit;
  return error;
})()`;

const { beats, answer } = workerData as Watched;
let beat = 0;
/** Looks, and not seconds: a process that was stopped for a while is not silent. */
let looks = 0;
let listener: ChildProcess | undefined;

setInterval(() => {
  const now = Atomics.load(beats, 0);
  if (now !== beat) {
    beat = now;
    looks = 0;
    listener?.removeAllListeners('exit').kill();
    listener = undefined;
    return;
  }
  looks++;
  if (looks >= SILENT_LOOKS && listener === undefined) listen();
  if (looks === TOLD_LOOKS) ask(undefined);
}, LOOK_MS);

/**
 * Only the first thread is told of signals, and it is busy. What a terminal, or `timeout`, sends it goes to all processes of its group:
 * to one more, too, which does nothing but end by it, or when this process ends.
 */
function listen(): void {
  listener = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  listener.on('error', () => {});
  listener.on('exit', (_, signal) => {
    listener = undefined;
    if (signal !== null) ask(signal);
  });
}

/** Halts the first thread where it is, and has it answer from there. @param asked how often it was before, of this signal */
function ask(signal: NodeJS.Signals | undefined, asked = 0): void {
  const session = new Session();
  session.connectToMainThread();
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    const end = () => {
      session.post('Debugger.resume');
      // Node waits for who is still connected when it ends.
      session.disconnect();
    };
    // It may have come back before it was halted, and then it hears of signals itself.
    if (Atomics.load(beats, 0) !== beat) return end();
    const stuck = `{ error: ${DEEP_ERROR}, seconds: ${(looks * LOOK_MS) / 1000}, signal: ${JSON.stringify(signal)}, isLast: ${asked === ASKED_MAX} }`;
    const expression = `globalThis[Symbol.for('${answer}')](${stuck})`;
    const { callFrameId } = callFrames[0];
    session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression }, (_, answered) => {
      end();
      if (signal === undefined) return;
      if (answered?.result.value === true) process.kill(process.pid, signal);
      else setTimeout(() => looks > 0 && ask(signal, asked + 1), ASK_MS);
    });
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}
