/** Which messages each role of the implementation sends: where nobody logs the role, their receipts wait for no send. */
export const sentBy: Readonly<Record<string, readonly string[]>> = {
  acceptor: ['p1b', 'p2b', 'confirmed'],
  leader: [
    'p1a',
    'p2a',
    'adopted',
    'preempted',
    'decision',
    'decisions',
    'behind',
    'ping',
    'confirm',
    'readable',
  ],
  replica: ['propose', 'applied', 'read', 'missing', 'decisions', 'behind', 'fetch', 'page', 'members'],
};
