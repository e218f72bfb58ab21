/*
 * Single-decree Paxos after Lamport's Paxos.tla (TLA+ Examples), as a Spin user who wants speed writes it: the yardstick of `npm run bench`.
 *
 * State: for each acceptor maxBal and its vote (maxVBal, maxVal), and the set of messages ever sent, packed into bits (see "State" below).
 * Why "states, stored" is exactly the number of distinct states, with no constant to subtract: there is one process; every action is one
 * d_step that leads from the head of the loop back to it, so no state lies between two actions and the program counter never varies; the
 * packing is one to one; and guards reject steps that change nothing. For the same reason "transitions" are what TLC calls generated, less
 * the steps that change nothing.
 *
 * Not modelled: refinement of Voting; no-op steps (sending a message again); quorums other than majorities; ballots beyond BALLOTS-1.
 * The end label makes a state without successors legal: with finitely many ballots the protocol must run out of steps.
 *
 * Parameters: -DACCEPTORS=3 -DBALLOTS=3 -DVALUES=2. PROMISES (see below) weakens phase 1, to see the assertion fail.
 */
#ifndef ACCEPTORS
#define ACCEPTORS 3
#endif
#ifndef BALLOTS
#define BALLOTS 3
#endif
#ifndef VALUES
#define VALUES 2
#endif

/* ---- Quantifiers, unrolled: Promela has no macro loops, and a loop at run time would cost intermediate steps. ---- */

/* QUORUMS: bit s is set if and only if the set of acceptors with bit pattern s is a majority. */
#if ACCEPTORS == 1
#define QUORUMS 2
#define EACH_ACCEPTOR(M, b) M(0, b)
#elif ACCEPTORS == 3
#define QUORUMS 232
#define EACH_ACCEPTOR(M, b) M(0, b) M(1, b) M(2, b)
#elif ACCEPTORS == 4
#define QUORUMS 59520
#define EACH_ACCEPTOR(M, b) M(0, b) M(1, b) M(2, b) M(3, b)
#elif ACCEPTORS == 5
#define QUORUMS (-18290560)
#define EACH_ACCEPTOR(M, b) M(0, b) M(1, b) M(2, b) M(3, b) M(4, b)
#else
#error "ACCEPTORS must be 1, 3, 4 or 5"
#endif

#if BALLOTS == 2
#define EACH_BALLOT(M) M(0) M(1)
#define SOME_BALLOT(M, v) (M(0, v) || M(1, v))
#elif BALLOTS == 3
#define EACH_BALLOT(M) M(0) M(1) M(2)
#define SOME_BALLOT(M, v) (M(0, v) || M(1, v) || M(2, v))
#elif BALLOTS == 4
#define EACH_BALLOT(M) M(0) M(1) M(2) M(3)
#define SOME_BALLOT(M, v) (M(0, v) || M(1, v) || M(2, v) || M(3, v))
#else
#error "BALLOTS must be 2, 3 or 4"
#endif

#if VALUES == 1
#define EACH_VALUE(M, b) M(b, 0)
#define ALL_VALUES(M, w, m) M(w, m, 0)
#elif VALUES == 2
#define EACH_VALUE(M, b) M(b, 0) M(b, 1)
#define ALL_VALUES(M, w, m) (M(w, m, 0) | M(w, m, 1))
#elif VALUES == 3
#define EACH_VALUE(M, b) M(b, 0) M(b, 1) M(b, 2)
#define ALL_VALUES(M, w, m) (M(w, m, 0) | M(w, m, 1) | M(w, m, 2))
#else
#error "VALUES must be 1, 2 or 3"
#endif

/* ---- State. A set of acceptors takes ACCEPTORS bits; a word is an array of such sets, and SET takes out the i-th. ---- */

#define EVERYONE ((1 << ACCEPTORS) - 1)
#define SET(word, i) (((word) >> ((i) * ACCEPTORS)) & EVERYONE)
#define BIT(a, i) (1 << ((i) * ACCEPTORS + a))

/* A vote (mbal, mval) is one number; 0 is "no vote". */
#define VOTE(b, v) (1 + (b) * VALUES + (v))

/* The narrowest type that holds a word of n sets, so that Spin hashes and copies few bytes (a short's sign bit stays unused). */
#if ACCEPTORS * VALUES <= 8
#define SETS_VALUES byte
#else
#define SETS_VALUES short
#endif
#if ACCEPTORS * (1 + VALUES) <= 8
#define SETS_1B_1 byte
#elif ACCEPTORS * (1 + VALUES) <= 15
#define SETS_1B_1 short
#else
#define SETS_1B_1 int
#endif
#if ACCEPTORS * (1 + 2 * VALUES) <= 15
#define SETS_1B_2 short
#else
#define SETS_1B_2 int
#endif
#if ACCEPTORS * (1 + (BALLOTS - 1) * VALUES) > 31
#error "the 1b messages of the last ballot do not fit into 31 bits"
#endif

