import type { Ledger } from '../ledger/ledger.ts';
import { clearNotice } from '../platform/notifications.ts';
import type { SenderContext } from '../platform/runtime.ts';
import type { Background } from './background.ts';
import type { createBrowserListeners } from './browser/browser-listeners.ts';
import { DUE_NOTICE } from './browser/due-notice.ts';
import { LATER_ALARM, type createLaterAlarm } from './browser/later-alarm.ts';
import { GROUP_NOTICE, REPLY_NOTICE } from './browser/notifier.ts';
import type { createUpdates } from './browser/updates.ts';

/** The alarm of the reply look-ups. Alarms that are not named here belong to the dispatcher. */
export const REPLIES_ALARM = 'replies';
const PAGE: SenderContext = { kind: 'extension-page' };

interface BrowserReactions {
  readonly listeners: ReturnType<typeof createBrowserListeners>;
  readonly background: Background;
  readonly ledger: Ledger;
  readonly updates: ReturnType<typeof createUpdates>;
  readonly server: ReturnType<Background['server']>;
  /** Runs the work after the storage has been read; an error is logged under `event`. */
  readonly whenReady: (event: string, work: () => Promise<void>) => void;
  readonly drawIcon: () => void;
  readonly sessionsChanged: () => Promise<void>;
  /** Sets or clears the alarm of the reply look-ups. */
  readonly refreshRepliesAlarm: () => Promise<void>;
  readonly later: Pick<ReturnType<typeof createLaterAlarm>, 'review' | 'show'>;
  readonly permissionsChanged: () => Promise<void>;
  /** Asks the panel of a tab (null: the active one) to do something. */
  readonly requestPanelAction: (
    action: 'toggle-panel' | 'quick-send' | 'open-palette' | 'done-next',
    tabId: number | null,
  ) => Promise<void>;
}

/**
 * Registers the listeners for all browser events and connects each with what it leads to. Must be called in the first
 * tick: the event that woke the background comes only once.
 */
export function reactToBrowser(reactions: BrowserReactions): void {
  const {
    listeners,
    background,
    ledger,
    updates,
    whenReady,
    sessionsChanged,
    refreshRepliesAlarm,
    permissionsChanged,
  } = reactions;
  const { dispatcher, feed, sessions, settings, watcher } = background.services;

  listeners.onMessage(reactions.server);
  listeners.onView((port) => background.connect(port));
  listeners.onAlarm((name) => {
    whenReady('alarm', async () => {
      if (name === REPLIES_ALARM) {
        await watcher.tick();
        await refreshRepliesAlarm();
        // A dispatch that holds itself back has no timer of its own: here it is noticed that the agent is away.
        await dispatcher.repliesChanged();
      } else if (name === LATER_ALARM) await reactions.later.review();
      else await dispatcher.tick();
    });
  });
  listeners.onShortcut((name, tabId) => {
    whenReady('shortcut', async () => {
      if (name === 'next-reply') await background.openNext(PAGE);
      else if (name === 'toggle-panel' || name === 'quick-send' || name === 'open-palette' || name === 'done-next')
        await reactions.requestPanelAction(name, tabId);
    });
  });
  listeners.onTabGone((tabId) => {
    whenReady('tab gone', async () => {
      await sessions.frameGone(tabId, null);
      await sessionsChanged();
    });
  });
  listeners.onInstalled((reason, previousVersion) => {
    whenReady('installed', async () => {
      await updates.installed(reason, previousVersion);
      feed.changed({ singles: true });
    });
  });
  listeners.onBrowserStart(reactions.drawIcon);
  listeners.onPermissionsChanged(() => {
    // The notifications API exists only with its permission: if it was just granted, listen for clicks from now on.
    listenForNoticeClicks();
    whenReady('permissions', permissionsChanged);
  });
  listeners.onManagedPolicyChanged(() => whenReady('policy', () => settings.load().then(permissionsChanged)));
  listeners.onUpdateAvailable(() => whenReady('update', updates.available));
  const listenForNoticeClicks = listeners.onNoticeClicked((id) => {
    whenReady('notice', async () => {
      await clearNotice(id);
      if (id === GROUP_NOTICE) await background.openNext(PAGE);
      if (id.startsWith(DUE_NOTICE)) await reactions.later.show(id.slice(DUE_NOTICE.length));
      const row = id.startsWith(REPLY_NOTICE) ? await ledger.getAwaited(id.slice(REPLY_NOTICE.length)) : null;
      if (row !== null) await background.openFromOutside(row);
    });
  });
  listenForNoticeClicks();
  listeners.onOnline(() => whenReady('online', () => dispatcher.online()));
  listeners.onOffline(() => whenReady('offline', () => dispatcher.offline()));
}
