import { ArrowRight } from 'lucide';
import { useRef } from 'preact/hooks';
import type { PeopleSource } from '../../lib/models/panel-model.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { ContactList } from './ContactList.tsx';
import { GroupList } from './GroupList.tsx';
import { NewContact } from './NewContact.tsx';
import { PasteBox } from './PasteBox.tsx';
import { PickedList } from './PickedList.tsx';
import { SelectionChips } from './SelectionChips.tsx';

const SOURCES = ['contacts', 'groups', 'paste', 'new'] as const satisfies readonly PeopleSource[];

/** Second step: who. Four ways in, one selection. */
export function PeopleStep() {
  const { selection, source, dispatch } = usePanel();
  const { t, tOf } = useWords();
  const choices = useRef<HTMLDivElement>(null);
  const count = selection.peopleCount.value;
  return (
    <>
      <div class="pad stack" style={{ paddingTop: '4px' }} ref={choices}>
        <Choices
          label={t('people_sources')}
          value={source.value}
          options={SOURCES.map((value) => ({ value, text: tOf('source', value) }))}
          onValue={(value) => (source.value = value)}
          onDown={() => choices.current?.parentElement?.querySelector<HTMLElement>('[role="listbox"]')?.focus()}
        />
      </div>
      {source.value === 'contacts' && <ContactList />}
      {source.value === 'groups' && <GroupList />}
      {source.value === 'paste' && <PasteBox />}
      {source.value === 'new' && <NewContact />}
      {source.value === 'picked' && <PickedList />}
      <SelectionChips />
      <div class="footer">
        <span class="grow caption" aria-live="polite">
          <strong class="strong num">{t('people_count', { count })}</strong>
          {selection.saving.value === 'failed' && <span> · {t('people_notSaved')}</span>}
        </span>
        <Button look="primary" icon={ArrowRight} disabled={count === 0} onPress={() => dispatch.goTo('review')}>
          {t('step_toReview')}
        </Button>
      </div>
    </>
  );
}
