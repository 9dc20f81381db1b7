import * as z from 'zod/mini';
import { ContactUuid, GroupUuid } from '../ids.ts';
import type { Contact } from '../contacts/contact.ts';
import { mainUrn, unsendableReason } from '../contacts/contact-row.ts';
import type { Selection } from './selection.ts';

/** How many audiences a project may have. */
export const MAX_AUDIENCES = 50;
const MAX_NAME_LENGTH = 60;

/**
 * A saved selection. Groups are stored beside the people, so that a refresh can read their members again. A name is
 * unique within a project.
 */
export const Audience = z.object({
  name: z.string(),
  people: z.array(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()), fromGroups: z.array(GroupUuid) })),
  groups: z.array(
    z.object({ groupUuid: GroupUuid, name: z.nullable(z.string()), untickedUuids: z.array(ContactUuid) }),
  ),
  savedAt: z.number(),
  refreshedAt: z.number(),
});
export type Audience = z.infer<typeof Audience>;

/** The stored row of one project; a project without a row counts as empty. */
export const ProjectAudiences = z.object({ audiences: z.array(Audience) });
export type ProjectAudiences = z.infer<typeof ProjectAudiences>;

export const NO_AUDIENCES: ProjectAudiences = { audiences: [] };

type SaveProblem = 'no-name' | 'name-too-long' | 'nobody' | 'too-many';
/** The audiences after saving, or why the selection was not saved. */
export type SaveResult =
  | { readonly ok: true; readonly audiences: Audience[] }
  | { readonly ok: false; readonly reason: SaveProblem };

/** Saves a selection under a name. An audience with the same name is replaced and keeps its position. */
export function saveAudience(
  audiences: readonly Audience[],
  selection: Selection,
  named: { readonly name: string; readonly at: number },
): SaveResult {
  const name = named.name.replace(/\s+/g, ' ').trim();
  if (name === '') return { ok: false, reason: 'no-name' };
  if (name.length > MAX_NAME_LENGTH) return { ok: false, reason: 'name-too-long' };
  if (selection.people.size === 0) return { ok: false, reason: 'nobody' };
  const place = audiences.findIndex((audience) => isSameName(audience.name, name));
  if (place === -1 && audiences.length >= MAX_AUDIENCES) return { ok: false, reason: 'too-many' };
  const audience: Audience = {
    name,
    people: [...selection.people.values()].map((person) => ({
      contactUuid: person.contactUuid,
      name: person.name,
      // Only people who came through groups alone will leave with their group. A person who was also picked by hand
      // stays.
      fromGroups: person.origins.every((origin) => origin.kind === 'group')
        ? person.origins.flatMap((origin) => (origin.kind === 'group' ? [origin.groupUuid] : []))
        : [],
    })),
    groups: [...selection.groups.values()].map((group) => ({
      groupUuid: group.groupUuid,
      name: group.name,
      untickedUuids: group.untickedUuids ?? [],
    })),
    savedAt: named.at,
    refreshedAt: named.at,
  };
  return { ok: true, audiences: place === -1 ? [...audiences, audience] : audiences.with(place, audience) };
}

/** Removes the audience with this name, in any case. */
export function removeAudience(audiences: readonly Audience[], name: string): Audience[] {
  return audiences.filter((audience) => !isSameName(audience.name, name));
}

/** The audience with this name, in any case; null when there is none. */
export function findAudience(audiences: readonly Audience[], name: string): Audience | null {
  return audiences.find((audience) => isSameName(audience.name, name)) ?? null;
}

/** What a refresh must read: the members of the groups, and the people who came another way. */
export function planAudienceRefresh(audience: Audience): {
  readonly groupUuids: GroupUuid[];
  readonly contactUuids: ContactUuid[];
} {
  return {
    groupUuids: audience.groups.map((group) => group.groupUuid),
    contactUuids: audience.people
      .filter((person) => person.fromGroups.length === 0)
      .map((person) => person.contactUuid),
  };
}

/**
 * What a refresh has read. A group or contact that could not be read is missing from its map; then nobody is removed
 * for it.
 */
export interface AudienceState {
  readonly members: ReadonlyMap<GroupUuid, readonly Contact[]>;
  /** Null: the contact no longer exists in Flows. */
  readonly contacts: ReadonlyMap<ContactUuid, Contact | null>;
}

/** Result of a refresh: the updated audience, and numbers of people. */
export interface AudienceRefresh {
  readonly audience: Audience;
  readonly added: number;
  /** People who left their group, no longer exist in Flows, are blocked, opted out, or have no address. */
  readonly removed: number;
  /** People kept unchanged because they could not be read. */
  readonly unread: number;
}

/** Updates an audience: groups get their present members, and people who can no longer receive a flow are removed. */
export function refreshAudience(audience: Audience, facts: AudienceState, at: number): AudienceRefresh {
  const people = new Map<ContactUuid, Audience['people'][number]>();
  let unread = 0;
  for (const person of audience.people) {
    if (person.fromGroups.length > 0) {
      if (person.fromGroups.every((groupUuid) => facts.members.has(groupUuid))) continue;
      unread += 1;
      people.set(person.contactUuid, person);
      continue;
    }
    const contact = facts.contacts.get(person.contactUuid);
    if (contact === undefined) unread += 1;
    if (contact === undefined) people.set(person.contactUuid, person);
    else if (contact !== null && canReceive(contact))
      people.set(person.contactUuid, { ...person, name: contact.name ?? person.name });
  }
  for (const group of audience.groups) {
    for (const member of facts.members.get(group.groupUuid) ?? []) {
      if (!canReceive(member) || group.untickedUuids.includes(member.contactUuid)) continue;
      const known = people.get(member.contactUuid);
      if (known === undefined)
        people.set(member.contactUuid, {
          contactUuid: member.contactUuid,
          name: member.name,
          fromGroups: [group.groupUuid],
        });
      else if (known.fromGroups.length > 0) {
        people.set(member.contactUuid, { ...known, fromGroups: [...new Set([...known.fromGroups, group.groupUuid])] });
      }
    }
  }
  const before = new Set(audience.people.map((person) => person.contactUuid));
  const added = [...people.keys()].filter((contactUuid) => !before.has(contactUuid)).length;
  return {
    audience: { ...audience, people: [...people.values()], refreshedAt: at },
    added,
    removed: before.size + added - people.size,
    unread,
  };
}

function canReceive(contact: Contact): boolean {
  return (
    unsendableReason({
      isBlocked: contact.blocked,
      isStopped: contact.stopped,
      scheme: mainUrn(contact.urns)?.scheme ?? null,
    }) === null
  );
}

function isSameName(a: string, b: string): boolean {
  return a.toLocaleLowerCase() === b.toLocaleLowerCase();
}
