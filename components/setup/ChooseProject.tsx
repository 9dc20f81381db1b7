import { ArrowLeft, FolderTree } from 'lucide';
import { useEffect } from 'preact/hooks';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/**
 * In a principal project: the choice of the secondary project whose flows and contacts are used. Nothing can be picked
 * before it.
 */
export function ChooseProject() {
  const { site } = usePanel();
  const { t } = useWords();
  const { projects } = site;
  const chosen = site.session.value?.flowsProject ?? null;
  const list = projects.data.value;
  useEffect(() => void projects.load(), [projects]);
  return (
    <div class="scroll">
      <div class="pad stack">
        <div class="row">
          {chosen !== null && (
            <IconButton node={ArrowLeft} label={t('common_back')} onPress={() => site.askProject(false)} />
          )}
          <h2 class="heading cut" tabIndex={-1} data-first>
            {t('project_title')}
          </h2>
        </div>
        <p class="caption">{t('project_text')}</p>
        {chosen !== null && <p class="caption">{t('project_dropped')}</p>}
      </div>
      {list === null && projects.error.value !== null && (
        <ErrorState title={t('project_failed')} error={projects.error.value} onRetry={() => void projects.load()} />
      )}
      {list === null && projects.error.value === null && <LoadingRows label={t('project_loading')} />}
      {list?.length === 0 && (
        <EmptyState icon={FolderTree} title={t('project_none')}>
          {t('project_none_text')}
        </EmptyState>
      )}
      {list !== null && list.length > 0 && (
        <ul class="pad stack" aria-label={t('project_title')}>
          {list.map(({ projectUuid, name }) => (
            <li key={projectUuid}>
              <button
                type="button"
                class="picked"
                style={{ width: '100%' }}
                aria-pressed={chosen?.projectUuid === projectUuid}
                disabled={site.choosing.value}
                onClick={() => void site.chooseProject(projectUuid)}
              >
                <Icon node={FolderTree} class="muted" />
                <bdi class="cut strong" title={name}>
                  {name}
                </bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The chosen secondary project and where its answers go; nothing in other projects. */
export function ChosenProject() {
  const { site } = usePanel();
  const { t } = useWords();
  const project = site.session.value?.flowsProject;
  if (project === undefined) return null;
  return (
    <div class="picked">
      <Icon node={FolderTree} class="muted" />
      <span class="names">
        <span class="caption muted cut">{t('project_from')}</span>
        <bdi class="cut strong" title={project.name}>
          {project.name}
        </bdi>
        <span class="caption">{t('project_queue')}</span>
      </span>
      <Button small look="tertiary" onPress={() => site.askProject(true)}>
        {t('common_change')}
      </Button>
    </div>
  );
}
