import { Star, Workflow } from 'lucide';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** The chosen flow as one line, with a button back to the list. */
export function PickedFlow() {
  const { selection, dispatch, catalog, site } = usePanel();
  const project = site.session.value?.flowsProject;
  const { t } = useWords();
  const { flowUuid, flowName } = selection.draft.value;
  const row = catalog.ordered.value.find((flow) => flow.flowUuid === flowUuid);
  return (
    <div class="picked">
      <Icon node={Workflow} class="muted" />
      <span class="names">
        <span class="caption muted cut">{t('step_flow')}</span>
        <bdi class="cut strong" title={flowName ?? ''}>
          {flowName}
        </bdi>
        {project !== undefined && <span class="caption">{t('project_before', { project: project.name })}</span>}
        {row?.isForOtherQueue === true && <span class="caption">{t('flow_otherQueue_text')}</span>}
      </span>
      {row !== undefined && (
        <IconButton
          node={Star}
          label={t(row.isFavourite ? 'flow_unstar' : 'flow_star')}
          pressed={row.isFavourite}
          filled={row.isFavourite}
          onPress={() => void catalog.toggleFavourite(row)}
        />
      )}
      <Button small look="tertiary" onPress={() => dispatch.goTo('flow')}>
        {t('common_change')}
      </Button>
    </div>
  );
}
