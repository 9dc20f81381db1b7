import { ArrowLeft, UserX, Users } from 'lucide';
import { useRef, useState } from 'preact/hooks';
import type { DraftPerson } from '../../lib/draft/draft.ts';
import { fold } from '../../lib/contacts/fold.ts';
import { addPeople, isSelected, removePeople } from '../../lib/draft/selection.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useRowHeight } from '../panel/use-row-height.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import { Avatar, PersonName } from '../ui/PersonName.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/**
 * All picked people, to look through and untick. An unticked person stays in the list, so that it can be ticked again.
 */
export function PickedList() {
  const { selection, navigate, exclusion } = usePanel();
  const { t, tOf } = useWords();
  const now = selection.selection.value;
  const [shownAtFirst] = useState<readonly DraftPerson[]>(() => [...selection.selection.peek().people.values()]);
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement | null>(null);
  const rowHeight = useRowHeight();
  const words = fold(text).split(' ');
  const shown =
    text.trim() === ''
      ? shownAtFirst
      : shownAtFirst.filter((person) => words.every((word) => fold(person.name ?? '').includes(word)));

  // With a search only the ones that it shows are meant: the others are not on screen.
  const ticked = shown.filter((person) => isSelected(now, person.contactUuid));

  const toggle = (person: DraftPerson): void => {
    const [origin] = person.origins;
    selection.change((one) =>
      isSelected(one, person.contactUuid)
        ? removePeople(one, [person.contactUuid])
        : addPeople(
            one,
            [{ contactUuid: person.contactUuid, name: person.name, values: person.values }],
            origin?.kind === 'group' ? undefined : origin,
          ),
    );
  };

  return (
    <>
      <div class="pad stack above-list">
        <div class="row">
          <Button small look="tertiary" icon={ArrowLeft} onPress={() => navigate.toSource('contacts')}>
            {t('common_back')}
          </Button>
          <span class="grow" />
          <Button small icon={UserX} disabled={ticked.length === 0} onPress={() => void exclusion.exclude(ticked)}>
            {t('exclusion_add', { count: ticked.length })}
          </Button>
        </div>
        <SearchField label={t('picked_search')} value={text} onValue={setText} onDown={() => list.current?.focus()} />
      </div>
      {shown.length === 0 ? (
        <EmptyState icon={Users} title={t('picked_none')} />
      ) : (
        <ListBox
          label={t('picked_list')}
          multiple
          count={shown.length}
          rowHeight={rowHeight}
          isSelected={(index) => {
            const person = shown[index];
            return person !== undefined && isSelected(now, person.contactUuid);
          }}
          keyOf={(index) => shown[index]?.contactUuid ?? String(index)}
          textOf={(index) => shown[index]?.name ?? ''}
          onPick={(index) => {
            const person = shown[index];
            if (person !== undefined) toggle(person);
          }}
          listRef={(element) => (list.current = element)}
          renderRow={(index) => {
            const person = shown[index];
            if (person === undefined) return null;
            const [origin] = person.origins;
            return (
              <>
                <span class={isSelected(now, person.contactUuid) ? 'box on' : 'box'} aria-hidden="true" />
                <Avatar name={person.name} />
                <span class="names">
                  <PersonName name={person.name} class="cut strong" />
                  <span class="caption muted cut">
                    {origin?.kind === 'group' ? (
                      <bdi>{now.groups.get(origin.groupUuid)?.name ?? t('group_noName')}</bdi>
                    ) : (
                      tOf('origin', origin?.kind ?? 'hand')
                    )}
                  </span>
                </span>
              </>
            );
          }}
        />
      )}
    </>
  );
}
