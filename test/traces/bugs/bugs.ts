/**
 * Seeded bugs: one-change weakenings of the real implementation, as edits of its compiled code. No switch for them is in the implementation; a copy of it
 * is made with the edit (build.ts). An edit whose text is not found exactly once is an error: the code has changed, and the bug with it.
 */

/** In a file of impl/core, this line becomes another. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

export interface Bug {
  readonly says: string;
  readonly edits: readonly Edit[];
}

const edit = (file: string, find: string, put: string): Edit => ({ file: `core/${file}.js`, find, put });

export const bugs: Readonly<Record<string, Bug>> = {
  'accepts-a-lower-ballot': {
    says: 'an acceptor accepts, and votes, in a ballot below the one that it has adopted',
    edits: [
      edit(
        'acceptor',
        'if (sameBallot(ballot, acceptor.ballot) && slot > acceptor.collected) {',
        'if (slot > acceptor.collected) {',
      ),
      edit('acceptor', "kind: 'p2b', ballot: acceptor.ballot, asked", "kind: 'p2b', ballot, asked"),
    ],
  },
  'promises-without-raising': {
    says: 'an acceptor answers a p1a and does not raise its ballot, once it has one',
    edits: [
      edit(
        'acceptor',
        'if (compareBallots(message.ballot, acceptor.ballot) > 0) {',
        'if (acceptor.ballot === null) {',
      ),
      edit(
        'acceptor',
        'ballot: acceptor.ballot,\nfrom: message.from,',
        'ballot: message.ballot,\nfrom: message.from,',
      ),
    ],
  },
  'compares-without-leader': {
    says: 'ballots are compared by their numbers alone',
    edits: [edit('ballot', 'return one.leader < other.leader ? -1 : 1;', 'return 0;')],
  },
  'forgets-its-promise': {
    says: 'an acceptor does not write its ballot to stable storage',
    edits: [edit('acceptor', 'context.write(acceptorKeys.ballot, acceptor.ballot);', '')],
  },
  'forgets-a-pvalue': {
    says: 'an acceptor votes and keeps nothing of it',
    edits: [
      edit('acceptor', 'acceptor.accepted.set(slot, pvalue);', ''),
      edit('acceptor', 'context.write(acceptedKey(slot), pvalue);', ''),
    ],
  },
  'omits-a-pvalue': {
    says: 'an acceptor leaves the first pvalue out of its answer to a p1a',
    edits: [edit('acceptor', 'accepted: page.map(', 'accepted: page.slice(1).map(')],
  },
  'picks-the-lowest': {
    says: 'a scout keeps of each slot the pvalue of the lowest ballot',
    edits: [
      edit(
        'scout',
        'compareBallots(pvalue.ballot, there.ballot) > 0)',
        'compareBallots(pvalue.ballot, there.ballot) < 0)',
      ),
    ],
  },
  'picks-the-latest': {
    says: 'a scout keeps of each slot the pvalue that it was told last',
    edits: [
      edit(
        'scout',
        'if (there === undefined || compareBallots(pvalue.ballot, there.ballot) > 0)',
        'if (there !== null)',
      ),
    ],
  },
  'own-proposals-win': {
    says: 'an adopted leader keeps its own proposals where another command may be decided',
    edits: [
      edit(
        'leader',
        'leader.proposals.set(slot, command);\n    leader.active = true;',
        'if (!leader.proposals.has(slot)) leader.proposals.set(slot, command);\n    leader.active = true;',
      ),
    ],
  },
  'quorum-of-f-of-a-scout': {
    says: 'a scout is content with f acceptors',
    edits: [
      edit(
        'scout',
        "!scout.epochs.every((epoch) => isMajority('acceptor', epoch, scout.heard))",
        "!scout.epochs.every((epoch) => scout.heard.size >= Math.floor(epoch.servers.filter(({ roles }) => roles.includes('acceptor')).length / 2))",
      ),
    ],
  },
  'quorum-of-f-of-a-commander': {
    says: 'a commander is content with f acceptors',
    edits: [
      edit(
        'commander',
        "if (!isMajority('acceptor', epoch, heard))",
        "if (heard.size < Math.floor(playersOf('acceptor', epoch.servers).length / 2))",
      ),
    ],
  },
  'counts-an-acceptor-twice': {
    says: 'a commander counts votes, not acceptors',
    edits: [
      edit(
        'commander',
        "if (!isMajority('acceptor', epoch, heard))",
        "commander.votes = (commander.votes ?? 0) + 1;\n    if (commander.votes * 2 <= playersOf('acceptor', epoch.servers).length)",
      ),
    ],
  },
  'counts-a-vote-for-another-ballot': {
    says: 'a commander takes every answer for a vote, also a refusal',
    edits: [
      edit('commander', 'if (!sameBallot(message.ballot, ballot)) {', 'if (message.ballot === null) {'),
    ],
  },
  'counts-a-vote-for-another-slot': {
    says: 'a vote goes to the first commander, whichever slot it is for',
    edits: [edit('leader', 'leader.commanders.get(message.slot)', 'leader.commanders.values().next().value')],
  },
  'reuses-a-ballot': {
    says: 'a leader does not write the number of its ballot to stable storage',
    edits: [edit('leader', 'context.write(leaderKeys.number, number);', '')],
  },
  'skips-a-slot': {
    says: 'a replica passes over a slot that it has no decision for, where it has the next one',
    edits: [
      edit(
        'replica',
        'const settledProposals = [];',
        'const settledProposals = [];\n    if (!decisions.has(replica.slotOut) && decisions.has(replica.slotOut + 1)) replica.slotOut += 1;',
      ),
    ],
  },
  'executes-twice': {
    says: 'a command of a client is executed again when it is decided again',
    edits: [edit('machine', 'if (known !== undefined)', 'if (known !== undefined && known.kind === "none")')],
  },
  'drops-a-lost-command': {
    says: 'a command that lost its slot is not proposed again',
    edits: [edit('replica', 'replica.requests.unshift(...lost.commands);', ';')],
  },
  'sends-before-it-persists': {
    says: 'what a node sends leaves before it is durable',
    edits: [
      edit('loop', 'this.#isCommitting = true;', 'this.#isCommitting = true;\n        this.#release(batch);'),
      edit('loop', 'this.#release(batch);\n            this.#drain();', 'this.#drain();'),
    ],
  },
  'answers-reads-locally': {
    says: 'a replica answers reads from its own state at once',
    edits: [
      edit(
        'reads',
        'reads.waiting.push(request);',
        'context.answer(request.client, request.sequence, read(replica.entries, request.operation));',
      ),
    ],
  },
};
