/**
 * The rules of the house, enforced: who imports whom, what specs may not touch, and how large a file may be.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Source {
  readonly path: string;
  readonly text: string;
  /** Modules as they are written, relative ones as paths from the root without extension. */
  readonly imports: readonly string[];
}

const sources: Source[] = ['checker', 'spec', 'impl', 'traces', 'test', '.']
  // A folder without files is not in a clone.
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== '.', withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.d\.ts$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  )
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, text, imports: importsOf(path, text) };
  });

function importsOf(path: string, text: string): string[] {
  const code = withoutComments(text);
  const modules = [...code.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(.+?)\1/g)].map(
    ([, , module]) => module,
  );
  return modules.map((module) =>
    module.startsWith('.') ? normalize(join(dirname(path), module)).replace(/\.js$/, '') : module,
  );
}

/** Good enough for this code: strings that hold comment marks are rare, and would only make the test stricter. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

const under = (folder: string): Source[] => sources.filter(({ path }) => path.startsWith(`${folder}/`));
const isOurs = (module: string): boolean =>
  /^(checker|spec|impl|traces|test)\/|^(cli|index|program)$/.test(module);

/** Imports of our own code that no rule allows. */
function forbidden(files: readonly Source[], allowed: (module: string, path: string) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter((module) => isOurs(module) && !allowed(module, path))
      .map((module) => `${path} imports ${module}`),
  );
}

it('finds the sources at all', () => {
  expect(under('checker').length).toBeGreaterThan(20);
  expect(under('spec').length).toBeGreaterThan(20);
  expect(
    sources.flatMap(({ imports }) => imports).filter((module) => module === 'checker/model').length,
  ).toBeGreaterThan(10);
});

