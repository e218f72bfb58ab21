/**
 * Live objects as plain data that `v8.serialize` takes, and back: what a judge knows, so that another process can go on with it. Shared
 * and circular references stay what they are; Immutable collections and instances of known classes come back as such.
 *
 * Saved are all fields that an object has, so no class lists its own and forgets one. Fields with # cannot be seen from here: a class that
 * has some is refused, and so is one that is not known. What every process has anyway (functions, models) is given from outside.
 */
import { List as ImmutableList, Map as ImmutableMap, Set as ImmutableSet } from 'immutable';

export interface Known {
  /** By name: instances of others are refused. */
  readonly classes: Readonly<Record<string, { readonly prototype: object }>>;
  /** By name: what is the same in each process, and is not saved. */
  readonly externals: ReadonlyMap<string, object>;
}

type Fields = Record<string, unknown>;

/** What an array of the saved state stands for: its first item. */
type Tag = 'list' | 'instance' | 'external' | 'weak' | 'immutable map' | 'immutable set' | 'immutable list';

/** @throws Error where something cannot be saved, with the way to it */
export function save(value: unknown, known: Known): unknown {
  return new Saving(known).one(value, 'state');
}

class Saving {
  readonly #names: ReadonlyMap<object, string>;
  readonly #externals: ReadonlyMap<unknown, string>;
  readonly #done = new Map<unknown, unknown>();

  constructor({ classes, externals }: Known) {
    const all = Object.entries(classes);
    const hidden = all.find(([, one]) => /\bthis\.#/.test(String(one)));
    if (hidden !== undefined) throw new Error(`${hidden[0]} has fields with #, which cannot be saved`);
    this.#names = new Map(all.map(([name, { prototype }]) => [prototype, name]));
    this.#externals = new Map([...externals].map(([name, one]) => [one, name]));
  }

  one(part: unknown, path: string): unknown {
    const type = typeof part;
    if (type === 'symbol') throw new Error(`${path} is a symbol, which cannot be saved`);
    if ((type !== 'object' && type !== 'function') || part === null) return part;
    const there = this.#done.get(part);
    if (there !== undefined) return there;
    const external = this.#externals.get(part);
    if (external !== undefined) return this.#keep(part, tagged('external', external));
    if (type === 'function') throw new Error(`${path} is a function, which cannot be saved`);
    return this.#object(part as object, path);
  }

  #object(part: object, path: string): unknown {
    if (Array.isArray(part)) {
      const list = this.#keep(part, tagged('list'));
      // Places of a list may be empty.
      list.length = part.length + 1;
      for (const at in part) list[Number(at) + 1] = this.one(part[at], `${path}[${at}]`);
      return list;
    }
    if (part instanceof Map) {
      const map = this.#keep(part, new Map<unknown, unknown>());
      for (const [key, value] of part)
        map.set(this.one(key, path), this.one(value, `${path}[${String(key)}]`));
      return map;
    }
    if (part instanceof Set) {
      const set = this.#keep(part, new Set<unknown>());
      for (const member of part) set.add(this.one(member, path));
      return set;
    }
    if (part instanceof WeakMap) return this.#keep(part, tagged('weak'));
    const prototype = Object.getPrototypeOf(part) as object | null;
    if (prototype === Object.prototype || prototype === null) {
      return this.#fields(this.#keep(part, {}), part, path);
    }
    const name = this.#names.get(prototype);
    if (name !== undefined) {
      const fields: Fields = {};
      const instance = this.#keep(part, tagged('instance', name, fields));
      this.#fields(fields, part, path);
      return instance;
    }
    const kind = immutableKind(part);
    if (kind === undefined) {
      throw new Error(`${path} is of the class ${prototype.constructor.name}, which cannot be saved`);
    }
    const members = [...(part as Iterable<unknown>)].map((member) => this.one(member, path));
    return this.#keep(part, tagged(kind, members));
  }

  #fields(fields: Fields, from: object, path: string): Fields {
    for (const name of Object.keys(from)) {
      put(fields, name, this.one((from as Fields)[name], `${path}.${name}`));
    }
    return fields;
  }

  #keep<T>(part: unknown, saved: T): T {
    this.#done.set(part, saved);
    return saved;
  }
}

/** A line of a log may have a field `__proto__`, which to assign would be something else. */
function put(fields: Fields, name: string, value: unknown): void {
  if (name !== '__proto__') fields[name] = value;
  else Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

const tagged = (tag: Tag, ...rest: unknown[]): unknown[] => [tag, ...rest];

function immutableKind(part: object): Tag | undefined {
  if (ImmutableMap.isMap(part)) return 'immutable map';
  if (ImmutableSet.isSet(part)) return 'immutable set';
  return ImmutableList.isList(part) ? 'immutable list' : undefined;
}

/**
 * What `save` was given, made anew.
 * @throws Error where it is of a class, or needs something from outside, that is not known here
 */
export function restore(saved: unknown, known: Known): unknown {
  return new Restoring(known).one(saved);
}

class Restoring {
  readonly #done = new Map<unknown, unknown>();

  constructor(private readonly known: Known) {}

  one(saved: unknown): unknown {
    if (typeof saved !== 'object' || saved === null) return saved;
    const there = this.#done.get(saved);
    if (there !== undefined) return there;
    if (Array.isArray(saved)) return this.#tagged(saved);
    if (saved instanceof Map) {
      const map = this.#keep(saved, new Map<unknown, unknown>());
      for (const [key, value] of saved) map.set(this.one(key), this.one(value));
      return map;
    }
    if (saved instanceof Set) {
      const set = this.#keep(saved, new Set<unknown>());
      for (const member of saved) set.add(this.one(member));
      return set;
    }
    return this.#fields(this.#keep(saved, {}), saved as Fields);
  }

  #tagged(saved: readonly unknown[]): unknown {
    const [tag, first, second] = saved as [Tag, unknown, unknown];
    switch (tag) {
      case 'list': {
        const list: unknown[] = this.#keep(saved, []);
        list.length = saved.length - 1;
        for (const at in saved) if (at !== '0') list[Number(at) - 1] = this.one(saved[at]);
        return list;
      }
      case 'instance': {
        const one = this.known.classes[first as string];
        if (one === undefined) throw new Error(`there is no class ${String(first)}`);
        const instance = this.#keep(saved, Object.create(one.prototype) as Fields);
        return this.#fields(instance, second as Fields);
      }
      case 'external': {
        const external = this.known.externals.get(first as string);
        if (external === undefined) throw new Error(`there is no ${String(first)}`);
        return external;
      }
      case 'weak':
        return this.#keep(saved, new WeakMap());
      default: {
        const members = (first as readonly unknown[]).map((member) => this.one(member));
        return this.#keep(saved, collectionOf(tag, members));
      }
    }
  }

  #fields(made: Fields, saved: Fields): Fields {
    for (const name of Object.keys(saved)) put(made, name, this.one(saved[name]));
    return made;
  }

  #keep<T>(saved: unknown, made: T): T {
    this.#done.set(saved, made);
    return made;
  }
}

function collectionOf(tag: Tag, members: readonly unknown[]): object {
  if (tag === 'immutable map') return ImmutableMap(members as [unknown, unknown][]);
  return tag === 'immutable set' ? ImmutableSet(members) : ImmutableList(members);
}
