import {
  CalendarClock,
  Command,
  MessageCircleReply,
  MessagesSquare,
  PanelRightOpen,
  Pause,
  Settings,
  Zap,
} from 'lucide';
import { useEffect } from 'preact/hooks';
import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { OutcomeBar } from '../history/OutcomeBar.tsx';
import { AssignedShortcuts } from '../options/AssignedShortcuts.tsx';
import { flashText } from '../panel/FlashLine.tsx';
import { Brand } from '../ui/Brand.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { StorageTrouble } from '../ui/StorageTrouble.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { shownNameOf } from '../../lib/replies/list.ts';

const MAX_REPLIES = 4;

/** The site of the active tab, and the one thing to do there. */
function SiteLine({ model }: { model: ExtensionPageModel }) {
  const { i18n } = useView();
  const { t, tOf } = i18n;
  const site = model.tabSite.data.value;
  if (site === null) return null;
  if (site.origin !== null && !site.isAllowed) {
    const { origin } = site;
    return (
      <Notice
        tone="info"
        actions={
          <Button small trusted look="primary" onPress={() => void model.allowHost(origin)}>
            {t('popup_enable', { host: new URL(origin).host })}
          </Button>
        }
      >
        {t('popup_enableText')}
      </Notice>
    );
  }
  if (!site.isChats || site.site === null) return <p class="caption muted">{t('popup_notChats')}</p>;
  const { site: state } = site;
  if (state.status === 'ready') return <p class="caption muted">{t('popup_ready')}</p>;
  if (state.status === 'api-needs-permission') {
    return (
      <Notice
        tone="warn"
        title={tOf('siteTitle', state.status)}
        actions={
          <Button small trusted look="primary" onPress={() => void model.allowApi(state.apiOrigin)}>
            {t('host_allowApi', { host: new URL(state.apiOrigin).host })}
          </Button>
        }
      >
        {t('host_apiNotGranted')}
      </Notice>
    );
  }
  if (state.status === 'checking') return <p class="caption muted">{t('site_checking_title')}</p>;
  if (state.status === 'offline') return <Notice tone="warn">{t('notice_offline')}</Notice>;
  return (
    <Notice tone="warn" title={tOf('siteTitle', state.status)}>
      {tOf('siteText', state.status)}
    </Notice>
  );
}

/** Counts, newest replies, running dispatches, and buttons into the panel. Shows no names without a live session. */
export function Popup({ model }: { model: ExtensionPageModel }) {
  const { i18n, now } = useView();
  const { t, number, relative } = i18n;
  const { feed, replies, flash, browser, tabSite } = model;
  const counts = feed.select('counts').value;
  const session = feed.select('session').value;
  const isReadable = feed.select('storage').value === 'fine';
  const running = [...feed.dispatches.value.values()].filter(
    ({ row }) => row.state.status === 'running' || row.state.status === 'paused',
  );
  const replied = replies.repliedPeople.value.map(({ lead }) => lead);
  const due = feed.select('later').value.prepared.filter(({ state }) => state === 'due').length;
  const inChats = tabSite.data.value?.isChats === true;
  const chatsTabId = tabSite.data.value?.chatsTabId ?? null;

  useEffect(() => {
    void tabSite.load();
  }, [tabSite]);

  const ask = async (
    action: 'open-panel' | 'open-palette' | 'quick-send' | 'open-waiting' | 'open-later',
  ): Promise<void> => {
    if (await model.request(action)) browser.close();
  };
  const goToChats = async (tabId: number): Promise<void> => {
    if (await browser.focusTab(tabId)) browser.close();
    else void tabSite.load();
  };
  const current = flash.current.value;
  return (
    <>
      <div class="header row" style={{ padding: '10px 8px 10px 16px', borderBottom: '1px solid var(--border)' }}>
        <Brand small />
        <h1 class="heading grow">Disparo</h1>
        <IconButton node={Settings} label={t('popup_options')} onPress={browser.openOptions} />
      </div>
      <div class="body">
        <StorageTrouble feed={feed} />
        {isReadable && (
          <div class="big">
            <div class={counts.replied > 0 ? 'tile hot' : 'tile'}>
              <b class="num">{counts.replied > 99 ? '99+' : number(counts.replied)}</b>
              {t('popup_replies')}
            </div>
            <div class="tile">
              <b class="num">{number(counts.waiting)}</b>
              {t('popup_waiting')}
            </div>
          </div>
        )}
        {isReadable && session === null && (
          <p class="caption muted">
            {counts.asOf !== null && `${t('popup_asOf', { time: i18n.dateTime(counts.asOf) })}. `}
            {t('popup_countsOnly')}
          </p>
        )}
        {session !== null && replied.length > 0 && (
          <ul class="stack tight">
            {replied.slice(0, MAX_REPLIES).map((row) => (
              <li key={row.id}>
                <button
                  type="button"
                  class="button secondary reply-line"
                  onClick={() =>
                    void replies.open(row, { mayNavigate: false }).then((isOpen) => isOpen && browser.close())
                  }
                >
                  <Icon node={MessageCircleReply} size="small" />
                  <PersonName name={shownNameOf(row)} class="cut grow" />
                  <span class="caption muted">{row.repliedAt === null ? '' : relative(row.repliedAt, now())}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {due > 0 && (
          <Notice
            tone="info"
            actions={
              inChats && (
                <Button small icon={CalendarClock} onPress={() => void ask('open-later')}>
                  {t('later_list')}
                </Button>
              )
            }
          >
            {t('badge_due', { count: due })}
          </Notice>
        )}
        {running.map(({ row, counts: sums }) => (
          <div key={row.dispatchId} class="tile stack tight">
            <div class="row between">
              <span class="caption">{t('popup_running')}</span>
              {row.state.status === 'running' && (
                <IconButton
                  small
                  trusted
                  node={Pause}
                  label={t('palette_pause', { flow: row.flowName })}
                  onPress={() => void model.pause(row.dispatchId)}
                />
              )}
            </div>
            {session !== null && <bdi class="cut strong">{row.flowName}</bdi>}
            <OutcomeBar counts={sums} total={row.total} />
            <span class="caption num">
              {t('dispatch_share', { done: row.total - sums.queued - sums.sending, total: row.total })}
            </span>
          </div>
        ))}
        <SiteLine model={model} />
        {!inChats && chatsTabId !== null && (
          <Button look="primary" icon={MessagesSquare} onPress={() => void goToChats(chatsTabId)}>
            {t('popup_goToChats')}
          </Button>
        )}
        {inChats && (
          <div class="stack tight">
            <Button
              look="primary"
              icon={PanelRightOpen}
              onPress={() => void ask(replied.length > 0 ? 'open-waiting' : 'open-panel')}
            >
              {t('popup_openPanel')}
            </Button>
            <div class="row">
              <Button wide icon={Zap} onPress={() => void ask('quick-send')}>
                {t('popup_quickSend')}
              </Button>
              <Button wide icon={Command} onPress={() => void ask('open-palette')}>
                {t('panel_palette')}
              </Button>
            </div>
          </div>
        )}
        <section class="stack tight" aria-labelledby="popup-shortcuts">
          <h2 id="popup-shortcuts" class="title">
            {t('options_shortcuts')}
          </h2>
          <AssignedShortcuts model={model} />
        </section>
        <div role="status" aria-live="polite">
          {current !== null && (
            <Notice tone={current.kind === 'done' ? 'good' : 'bad'}>{flashText(current, i18n)}</Notice>
          )}
        </div>
      </div>
    </>
  );
}