describe('imports run one way:', () => {
  const protocols = [...new Set(under('spec').map(({ path }) => path.split('/')[1]))].filter(
    (name) => name !== 'kit' && !name.endsWith('.ts'),
  );
  /** A protocol may know the abstract spec that it refines. */
  const refines: Readonly<Record<string, string>> = {
    paxos: 'voting',
    voting: 'consensus',
    'multi-paxos': 'consensus',
    pmmc: 'consensus',
  };

  it('the checker knows no spec, no implementation and no trace', () => {
    expect(forbidden(under('checker'), (module) => module.startsWith('checker/'))).toEqual([]);
  });

  it('the engine knows neither reports nor the command line', () => {
    const engine = under('checker').filter(({ path }) => !/^checker\/(cli|report)\//.test(path));
    expect(forbidden(engine, (module) => !/^checker\/(cli|report)\//.test(module))).toEqual([]);
  });

  it('spec/kit knows of the checker only what a model is, what a synchronous round is, and how a slip is told', () => {
    const allowed = ['model', 'canonical', 'did-you-mean', 'freeze', 'parameters', 'rounds', 'spec'].map(
      (name) => `checker/${name}`,
    );
    expect(
      forbidden(under('spec/kit'), (module) => module.startsWith('spec/kit/') || allowed.includes(module)),
    ).toEqual([]);
  });

  it.each(protocols)('spec/%s knows the kit and what it refines, no other protocol', (protocol) => {
    // checker/rounds says what a synchronous round is, for the workbench and for specs alike; checker/spec is the type of what a spec exports.
    const allowed = (module: string): boolean =>
      module.startsWith('spec/kit/') ||
      module.startsWith(`spec/${protocol}/`) ||
      ['checker/model', 'checker/parameters', 'checker/rounds', 'checker/spec'].includes(module) ||
      (refines[protocol] !== undefined && module.startsWith(`spec/${refines[protocol]}/`));
    expect(forbidden(under(`spec/${protocol}`), allowed)).toEqual([]);
  });

  it('only the registry sees all specs, and it sees specs and nothing else', () => {
    const registry = under('spec').filter(({ path }) => path.split('/').length === 2);
    expect(registry.map(({ path }) => path)).toEqual(['spec/places.ts', 'spec/registry.ts']);
    expect(forbidden(registry, (module) => module === 'checker/spec' || module.startsWith('spec/'))).toEqual(
      [],
    );
  });

  it('the implementation knows the schema of events and nothing else', () => {
    expect(
      forbidden(under('impl'), (module) => module.startsWith('impl/') || module === 'traces/event'),
    ).toEqual([]);
  });

  it('its cores know the schema of events and each other', () => {
    const allowed = (module: string) => module.startsWith('impl/core/') || module === 'traces/event';
    expect(forbidden(under('impl/core'), allowed)).toEqual([]);
    expect(under('impl/core').length).toBeGreaterThan(20);
  });

  it('the simulation knows the cores and nothing else of the implementation', () => {
    const allowed = (module: string) => /^impl\/(core|sim)\//.test(module) || module === 'traces/event';
    expect(forbidden(under('impl/sim'), allowed)).toEqual([]);
  });

  it('the schema of events knows nothing of the project', () => {
    const schema = sources.filter(({ path }) => path === 'traces/event.ts');
    expect(schema.length).toBe(1);
    expect(forbidden(schema, () => false)).toEqual([]);
  });

  it('traces know specs and the checker, not the implementation', () => {
    expect(forbidden(under('traces'), (module) => !/^(impl|cli|program|test)\b/.test(module))).toEqual([]);
  });

  it('the judge of histories knows recorded runs and how values are written, no spec and no engine', () => {
    const helpers = /^checker\/(canonical|format-value|input-error|report\/(layout|numbers|table))$/;
    const judge = [...under('traces/linearize'), ...under('traces/readers')];
    expect(judge.length).toBeGreaterThan(10);
    expect(forbidden(judge, (module) => module.startsWith('traces/') || helpers.test(module))).toEqual([]);
  });

  it('nothing but tests imports tests', () => {
    const ours = sources.filter(({ path }) => !path.startsWith('test/'));
    expect(forbidden(ours, (module) => !module.startsWith('test/'))).toEqual([]);
  });
});

describe.each(['spec', 'impl/core', 'impl/sim'])('%s is pure:', (folder) => {
  it('no modules of Node', () => {
    const found = under(folder).flatMap(({ path, imports }) =>
      imports.filter((module) => module.startsWith('node:')).map((module) => `${path} imports ${module}`),
    );
    expect(found).toEqual([]);
  });

  it('no clock, no random numbers, no process, no timers, nothing asynchronous', () => {
    const banned =
      /\b(Date\b|performance\b|Math\.random|crypto\b|process\.(?:argv|cwd|env|exit|hrtime|memoryUsage|nextTick|on|pid|stderr|stdin|stdout|uptime)\b|globalThis\.(?!Set|Map)|setTimeout|setInterval|setImmediate|queueMicrotask|async\b|await\b|fetch\()/;
    const found = under(folder).flatMap(({ path, text }) =>
      withoutComments(text)
        .split('\n')
        .filter((line) => banned.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

describe('every file', () => {
  it('begins with a comment that says what it is', () => {
    const headless = sources
      .filter(({ text }) => !/^(#!.*\n)?\s*(\/\*\*|\/\/)/.test(text))
      .map(({ path }) => path);
    expect(headless.filter((path) => !exempt.has(path))).toEqual([]);
  });

  it('has at most 400 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('does without the type any, or says why not', () => {
    // Biome says so too, of everything; its excuses are counted here as well.
    const found = sources.flatMap(({ path, text }) => {
      if (path.startsWith('test/')) return [];
      const lines = text.split('\n');
      return lines.flatMap((line, i) => {
        const usesAny = /(?::|\bas|[<,(|&])\s*any\b\s*[;,)>\]|&=[{]/.test(
          line.replace(/\/\/.*|\/\*.*|^\s*\*.*|'[^']*'/g, ''),
        );
        const isExcused = /noExplicitAny/.test(lines[i - 1] ?? '');
        return usesAny && !isExcused ? [`${path}:${i + 1}: ${line.trim()}`] : [];
      });
    });
    expect(found).toEqual([]);
  });
});

/** Files that had no head before this test was written; none may be added. */
const exempt: ReadonlySet<string> = new Set([
  'test/checker/format-value.test.ts',
  'test/checker/json-value.test.ts',
  'test/checker/report/index.test.ts',
  'test/checker/report/itf.test.ts',
  'test/checker/report/json.test.ts',
  'test/checker/report/text.test.ts',
  'vitest.config.ts',
]);
