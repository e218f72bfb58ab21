/**
 * State reduction for a bag or fifo: a message that its receiver would ignore is gone at once, instead of in flight until it is received and ignored.
 * It takes away steps that change nothing but the network.
 *
 * It is sound only where what a process ignores once it ignores ever after: what is dropped is else a message that would have mattered later, and a
 * property that breaks by it holds. Nothing checks that while states are searched, so it is no part of the language that users are given (index.ts).
 * An instance of ours that uses it says why it is so there; test/spec/dropping.test.ts tries it step by step, and compares verdicts and decisions.
 */
import type { Network } from './network.js';

/** Marks a network that drops what is ignored. */
export const DROPS_IGNORED = Symbol('drops what is ignored');

/** @param net a bag or a fifo; what is sent into a soup stays there */
export function droppingIgnored(net: Network): Network {
  return net.kind === 'soup' ? net : { ...net, [DROPS_IGNORED]: true };
}
