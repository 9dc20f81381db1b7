import { ArrowRight, Send } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import type { FlowPreview } from '../../lib/messaging/views.ts';
import type { PeopleSource } from '../../lib/models/panel/navigation.ts';
import { DIRECT_SEND_MAX } from '../../lib/preflight/judge-confirm.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
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

/** The flow that a press on the button below starts, and the beginning of its text. */
function DirectText({ preview, flowName }: { preview: FlowPreview; flowName: string | null }) {
  const { t } = useWords();
  const texts = preview.templates.map((template) => template.body ?? t('template_noText'));
  return (
    <span class="whole two-lines">
      <bdi class="strong">{flowName}</bdi>
      {flowName !== null && ' · '}
      {texts.length === 0 ? t('preview_none') : <bdi>{texts[0]}</bdi>}
      {texts.length > 1 && <span class="muted"> · {t('preview_several', { count: texts.length })}</span>}
    </span>
  );
}

/** Second step: the people, from four sources into one selection. */
export function PeopleStep() {
  const { selection, navigate, dispatch, catalog, isPlain } = usePanel();
  const { source, toSource } = navigate;
  const { t, tOf } = useWords();
  const choices = useRef<HTMLDivElement>(null);
  const count = selection.peopleCount.value;
  const { flowUuid, flowName } = selection.draft.value;
  // With no values to fill in and few people, Send is offered here already. The undo window is the safety, as in the
  // review.
  const maySend = isPlain.value && count > 0 && count <= DIRECT_SEND_MAX;
  const preview = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
  const isRead = useGate(maySend ? dispatch.screen.value : null);
  // A flow that came with the draft (after a reload, or from another tab) was not picked here, so load its preview.
  useEffect(() => {
    if (flowUuid !== null) catalog.loadPreview(flowUuid);
  }, [flowUuid, catalog]);
  return (
    <>
      <div class="pad stack above-list" ref={choices}>
        <Choices
          label={t('people_sources')}
          value={source.value}
          options={SOURCES.map((value) => ({ value, text: tOf('source', value) }))}
          onValue={toSource}
          onDown={() => choices.current?.parentElement?.querySelector<HTMLElement>('[role="listbox"]')?.focus()}
        />
      </div>
      {source.value === 'contacts' && <ContactList />}
      {source.value === 'groups' && <GroupList />}
      {source.value === 'paste' && <PasteBox />}
      {source.value === 'new' && <NewContact />}
      {source.value === 'picked' && <PickedList />}
      <SelectionChips />
      <div class="footer wrap">
        <span class={maySend ? 'whole caption' : 'grow caption'} role="status">
          {count === 0 && <span class="muted">{t('people_nobody')}</span>}
          {selection.saving.value === 'failed' && <span> {t('people_notSaved')}</span>}
        </span>
        {maySend && preview?.status === 'ready' && <DirectText preview={preview.preview} flowName={flowName} />}
        {maySend && (
          <Button
            wide
            trusted
            icon={Send}
            waits={!isRead}
            disabled={dispatch.pressing.value}
            onPress={() => void dispatch.press({ typed: '', isTest: false })}
          >
            {t('review_send', { count })}
          </Button>
        )}
        <Button look="primary" icon={ArrowRight} disabled={count === 0} onPress={() => dispatch.goTo('review')}>
          {t('step_toReview')}
        </Button>
      </div>
    </>
  );
}