/* maxBal is the ballot plus 1 (0: none yet); maxVote is maxVBal and maxVal as one VOTE. */
#define DECLARE_ACCEPTOR(a, _) unsigned maxBal_##a : 3; unsigned maxVote_##a : 4;
EACH_ACCEPTOR(DECLARE_ACCEPTOR, 0)

/* 2a messages of ballot b: 0 is none, else the value plus 1. One is enough: Phase2a sends none where there is one. */
#define DECLARE_2A(b) unsigned m2a_##b : 2;
EACH_BALLOT(DECLARE_2A)

/* 1a messages: bit b. */
byte m1a;

/* 1b messages of ballot b: who reported which VOTE (a vote is older than its promise). 2b messages of ballot b: who voted for which value. */
byte m1b_0; SETS_VALUES m2b_0;
SETS_1B_1 m1b_1; SETS_VALUES m2b_1;
#if BALLOTS > 2
SETS_1B_2 m1b_2; SETS_VALUES m2b_2;
#endif
#if BALLOTS > 3
int m1b_3; SETS_VALUES m2b_3;
#endif

/* ---- What a quorum shows. ---- */

#define QUORUM(s) ((QUORUMS >> (s)) & 1)

/* The same for the promises that Phase2a asks for; -DPROMISES=254 takes any acceptor for a quorum of three. */
#ifndef PROMISES
#define PROMISES QUORUMS
#endif
#define PROMISED(s) ((PROMISES >> (s)) & 1)

/* UPTO_m: who reported no vote, or one of ballot m or lower.
   "Some quorum of promises has (m, v) as a highest report" is then: someone reported (m, v), and UPTO_m holds a quorum. That is exact:
   the quorum may be taken within UPTO_m so that it contains whoever reported (m, v), as UPTO_m does. */
#define REPORTED(word, m, v) SET(word, VOTE(m, v))
#define UPTO_0(word) (SET(word, 0) | ALL_VALUES(REPORTED, word, 0))
#define UPTO_1(word) (UPTO_0(word) | ALL_VALUES(REPORTED, word, 1))
#define UPTO_2(word) (UPTO_1(word) | ALL_VALUES(REPORTED, word, 2))
#define FREE(word) PROMISED(SET(word, 0))
#define HIGHEST(word, m, v) (REPORTED(word, m, v) && PROMISED(UPTO_##m(word)))

#define SAFE_0(v) FREE(m1b_0)
#define SAFE_1(v) (FREE(m1b_1) || HIGHEST(m1b_1, 0, v))
#define SAFE_2(v) (FREE(m1b_2) || HIGHEST(m1b_2, 0, v) || HIGHEST(m1b_2, 1, v))
#define SAFE_3(v) (FREE(m1b_3) || HIGHEST(m1b_3, 0, v) || HIGHEST(m1b_3, 1, v) || HIGHEST(m1b_3, 2, v))

/* Agreement: at most one value is chosen. */
#define CHOSEN_AT(b, v) QUORUM(SET(m2b_##b, v))
#define CHOSEN(v) SOME_BALLOT(CHOSEN_AT, v)
#if VALUES == 1
#define AGREEMENT true
#elif VALUES == 2
#define AGREEMENT !(CHOSEN(0) && CHOSEN(1))
#else
#define AGREEMENT !(CHOSEN(0) && CHOSEN(1)) && !(CHOSEN(0) && CHOSEN(2)) && !(CHOSEN(1) && CHOSEN(2))
#endif

/* ---- Actions. ---- */

#define PHASE1A(b) \
  :: d_step { !((m1a >> b) & 1) -> m1a = m1a | (1 << b) }

#define PHASE1B(a, b) \
  :: d_step { maxBal_##a <= b && ((m1a >> b) & 1) -> \
       maxBal_##a = b + 1; \
       m1b_##b = m1b_##b | BIT(a, maxVote_##a) }

#define PHASE2A(b, v) \
  :: d_step { m2a_##b == 0 && SAFE_##b(v) -> m2a_##b = v + 1 }

/* The last conjunct drops no-ops: who has voted in b has maxBal and maxVote at b, or is past it. Only this action can
   break agreement, so that asserting it here is asserting it in every state. */
#define PHASE2B(a, b) \
  :: d_step { maxBal_##a <= b + 1 && m2a_##b && !(m2b_##b & BIT(a, m2a_##b - 1)) -> \
       maxBal_##a = b + 1; \
       maxVote_##a = VOTE(b, m2a_##b - 1); \
       m2b_##b = m2b_##b | BIT(a, m2a_##b - 1); \
       assert(AGREEMENT) }

#define BALLOT(b) PHASE1A(b) EACH_VALUE(PHASE2A, b) EACH_ACCEPTOR(PHASE1B, b) EACH_ACCEPTOR(PHASE2B, b)

active proctype paxos() {
end: do
     EACH_BALLOT(BALLOT)
     od
}
