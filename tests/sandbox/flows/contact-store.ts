import { indexOfUuid } from '../random-ids.ts';
import type { FlowsContact } from './types.ts';

/**
 * The contacts of a project. Each is created from its index when it is read, so that 100,000 cost nothing at the start.
 */
export interface ContactStore {
  readonly size: () => number;
  /** Newest-modified first, or by creation; the iteration is lazy. */
  iterate(order: 'modified' | 'created' | '-created'): Iterable<FlowsContact>;
  byUuid(uuid: string): FlowsContact | undefined;
  /** The contact with this index (0 is the newest ordinary person); extra rows come after the ordinary ones. */
  byIndex(index: number): FlowsContact | undefined;
  byUrn(urn: string): FlowsContact | undefined;
  byExactName(name: string): FlowsContact | undefined;
  /** Replaces fields of a contact; it becomes the most recently modified one unless the patch says otherwise. */
  change(uuid: string, patch: Partial<FlowsContact>, modifiedAt: number): FlowsContact;
  add(contact: Omit<FlowsContact, 'index'>): FlowsContact;
}

export interface ContactRecipe {
  readonly uuidPrefix: string;
  readonly count: number;
  /** Row by index; `modifiedAt` and `createdAt` must fall as the index grows. */
  readonly make: (index: number) => FlowsContact;
  /** Rows that are not made from an index below `count`; they have indexes from `count` on. */
  readonly extra: readonly FlowsContact[];
}

export function createContactStore(recipe: ContactRecipe): ContactStore {
  const own = new Map<string, FlowsContact>(recipe.extra.map((contact) => [contact.uuid, contact]));
  const overridden = new Set<number>();
  const cache = new Map<number, FlowsContact>();
  let urnIndex: Map<string, string> | null = null;
  let nextIndex = recipe.count + recipe.extra.length;

  function base(index: number): FlowsContact {
    const known = cache.get(index);
    if (known !== undefined) return known;
    const made = recipe.make(index);
    cache.set(index, made);
    return made;
  }
  function byUuid(uuid: string): FlowsContact | undefined {
    const changed = own.get(uuid);
    if (changed !== undefined) return changed;
    const index = indexOfUuid(recipe.uuidPrefix, uuid);
    return index !== null && index < recipe.count ? base(index) : undefined;
  }
  function* merged(compare: (a: FlowsContact, b: FlowsContact) => number, fromEnd: boolean): Iterable<FlowsContact> {
    const changed = [...own.values()].sort(compare);
    let at = 0;
    for (let step = 0; step < recipe.count; step += 1) {
      const index = fromEnd ? recipe.count - 1 - step : step;
      if (overridden.has(index)) continue;
      const row = base(index);
      for (let next = changed[at]; next !== undefined && compare(next, row) <= 0; next = changed[at]) {
        yield next;
        at += 1;
      }
      yield row;
    }
    yield* changed.slice(at);
  }
  function urns(): Map<string, string> {
    if (urnIndex === null) {
      urnIndex = new Map();
      for (let index = 0; index < recipe.count; index += 1) {
        const row = base(index);
        for (const urn of row.urns) urnIndex.set(urn, row.uuid);
      }
      for (const row of own.values()) for (const urn of row.urns) urnIndex.set(urn, row.uuid);
    }
    return urnIndex;
  }
  function put(contact: FlowsContact): FlowsContact {
    own.set(contact.uuid, contact);
    if (contact.index < recipe.count) overridden.add(contact.index);
    if (urnIndex !== null) for (const urn of contact.urns) urnIndex.set(urn, contact.uuid);
    return contact;
  }
  return {
    size: () => recipe.count - overridden.size + own.size,
    iterate(order) {
      if (order === 'modified') return merged((a, b) => b.modifiedAt - a.modifiedAt, false);
      if (order === '-created') return merged((a, b) => b.createdAt - a.createdAt, false);
      return merged((a, b) => a.createdAt - b.createdAt, true);
    },
    byUuid,
    byIndex(index) {
      if (index < recipe.count) return byUuid(base(index).uuid);
      for (const row of own.values()) if (row.index === index) return row;
      return undefined;
    },
    byUrn(urn) {
      const uuid = urns().get(urn);
      return uuid === undefined ? undefined : byUuid(uuid);
    },
    byExactName(name) {
      const wanted = name.toLowerCase();
      for (const row of merged((a, b) => b.modifiedAt - a.modifiedAt, false))
        if (row.name?.toLowerCase() === wanted) return row;
      return undefined;
    },
    change(uuid, patch, modifiedAt) {
      const row = byUuid(uuid);
      if (row === undefined) throw new Error(`no contact ${uuid}`);
      return put({ ...row, modifiedAt, ...patch });
    },
    add(contact) {
      const row = { ...contact, index: nextIndex };
      nextIndex += 1;
      return put(row);
    },
  };
}
