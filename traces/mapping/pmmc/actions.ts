/** The actions of the implementation that the mapping knows. */

/** Steps of leaders that are about reads, catching up and being there: the spec has none of them. */
export const QUIET = [
  'ping',
  'receive ping',
  'receive read',
  'confirm again',
  'receive confirmed',
  'receive missing',
];

/** Messages that servers send each other (impl/core/message.ts). */
export const MESSAGES: ReadonlySet<string> = new Set([
  ...['propose', 'p1a', 'p1b', 'adopted', 'preempted', 'p2a', 'p2b', 'decision', 'ping', 'applied'],
  ...[
    'read',
    'confirm',
    'confirmed',
    'readable',
    'missing',
    'decisions',
    'behind',
    'fetch',
    'page',
    'members',
  ],
]);

export const KNOWN = [
  ...['receive p1a', 'receive p2a', 'receive applied', 'receive confirm'].map(
    (action) => `acceptor: ${action}`,
  ),
  ...[
    'begin',
    'receive adopted',
    'receive preempted',
    'receive propose',
    'fill holes',
    'forget',
    'retire',
    ...QUIET,
  ].map((action) => `leader: ${action}`),
  ...['start', 'receive p1b'].map((action) => `scout: ${action}`),
  ...['start', 'receive p2b'].map((action) => `commander: ${action}`),
  ...[
    'request',
    'tick',
    'receive decision',
    'receive applied',
    'receive decisions',
    'receive readable',
    'receive page',
    'learn members',
  ].map((action) => `replica: ${action}`),
];
