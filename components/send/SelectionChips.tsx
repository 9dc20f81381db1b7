import { BookmarkPlus, ChevronRight, Users, X } from 'lucide';
import { useState } from 'preact/hooks';
import { clearSelection, removeGroup, removePeople } from '../../lib/draft/selection.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { PersonName, usePersonText } from '../ui/PersonName.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** More chips are replaced by a number: nobody reads 300 chips, and each of them slows the layout down. */
const MAX_CHIPS = 24;

/** Saves the selection under a name. */
function SaveAudience({ onDone }: { onDone: () => void }) {
  const { selection } = usePanel();
  const { t } = useWords();
  const [name, setName] = useState('');
  const save = async (): Promise<void> => {
    if (name.trim() !== '' && (await selection.saveAudience(name.trim()))) onDone();
  };
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        class="input short"
        aria-label={t('audience_name')}
        placeholder={t('audience_name')}
        value={name}
        maxLength={60}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Button small look="primary" disabled={name.trim() === ''} onPress={() => void save()}>
        {t('common_save')}
      </Button>
      <IconButton small node={X} label={t('common_cancel')} onPress={onDone} />
    </form>
  );
}

/**
 * One line: how many people are picked, with buttons to look at them, save them and remove all. It unfolds to chips of
 * the picked groups and people, each with a remove button.
 */
export function SelectionChips() {
  const { selection, navigate } = usePanel();
  const { t } = useWords();
  const personText = usePersonText();
  const [open, setOpen] = useState(false);
  const [naming, setNaming] = useState(false);
  const { people, groups } = selection.selection.value;
  if (people.size === 0 && groups.size === 0) return null;
  const byHand = [...people.values()].filter((person) => person.origins[0]?.kind !== 'group');
  const chips = byHand.slice(0, MAX_CHIPS);
  return (
    <section class="selected stack" aria-label={t('chips_label')}>
      <div class="row between">
        <button type="button" class="foldline grow" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon node={ChevronRight} size="small" class="turn" />
          <span class="title cut num" aria-live="polite">
            {t('chips_title', { count: people.size })}
          </span>
        </button>
        <span class="row">
          <Button small look="tertiary" onPress={() => navigate.toSource('picked')}>
            {t('chips_showAll')}
          </Button>
          <IconButton small node={BookmarkPlus} label={t('audience_save')} onPress={() => setNaming(!naming)} />
          <Button small look="tertiary" onPress={() => selection.remove(clearSelection)}>
            {t('chips_clear')}
          </Button>
        </span>
      </div>
      {naming && <SaveAudience onDone={() => setNaming(false)} />}
      {open && (
        <ul class="chips">
          {[...groups.values()].map((group) => {
            const dropped = group.dropped.blocked + group.dropped.stopped + group.dropped.noUrn;
            return (
              <li
                key={group.groupUuid}
                class="chip"
                title={t('chips_groupDetail', {
                  taken: group.taken,
                  duplicate: group.dropped.duplicate,
                  dropped,
                  unticked: group.dropped.unticked,
                })}
              >
                <Icon node={Users} size="small" />
                <bdi class="cut">{group.name ?? t('group_noName')}</bdi>
                <span class="count num">{group.taken}</span>
                {dropped > 0 && <span class="caption">{t('chips_dropped', { count: dropped })}</span>}
                <IconButton
                  small
                  node={X}
                  label={t('chips_remove', { name: group.name ?? '' })}
                  onPress={() => selection.remove((now) => removeGroup(now, group.groupUuid))}
                />
              </li>
            );
          })}
          {chips.map((person) => (
            <li key={person.contactUuid} class="chip">
              <PersonName name={person.name} />
              <IconButton
                small
                node={X}
                label={t('chips_remove', { name: personText(person.name) })}
                onPress={() => selection.remove((now) => removePeople(now, [person.contactUuid]))}
              />
            </li>
          ))}
          {byHand.length > chips.length && (
            <li class="chip" style={{ paddingInlineEnd: '12px' }}>
              {t('chips_more', { count: byHand.length - chips.length })}
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
