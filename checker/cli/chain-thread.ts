/** The work of `paxoscope chain`, seen from the thread that waits for it: prints what it tells, shows how far it is, ends it at Ctrl-C. */
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { CallPlace, callText } from '../chain/algorithm-call.js';
import type { Stage } from '../chain/watch.js';
import { InputError } from '../input-error.js';
import { formatCount, formatSeconds } from '../report/numbers.js';
import type { ChainMessage, ChainTask, Known } from './chain-desk.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import { interruptible } from './interrupt.js';
import { printJson } from './output.js';
import { ProgressLine } from './progress.js';

/** @throws InputError for what is at fault, and where the thread ends before it has answered */
export async function runOnThread(
  { terminal, finish }: Context,
  task: Omit<ChainTask, 'calls'>,
  showProgress: boolean,
): Promise<void> {
  const line = new ProgressLine(terminal, showProgress);
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  const calls = new CallPlace();
  let stage: Stage | undefined;
  let known: Known | undefined;
  const worker = new Worker(new URL('./chain-worker.js', import.meta.url), {
    workerData: { ...task, calls: calls.memory } satisfies ChainTask,
    // stdout is for results alone: what an algorithm prints goes to stderr.
    stdout: true,
    resourceLimits: { maxOldGenerationSizeMb: getHeapStatistics().heap_size_limit / 2 ** 20 },
  });
  worker.stdout.on('data', (text: Buffer) => {
    line.end();
    process.stderr.write(text);
  });
  const act = async (message: ChainMessage): Promise<void> => {
    if (message.kind === 'print') await terminal.print(message.text);
    else if (message.kind === 'say') terminal.say(message.text);
    else if (message.kind === 'finish') finish(message.code);
    else if (message.kind === 'known') known = message.known;
    else if (message.kind === 'stage') {
      stage = message.stage;
      line.show(`${message.title}${stageText(stage)} · ${formatSeconds(elapsed())}`);
    } else if (message.kind === 'fault') throw faultOf(message);
  };
  let inside: ReturnType<typeof calls.current>;
  const isDone = await interruptible(terminal, async (signal) => {
    try {
      return await attend(worker, act, signal);
    } finally {
      inside = calls.current();
      line.end();
      await worker.terminate();
    }
  });
  if (isDone) return;
  finish(ExitCode.bounded);
  const doing = stage === undefined ? [] : [`: ${stageText(stage)}`];
  if (inside !== undefined)
    doing.push(`; ${callText(inside.call)} had not come back for ${formatSeconds(inside.seconds)}`);
  const after = `stopped after ${formatSeconds(elapsed())}${doing.join('')}`;
  if (task.request.isJson)
    await printJson(terminal, {
      ...known?.json,
      stopped: {
        seconds: elapsed(),
        ...stage,
        ...(inside && { call: { ...inside.call, seconds: inside.seconds } }),
      },
    });
  else await terminal.print(known === undefined || known.text === '' ? after : `${known.text}\n${after}`);
}

/**
 * Takes message after message, until the work is done.
 * @returns false where it was stopped before
 */
function attend(
  worker: Worker,
  act: (message: ChainMessage) => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let acted = Promise.resolve();
    worker.on('message', (message: ChainMessage) => {
      acted = acted.then(() => act(message));
      acted.then(() => message.kind === 'done' && resolve(true), reject);
    });
    signal.addEventListener('abort', () => resolve(false));
    worker.on('error', reject);
    worker.on('exit', () =>
      acted.then(() => reject(new InputError('ended before there was a verdict')), reject),
    );
  });
}

function faultOf(fault: Extract<ChainMessage, { kind: 'fault' }>): Error {
  const { isInput, name, message, details, stack } = fault;
  const cause = Object.assign(new Error(message), { stack });
  if (isInput) return new InputError(message, { details, cause });
  return Object.assign(new Error(message, { cause }), { name });
}

/** `finding components, 1,234,567 of 2,833,952 (43 %)` */
function stageText({ doing, done, total }: Stage): string {
  return `${doing}, ${formatCount(done)} of ${formatCount(total)} (${Math.floor((100 * done) / total)} %)`;
}
