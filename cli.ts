#!/usr/bin/env node
/**
 * The command line: puts the commands of each folder together and hands them the specs. Only here does the process get its
 * exit code.
 */
import { catalogOf } from './checker/cli/catalog.js';
import { checkCommand } from './checker/cli/check.js';
import { runProgram } from './checker/cli/program.js';
import { specs } from './spec/registry.js';

process.exitCode = await runProgram({
  args: process.argv.slice(2),
  catalog: catalogOf(specs),
  commands: [checkCommand],
});
