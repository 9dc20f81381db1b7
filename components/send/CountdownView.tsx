import { Undo2 } from 'lucide';
import { useEffect } from 'preact/hooks';
import { firstNameOf } from '../../lib/draft/variables.ts';
import type { DispatchView } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { FirstNames } from '../ui/PersonName.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { TemplatePreviews } from './TemplatePreview.tsx';

/** What will be sent: the people, and the text as the first of them will read it. */
function AboutToLeave({ view }: { view: DispatchView }) {
  const { dispatch, catalog } = usePanel();
  const { t } = useWords();
  const { flowUuid, flowName, flowsProject, total } = view.row;
  const people = dispatch.people.value;
  const [first] = people;
  const name = first?.name ?? null;
  const preview = catalog.previews.value.get(flowUuid);
  useEffect(() => catalog.loadPreview(flowUuid), [catalog, flowUuid]);
  return (
    <div class="scroll pad stack" style={{ paddingTop: 0 }}>
      <FirstNames people={people} total={total} most={5} class="cut short-name strong" />
      <bdi class="caption muted cut" title={flowName}>
        {flowName}
      </bdi>
      {flowsProject !== undefined && <p class="caption">{t('project_before', { project: flowsProject.name })}</p>}
      {preview?.status === 'ready' && preview.preview.sends === 'none' && (
        <p class="caption muted">{t('preview_none')}</p>
      )}
      {preview?.status === 'ready' && (
        <TemplatePreviews
          templates={preview.preview.templates}
          values={{
            params: first?.params ?? {},
            contact: { name, firstName: firstNameOf(name), number: '', fields: {} },
          }}
        />
      )}
    </div>
  );
}

/** The undo window: the time left, the undo button, and what it would undo. */
export function CountdownView({ view }: { view: DispatchView }) {
  const { countdown, dispatch } = usePanel();
  const { t, duration } = useWords();
  const mine = countdown.current.value;
  const isMine = mine !== null && mine.dispatchId === view.row.dispatchId;
  const seconds = isMine ? Math.ceil(mine.remainingMs / 1000) : 0;
  const share = isMine ? mine.remainingMs / mine.totalMs : 0;
  const undo = (): void => {
    if (isMine) void countdown.undo();
    else void dispatch.undo(view.row.dispatchId);
  };
  return (
    <div class="counting">
      <div class="pad stack">
        <div class="row loose">
          {isMine && (
            <div class="ring" role="timer" aria-label={t('countdown_timer')} style={{ '--left': `${100 * share}%` }}>
              <span>{duration(seconds * 1000)}</span>
            </div>
          )}
          <div class="stack tight grow">
            <h2 class="heading" id="counting-title">
              {t('countdown_title', { count: view.row.total })}
            </h2>
            <p class="caption muted">
              {isMine ? t(mine.held ? 'countdown_held' : 'countdown_text') : t('countdown_elsewhere')}
            </p>
          </div>
        </div>
        <Button look="primary" icon={Undo2} first describedBy="counting-title" onPress={undo}>
          {t('countdown_undo')}
        </Button>
      </div>
      <AboutToLeave view={view} />
    </div>
  );
}
