import { ArrowRight, RefreshCw, SearchX, Star, Tag, Workflow, Zap } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import type { FlowRow } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useRowHeight } from '../panel/use-row-height.ts';
import { ChosenProject } from '../setup/ChooseProject.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import { Notice } from '../ui/Notice.tsx';
import { usePersonText } from '../ui/PersonName.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useView } from '../ui/ViewContext.tsx';

/** Meta's words for a template that it does not send. */
const BAD_STATUSES: ReadonlySet<string> = new Set(['REJECTED', 'PAUSED', 'DISABLED']);

/** What is known of a flow: what is wrong with its template, its category and first words; else when it was used. */
function FlowAboutLine({ flow: { about, lastUsedAt } }: { flow: FlowRow }) {
  const { i18n, now } = useView();
  const { t, tMaybe } = i18n;
  if (about === null)
    return lastUsedAt === null ? null : (
      <span class="caption muted cut">{t('flow_lastUsed', { when: i18n.relative(lastUsedAt, now()) })}</span>
    );
  const { sends, trouble } = about;
  const category = tMaybe('category', about.category.toLowerCase()) ?? about.category;
  const text = sends === 'none' ? t('flow_noTemplate') : about.text === '' ? t('flow_unknownTemplate') : about.text;
  return (
    <span class="row caption muted flowabout">
      {trouble !== null && (
        <span class={BAD_STATUSES.has(trouble) ? 'pill bad' : 'pill warn'}>
          {tMaybe('templateStatus', trouble.toLowerCase()) ?? trouble}
        </span>
      )}
      <bdi class="cut" title={text}>
        {category === '' || sends === 'none' ? text : `${category} · ${text}`}
      </bdi>
    </span>
  );
}

function FlowLine({ flow, onStar }: { flow: FlowRow; onStar: () => void }) {
  const { i18n } = useView();
  return (
    <>
      <Icon node={Workflow} class="muted" />
      <span class="names">
        <bdi class="cut strong" title={flow.name}>
          {flow.name}
        </bdi>
        <FlowAboutLine flow={flow} />
      </span>
      {flow.isForOtherQueue === true && <span class="pill warn">{i18n.t('flow_otherQueue')}</span>}
      {/* For the mouse only; by keyboard it is the `*` key, which the sheet of keys lists. */}
      <span
        class={flow.isFavourite ? 'star on' : 'star'}
        aria-hidden="true"
        title={i18n.t(flow.isFavourite ? 'flow_unstar' : 'flow_star')}
        onClick={(event) => {
          event.stopPropagation();
          onStar();
        }}
      >
        <Icon node={Star} size="small" class={flow.isFavourite ? 'filled' : undefined} />
      </span>
      {flow.isFavourite && <span class="sr">{i18n.t('flow_favourite')}</span>}
    </>
  );
}

/** Shown when no flow has the label `chats`: what that means, and which flows have almost that label. */
function NoFlows() {
  const { catalog, navigate } = usePanel();
  const { i18n } = useView();
  const near = catalog.catalog.data.value?.nearMisses ?? [];
  return (
    <EmptyState
      icon={Tag}
      title={i18n.t('flow_none_title')}
      actions={
        <>
          <Button icon={RefreshCw} onPress={() => void catalog.refresh()}>
            {i18n.t('common_checkAgain')}
          </Button>
          <Button look="tertiary" onPress={() => navigate.openCover('setup')}>
            {i18n.t('flow_none_how')}
          </Button>
        </>
      }
    >
      {near.length === 0
        ? i18n.t('flow_none_text')
        : i18n.t('flow_none_near', {
            names: near
              .slice(0, 3)
              .map((miss) => `${miss.name} (${miss.label})`)
              .join(', '),
          })}
    </EmptyState>
  );
}

