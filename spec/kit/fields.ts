/**
 * The fields of the states of a role: in every state those of its first one, which `init` gives. Spec code need not come from a type checker, and
 * in TypeScript too a misspelt field may stand beside `...state`: what reads the right name would then never see it change, and hold for that
 * reason alone. A field that is not in every state is listed as optional by the role.
 */
import { didYouMean } from '../../checker/did-you-mean.js';

/** A state with a field that its role has not, or without one that it has. */
export class FieldError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FieldError';
  }
}

export class StateFields {
  private readonly required: ReadonlySet<string>;
  private readonly optional: ReadonlySet<string>;
  /** A state need not be a plain object: of a collection nothing is said. */
  private readonly isPlain: boolean;

  /**
   * @param process whose states they are, for an error
   * @param first the state that `init` gives
   */
  constructor(
    private readonly process: string,
    first: object,
    optional: readonly string[] = [],
  ) {
    this.optional = new Set(optional);
    this.required = new Set(Object.keys(first).filter((field) => !this.optional.has(field)));
    this.isPlain = Object.getPrototypeOf(first) === Object.prototype;
  }

  /** @throws FieldError naming the field, and what to do */
  require(state: object): void {
    if (!this.isPlain) return;
    let found = 0;
    for (const field of Object.keys(state)) {
      if (this.required.has(field)) found++;
      else if (!this.optional.has(field)) throw new FieldError(this.strangerFault(field));
    }
    if (found < this.required.size) throw new FieldError(this.lackFault(state));
  }

  private strangerFault(field: string): string {
    const known = [...this.required, ...this.optional];
    const guess = didYouMean(field, known) || `; there are: ${known.join(', ') || 'none'}`;
    return `the next state of ${this.process} has a field ${field}, which its first state has not${guess} ${remedy(field, 'have init give it too')}`;
  }

  private lackFault(state: object): string {
    const field = [...this.required].find((name) => !Object.hasOwn(state, name)) as string;
    return `the next state of ${this.process} lacks the field ${field}, which its first state has ${remedy(field, 'keep what does not change with ...state')}`;
  }
}

function remedy(field: string, otherwise: string): string {
  return `(${otherwise}; or, if only some states are to have it, write beside init optional: ['${field}'])`;
}
