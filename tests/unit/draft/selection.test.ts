import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT } from '../../../lib/draft/draft.ts';
import {
  addGroupMembers,
  addPeople,
  beginGroup,
  EMPTY_SELECTION,
  invertShown,
  isSelected,
  mergePeople,
  removeGroup,
  removeOrigin,
  removePeople,
  selectAllShown,
  selectRange,
  type Selection,
  togglePerson,
  toSelection,
  withSelection,
} from '../../../lib/draft/selection.ts';
import { contactId, groupId, row } from '../preflight/people.ts';

const rows = (count: number) => Array.from({ length: count }, (_, n) => row(n));
const uuids = (selection: Selection) => [...selection.people.keys()];
const group = (n: number, count = 10) => ({ groupUuid: groupId(n), name: `Group ${n}`, count });
const chip = (selection: Selection, n: number) => selection.groups.get(groupId(n));

describe('a selection', () => {
  it('ticks and unticks by hand without changing the previous value', () => {
    const one = togglePerson(EMPTY_SELECTION, row(1));
    const none = togglePerson(one, row(1));

    expect([EMPTY_SELECTION.people.size, one.people.size, none.people.size]).toEqual([0, 1, 0]);
  });

  it('contains a person once and keeps every way in which the person was picked', () => {
    const picked = addPeople(
      addPeople(EMPTY_SELECTION, [row(1)]),
      [{ contactUuid: contactId(1), name: null, values: { city: 'Maceió' } }],
      { kind: 'paste' },
    );

    expect([...picked.people.values()]).toEqual([
      {
        contactUuid: contactId(1),
        name: 'Person 1',
        origins: [{ kind: 'hand' }, { kind: 'paste' }],
        values: { city: 'Maceió' },
      },
    ]);
  });

  it('selects all listed rows except those that cannot receive a flow', () => {
    const change = selectAllShown(EMPTY_SELECTION, [
      row(1),
      row(2, { blocked: true }),
      row(3, { stopped: true }),
      row(4, { urns: [] }),
    ]);

    expect(uuids(change.selection)).toEqual([contactId(1)]);
    expect(change).toMatchObject({ added: 1, skipped: { blocked: 1, stopped: 1, noUrn: 1 } });
  });

  it('gives a range the state of its anchor, in both directions', () => {
    const list = rows(6);
    const anchored = addPeople(EMPTY_SELECTION, [row(4)]);
    const on = selectRange(anchored, list, { anchor: 4, to: 1 }).selection;
    const off = selectRange(removePeople(on, [contactId(1)]), list, { anchor: 1, to: 3 }).selection;

    expect(uuids(on).sort()).toEqual([1, 2, 3, 4].map(contactId));
    expect(uuids(off)).toEqual([contactId(4)]);
  });

  it('counts what a group added, dropped and duplicated', () => {
    const before = addPeople(EMPTY_SELECTION, [row(1)]);
    const members = [row(1), row(2), row(3, { blocked: true }), row(4, { stopped: true }), row(5, { urns: [] })];

    const picked = addGroupMembers(beginGroup(before, group(1)), groupId(1), members);

    expect(uuids(picked)).toEqual([contactId(1), contactId(2)]);
    expect(chip(picked, 1)).toMatchObject({
      taken: 1,
      dropped: { duplicate: 1, blocked: 1, stopped: 1, noUrn: 1, unticked: 0 },
    });
    expect(chip(picked, 1)?.droppedMembers?.map((member) => [member.contactUuid, member.reason])).toEqual([
      [contactId(3), 'blocked'],
      [contactId(4), 'stopped'],
      [contactId(5), 'noUrn'],
    ]);
  });

  it('names the first 300 dropped members, and starts again each time the group is read', () => {
    const members = Array.from({ length: 1_000 }, (_, n) => row(n, { blocked: true }));

    const picked = addGroupMembers(beginGroup(EMPTY_SELECTION, group(1)), groupId(1), members);
    const again = addGroupMembers(beginGroup(picked, group(1)), groupId(1), [row(7, { stopped: true })]);

    expect(chip(picked, 1)?.dropped.blocked).toBe(1_000);
    expect(chip(picked, 1)?.droppedMembers).toHaveLength(300);
    expect(chip(again, 1)?.droppedMembers).toEqual([
      { contactUuid: contactId(7), name: row(7).name, reason: 'stopped' },
    ]);
  });

  it('keeps an unticked member out when the group is read again, and re-adds a member ticked by hand', () => {
    const picked = addGroupMembers(beginGroup(EMPTY_SELECTION, group(1)), groupId(1), [row(1), row(2)]);
    const unticked = togglePerson(picked, row(1));
    const again = addGroupMembers(beginGroup(unticked, group(1)), groupId(1), [row(1), row(2)]);
    const back = togglePerson(again, row(1));

    expect(uuids(again)).toEqual([contactId(2)]);
    expect(chip(again, 1)).toMatchObject({ taken: 1, dropped: { unticked: 1 } });
    expect(chip(back, 1)).toMatchObject({ dropped: { unticked: 0, duplicate: 1 } });
    expect(isSelected(back, contactId(1))).toBe(true);
  });

  it('removes a group without the people who also came another way', () => {
    const hand = addPeople(EMPTY_SELECTION, [row(1)]);
    const one = addGroupMembers(beginGroup(hand, group(1)), groupId(1), [row(1), row(2)]);
    const two = addGroupMembers(beginGroup(one, group(2)), groupId(2), [row(2), row(3)]);

    const left = removeGroup(two, groupId(1));

    expect(uuids(left)).toEqual([contactId(1), contactId(2), contactId(3)]);
    expect(left.people.get(contactId(1))?.origins).toEqual([{ kind: 'hand' }]);
    expect(chip(left, 2)).toMatchObject({ taken: 2, dropped: { duplicate: 0 } });
  });

  it('removes all people of a paste', () => {
    const picked = addPeople(addPeople(EMPTY_SELECTION, [row(1)]), [row(1), row(2)], { kind: 'paste' });

    expect(uuids(removeOrigin(picked, { kind: 'paste' }))).toEqual([contactId(1)]);
  });

  it('is the same after it was stored in a draft, and merges a person listed twice', () => {
    const picked = addGroupMembers(beginGroup(addPeople(EMPTY_SELECTION, [row(9)]), group(1)), groupId(1), rows(5));
    const draft = withSelection(EMPTY_DRAFT, picked);

    expect(toSelection(draft)).toEqual(picked);
    expect(toSelection({ ...draft, people: [...draft.people, ...draft.people] }).people.size).toBe(6);
  });

  it('keeps its rules for any list of operations', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 8 });
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), ids }),
      fc.record({ kind: fc.constant('remove' as const), ids }),
      fc.record({ kind: fc.constant('group' as const), ids, n: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ kind: fc.constant('ungroup' as const), ids, n: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ kind: fc.constant('invert' as const), ids }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        let selection = EMPTY_SELECTION;
        for (const one of operations) {
          const listed = [...new Set(one.ids)].map((n) => row(n));
          if (one.kind === 'add') selection = addPeople(selection, listed);
          else if (one.kind === 'remove')
            selection = removePeople(
              selection,
              listed.map((row_) => row_.contactUuid),
            );
          else if (one.kind === 'group')
            selection = addGroupMembers(beginGroup(selection, group(one.n)), groupId(one.n), listed);
          else if (one.kind === 'ungroup') selection = removeGroup(selection, groupId(one.n));
          else selection = invertShown(selection, listed).selection;
          expect(invertShown(invertShown(selection, listed).selection, listed).selection.people.size).toBe(
            selection.people.size,
          );
          for (const [contactUuid, one_] of selection.people) {
            expect(one_.contactUuid).toBe(contactUuid);
            expect(one_.origins.length).toBeGreaterThan(0);
            expect(
              one_.origins.filter((origin) => origin.kind === 'group' && !selection.groups.has(origin.groupUuid)),
            ).toEqual([]);
          }
          for (const [groupUuid, chip_] of selection.groups) {
            const inIt = [...selection.people.values()].filter((p) =>
              p.origins.some((o) => o.kind === 'group' && o.groupUuid === groupUuid),
            );
            expect(chip_.taken + chip_.dropped.duplicate).toBe(inIt.length);
            for (const out of chip_.untickedUuids ?? [])
              expect(isSelected(selection, out) && inIt.some((p) => p.contactUuid === out)).toBe(false);
          }
        }
        expect(toSelection(withSelection(EMPTY_DRAFT, selection))).toEqual(selection);
      }),
    );
  });

  it('merges to the same result when one entry of a person is merged again', () => {
    fc.assert(
      fc.property(
        fc.subarray(['hand', 'paste', 'chat'] as const, { minLength: 1 }),
        fc.subarray(['hand', 'paste', 'chat'] as const, { minLength: 1 }),
        (a, b) => {
          const one = { contactUuid: contactId(1), name: 'A', origins: a.map((kind) => ({ kind })) };
          const two = { contactUuid: contactId(1), name: null, origins: b.map((kind) => ({ kind })) };
          const merged = mergePeople(one, two);

          expect(mergePeople(merged, two)).toEqual(merged);
          expect(new Set(merged.origins.map((origin) => origin.kind))).toEqual(new Set([...a, ...b]));
          expect(merged.origins[0]).toEqual(one.origins[0]);
          expect(merged.name).toBe('A');
        },
      ),
    );
  });

  it('stays fast with 10,000 selected people', () => {
    let selection = beginGroup(EMPTY_SELECTION, group(1, 10_000));
    const startedAt = performance.now();
    for (let page = 0; page < 40; page += 1) {
      selection = addGroupMembers(
        selection,
        groupId(1),
        Array.from({ length: 250 }, (_, n) => row(page * 250 + n)),
      );
    }
    const expandedMs = performance.now() - startedAt;
    const toggledAt = performance.now();
    for (let n = 0; n < 20; n += 1) selection = togglePerson(selection, row(n));
    const toggleMs = (performance.now() - toggledAt) / 20;

    console.log(
      `selection: 10,000 members in 40 pages ${expandedMs.toFixed(0)} ms, one toggle ${toggleMs.toFixed(2)} ms`,
    );
    expect(selection.people.size).toBe(9980);
    expect(toggleMs).toBeLessThan(50);
  });
});