/** Button for the chat on screen: the first press picks its contact, the next the flow. */
function ChatOnScreen() {
  const { feed, isQuick, quickSend } = usePanel();
  const personText = usePersonText();
  const { i18n } = useView();
  const chat = feed.select('roomShown').value;
  if (chat === null || isQuick.value) return null;
  const label =
    chat.contactName === null
      ? i18n.t('popup_quickSend')
      : i18n.t('chat_quick', { name: personText(chat.contactName) });
  return (
    <button type="button" class="chatline" title={i18n.t('chat_quickText')} onClick={() => void quickSend(null)}>
      <Icon node={Zap} size="small" />
      <bdi class="cut">{label}</bdi>
    </button>
  );
}

/** First step: the flow. Favourites come first, then the flows used last. */
export function FlowStep() {
  const { catalog, selection, dispatch, feed, isQuick } = usePanel();
  const { i18n } = useView();
  const { t } = i18n;
  const list = useRef<HTMLDivElement | null>(null);
  const rowHeight = useRowHeight();
  const { catalog: resource } = catalog;
  const data = resource.data.value;
  const error = resource.error.value;
  const flows = catalog.shown.value;
  const chosen = selection.draft.value.flowUuid;
  const isLive = feed.link.value === 'live';

  useEffect(() => {
    if (isLive && resource.data.peek() === null && !resource.loading.peek()) void resource.load();
  }, [isLive, resource]);

  useEffect(() => {
    if (data !== null) void catalog.readFavourites();
  }, [data, catalog]);

  const choose = (flow: FlowRow | undefined): void => {
    if (flow === undefined) return;
    selection.setFlow(flow);
    catalog.loadPreview(flow.flowUuid);
    dispatch.goTo(isQuick.value && selection.peopleCount.value > 0 ? 'review' : 'people');
  };

  if (data === null && error !== null)
    return <ErrorState title={t('flow_failed')} error={error} onRetry={() => void resource.load()} />;
  if (data?.flows.length === 0) return <NoFlows />;
  return (
    <>
      <div class="pad stack">
        <div class="row">
          <div class="grow">
            <SearchField
              label={t('flow_search')}
              value={catalog.search.value}
              onValue={catalog.type}
              onDown={() => list.current?.focus()}
              onTop={() => choose(flows[0])}
            />
          </div>
          <IconButton
            node={RefreshCw}
            label={t('flow_refresh')}
            onPress={() => void catalog.refresh()}
            disabled={resource.loading.value}
          />
        </div>
        {error !== null && <Notice tone="warn">{t('flow_refreshFailed')}</Notice>}
        {data !== null && (!data.complete || data.badRows > 0) && <Notice tone="warn">{t('flow_incomplete')}</Notice>}
        <ChosenProject />
        <ChatOnScreen />
        {data !== null && <span class="caption muted">{t('flow_count', { count: flows.length })}</span>}
      </div>
      {data === null ? (
        <LoadingRows label={t('flow_loading')} />
      ) : flows.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={t('flow_noMatch', { text: catalog.search.value })}
          actions={<Button onPress={() => catalog.type('')}>{t('common_clearSearch')}</Button>}
        />
      ) : (
        <ListBox
          label={t('flow_list')}
          count={flows.length}
          rowHeight={rowHeight}
          isSelected={(index) => flows[index]?.flowUuid === chosen}
          keyOf={(index) => flows[index]?.flowUuid ?? String(index)}
          textOf={(index) => flows[index]?.name ?? ''}
          onPick={(index) => choose(flows[index])}
          onKey={(_, index) => {
            const flow = flows[index];
            if (flow !== undefined) void catalog.toggleFavourite(flow);
          }}
          listRef={(element) => (list.current = element)}
          renderRow={(index) => {
            const flow = flows[index];
            return flow === undefined ? null : (
              <FlowLine flow={flow} onStar={() => void catalog.toggleFavourite(flow)} />
            );
          }}
        />
      )}
      {chosen !== null && (
        <div class="footer">
          <Button look="primary" icon={ArrowRight} wide onPress={() => dispatch.goTo('people')}>
            {t('step_toPeople')}
          </Button>
        </div>
      )}
    </>
  );
}
