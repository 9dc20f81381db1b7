import { describe, expect, it } from 'vitest';
import {
  type Audience,
  findAudience,
  MAX_AUDIENCES,
  planAudienceRefresh,
  ProjectAudiences,
  refreshAudience,
  removeAudience,
  saveAudience,
} from '../../../lib/draft/audience.ts';
import { addGroupMembers, addPeople, beginGroup, EMPTY_SELECTION, removePeople } from '../../../lib/draft/selection.ts';
import { contactId, groupId, person, row } from '../preflight/people.ts';

const picked = removePeople(
  addGroupMembers(
    beginGroup(addPeople(EMPTY_SELECTION, [row(1), row(2)]), { groupUuid: groupId(1), name: 'VIP', count: 4 }),
    groupId(1),
    [row(2), row(3), row(4), row(5)],
  ),
  [contactId(5)],
);
const save = (name: string, audiences: readonly Audience[] = [], at = 1) =>
  saveAudience(audiences, picked, { name, at });
const saved = (name: string, audiences: readonly Audience[] = []) => {
  const result = save(name, audiences);
  return result.ok ? result.audiences : [];
};

describe('saved audiences', () => {
  it('keep people, groups and unticked members', () => {
    expect(saved('  VIP   sul ')).toEqual([
      {
        name: 'VIP sul',
        savedAt: 1,
        refreshedAt: 1,
        people: [1, 2, 3, 4].map((n) => ({
          contactUuid: contactId(n),
          name: `Person ${n}`,
          fromGroups: n > 2 ? [groupId(1)] : [],
        })),
        groups: [{ groupUuid: groupId(1), name: 'VIP', untickedUuids: [contactId(5)] }],
      },
    ]);
  });

  it('are read from a row that still has the empty list of recent people beside them', () => {
    expect(ProjectAudiences.parse({ recents: [], audiences: saved('x') })).toEqual({ audiences: saved('x') });
  });

  it('are replaced in place by name, found and removed in any case', () => {
    const two = saved('b', saved('A'));

    expect(saved('a', two).map((one) => one.name)).toEqual(['a', 'b']);
    expect(findAudience(two, 'B')?.name).toBe('b');
    expect(removeAudience(two, 'a').map((one) => one.name)).toEqual(['b']);
  });

  it('are refused without a name, without people, and above their number', () => {
    const full = Array.from({ length: MAX_AUDIENCES }, (_, n) => ({ ...saved('x')[0]!, name: `n${n}` }));

    expect(save(' ')).toEqual({ ok: false, reason: 'no-name' });
    expect(save('x'.repeat(61))).toEqual({ ok: false, reason: 'name-too-long' });
    expect(save('new', full)).toEqual({ ok: false, reason: 'too-many' });
    expect(save('n3', full).ok).toBe(true);
    expect(saveAudience([], EMPTY_SELECTION, { name: 'x', at: 1 })).toEqual({ ok: false, reason: 'nobody' });
  });

  it('get new members, and lose people who left, no longer exist or opted out', () => {
    const audience = saved('x')[0]!;

    expect(planAudienceRefresh(audience)).toEqual({
      groupUuids: [groupId(1)],
      contactUuids: [contactId(1), contactId(2)],
    });
    const refreshed = refreshAudience(
      audience,
      {
        members: new Map([[groupId(1), [person(3), person(5), person(6), person(7, { stopped: true })]]]),
        contacts: new Map([
          [contactId(1), person(1, { name: 'New name' })],
          [contactId(2), null],
        ]),
      },
      9,
    );

    expect(refreshed.audience.people.map((one) => [one.contactUuid, one.name])).toEqual([
      [contactId(1), 'New name'],
      [contactId(3), 'Person 3'],
      [contactId(6), 'Person 6'],
    ]);
    expect(refreshed).toMatchObject({ added: 1, removed: 2, unread: 0 });
    expect(refreshed.audience.refreshedAt).toBe(9);
  });

  it('lose nobody who could not be read', () => {
    const audience = saved('x')[0]!;

    const refreshed = refreshAudience(audience, { members: new Map(), contacts: new Map() }, 9);

    expect(refreshed).toMatchObject({ added: 0, removed: 0, unread: 4 });
    expect(refreshed.audience.people).toEqual(audience.people);
  });
});
