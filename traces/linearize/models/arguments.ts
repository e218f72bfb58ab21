/** What the actions of models may ask of their calls. */
import { canonical } from '../../../checker/canonical.js';
import type { Call } from '../history.js';

/** Objects by their keys; where calls have none, there is one object. */
export function keyOf({ key }: Call): string {
  return canonical(key);
}

export function refuseArgument({ argument }: Call): string | undefined {
  return argument === undefined || argument === null ? undefined : 'takes no value';
}

export function refuseMissing({ argument }: Call): string | undefined {
  return argument === undefined ? 'needs a value' : undefined;
}

export function refuseNoPair({ argument }: Call): string | undefined {
  return Array.isArray(argument) && argument.length === 2
    ? undefined
    : 'needs two values: what is expected, and what is to come';
}

export function refuseNoText({ argument }: Call): string | undefined {
  return typeof argument === 'string' ? undefined : 'needs a text';
}

export function refuseNoKey({ key }: Call): string | undefined {
  return key === undefined ? 'needs a key' : undefined;
}

/** The first that refuses is heard. */
export function all(...refusals: readonly ((call: Call) => string | undefined)[]) {
  return (call: Call): string | undefined => {
    for (const refuse of refusals) {
      const reason = refuse(call);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}
