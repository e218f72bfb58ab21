#!/usr/bin/env node
/** The command line. Only here does the process get its exit code. */
import { guardEnding } from './checker/cli/ending.js';
import { processTerminal } from './checker/cli/terminal.js';
import { run } from './program.js';

const terminal = processTerminal();
const args = process.argv.slice(2);
const end = guardEnding(terminal, args.includes('--debug'));
end(await run(args, terminal));
