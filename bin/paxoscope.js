#!/usr/bin/env node
/** The command, which is there before it is built: then it says how. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  process.stderr.write('paxoscope: it is not built yet: npm run build\n');
  process.exitCode = 2;
}
