/**
 * How imports of a user's spec are resolved (node:module, `registerHooks`, or `register` where Node has no such).
 * `paxoscope` and the libraries whose values cross between spec and checker are those of the running program: a spec may
 * lie in a folder with no node_modules, and two copies of one library would not know each other's errors and types.
 *
 * Everything else that is TypeScript or JavaScript is a module, whatever the nearest package.json says; the file behind
 * `./roles.js` may be `./roles.ts`, as the compiler has it.
 */
import { statSync } from 'node:fs';
import type { ResolveFnOutput, ResolveHookContext } from 'node:module';

const SHARED = /^(paxoscope|immutable|ts-pattern)(\/|$)/;

export function resolve(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context: ResolveHookContext) => ResolveFnOutput | Promise<ResolveFnOutput>,
): ResolveFnOutput | Promise<ResolveFnOutput> {
  // Resolved as if this file had asked: it belongs to the running package.
  if (SHARED.test(specifier)) return next(specifier, { ...context, parentURL: import.meta.url });
  const { parentURL } = context;
  const isLocal = /^(\.{1,2}\/|file:)/.test(specifier);
  if (!isLocal || parentURL === undefined || !URL.canParse(specifier, parentURL))
    return next(specifier, context);
  const url = new URL(specifier, parentURL);
  // What is installed says itself what it is. Who imports it does not matter: this program may be installed, too.
  if (url.protocol !== 'file:' || url.pathname.includes('/node_modules/')) return next(specifier, context);
  for (const pathname of candidates(url.pathname)) {
    const candidate = new URL(url);
    candidate.pathname = pathname;
    if (isFile(candidate)) return { url: candidate.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

/** The files that a path may stand for, the likeliest first. */
function candidates(pathname: string): readonly string[] {
  const typed = pathname.replace(/\.([cm]?)js$/, '.$1ts');
  const paths = [pathname, typed, `${pathname}.ts`, `${pathname}.js`, `${pathname}/index.ts`];
  return [...new Set(paths)].filter((path) => /\.m?[jt]s$/.test(path));
}

function isFile(url: URL): boolean {
  return statSync(url, { throwIfNoEntry: false })?.isFile() === true;
}
