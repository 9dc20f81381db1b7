import { Refused, type Handlers } from '../../messaging/server.ts';
import type { DispatchRow } from '../../dispatch/records.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import { openShortcutPage } from '../../platform/commands.ts';
import { builtInHosts, grantedHosts, hasHost, isBuiltInHost, patternOf, removeHost } from '../../platform/permissions.ts';
import { activeTab, openTab } from '../../platform/tabs.ts';
import { pageUrl } from '../../platform/view-runtime.ts';
import { isApiOrigin } from '../../sessions/deployments.ts';
import { maskExport } from '../views/masked-export.ts';
import type { Services } from '../services.ts';

type OwnHandlers = Pick<
  Handlers,
  | 'settings:save'
  | 'site:of-tab'
  | 'site:list'
  | 'site:add'
  | 'site:remove'
  | 'site:set-api'
  | 'panel:request'
  | 'data:export'
  | 'data:erase'
  | 'history:open'
  | 'history:list-people'
  | 'update:seen'
  | 'notify:test'
  | 'shortcuts:open'
>;

export interface OwnPorts {
  /** Alarms, badge, registered scripts and those of open tabs, made new where they are missing; idempotent. */
  readonly ensure: () => Promise<void>;
  /** Empties everything of ours that is stored anywhere; resolves to the number of records left. */
  readonly eraseAll: () => Promise<number>;
  /** The width of every panel that is not open; open ones follow the setting by themselves. */
  readonly setPanelWidth: (widthPx: number) => Promise<void>;
  readonly updateSeen: () => Promise<void>;
  /** Shows a notification; false without the permission. */
  readonly testNotice: () => Promise<boolean>;
  /** Whether a Chats API answers at an origin. Sends no token. */
  readonly isChatsApi: (apiOrigin: string) => Promise<boolean>;
}

/** Settings, hosts, the person's own data, and wishes of the popup. */
export function createOwnHandlers(services: Services, ports: OwnPorts): OwnHandlers {
  const { settings, hosts, view, feed, ledger, sessions, frames } = services;

  const managedHosts = (): readonly string[] => settings.policy().policy.hosts ?? [];

  async function needScope(dispatchRow: DispatchRow | null, sender: SenderContext): Promise<DispatchRow> {
    if (dispatchRow === null || !(await view.scopeOf(sender)).sessionIds.has(dispatchRow.sessionId)) throw new Refused('refused', 'not a dispatch of this session');
    return dispatchRow;
  }

  return {
    async 'settings:save'({ settings: change }) {
      const saved = await settings.save(change);
      if (change.panelWidthPx !== undefined) await ports.setPanelWidth(change.panelWidthPx);
      return saved;
    },

    async 'site:of-tab'({ tabId, url }) {
      // The browser's own pages and ours are no site that could be allowed.
      const origin = URL.canParse(url) && /^https?:/.test(url) ? new URL(url).origin : null;
      // A frame that shows a session first: any page can draw a Chats root.
      const known = [...(await sessions.frames())].sort((a, b) => Number(b.sessionId !== null) - Number(a.sessionId !== null) || b.usedAt - a.usedAt);
      const chatsTabId = known[0]?.frame.tabId ?? null;
      if (origin === null) return { origin: null, isChats: false, isAllowed: false, site: null, chatsTabId };
      // The document before may still be known, while the tab shows another site.
      const frame = known.find((record) => record.hasTold && record.frame.tabId === tabId && (record.frame.frameId !== 0 || record.origin === origin));
      return { origin, isChats: frame !== undefined, isAllowed: await hasHost(patternOf(origin)), site: frame?.site ?? null, chatsTabId };
    },
    async 'site:list'() {
      const stored = await hosts.list();
      const asking = (await sessions.frames()).flatMap(({ origin, site }) => (site.status === 'api-needs-permission' ? [{ origin, apiOrigin: site.apiOrigin }] : []));
      const apiToAllow = (isOf: (origin: string) => boolean) => asking.find(({ origin }) => isOf(origin))?.apiOrigin ?? null;
      const builtInOrigins = builtInHosts().map((pattern) => pattern.replace(/\/\*$/, ''));
      const builtIn = builtInOrigins.map((origin) => ({ origin, isBuiltIn: true, apiOrigin: stored.find((host) => host.origin === origin)?.apiOrigin ?? null, isGranted: true, apiToAllow: apiToAllow(isBuiltInHost) }));
      const added = stored.filter((host) => !builtInOrigins.includes(host.origin));
      const granted = await grantedHosts();
      const managed = managedHosts().filter((origin) => !added.some((host) => host.origin === origin));
      return {
        hosts: [
          ...builtIn,
          ...managed.map((origin) => ({ origin, isBuiltIn: false, apiOrigin: null, isGranted: granted.includes(patternOf(origin)), isManaged: true, apiToAllow: apiToAllow((asked) => asked === origin) })),
          ...added.map((host) => ({
            origin: host.origin,
            isBuiltIn: false,
            apiOrigin: host.apiOrigin,
            isGranted: isBuiltInHost(host.origin) || granted.includes(patternOf(host.origin)),
            isManaged: managedHosts().includes(host.origin),
            apiToAllow: apiToAllow((asked) => asked === host.origin),
          })),
        ],
      };
    },
    async 'site:add'({ origin }) {
      if (!(await hasHost(patternOf(origin)))) return { ok: false, reason: 'not-granted' };
      await hosts.add(origin);
      await ports.ensure();
      return { ok: true };
    },
    async 'site:remove'({ origin }) {
      await hosts.remove(origin);
      // Another port of the same host lives by the same permission.
      const isStillNeeded = (await hosts.list()).some((host) => patternOf(host.origin) === patternOf(origin));
      if (!isBuiltInHost(origin) && !isStillNeeded) await removeHost(patternOf(origin));
      await ports.ensure();
      return { ok: true };
    },
    async 'site:set-api'({ origin, apiOrigin }) {
      if (apiOrigin !== null && !isApiOrigin(apiOrigin)) return { ok: false, reason: 'not-an-origin' };
      if (apiOrigin !== null && !(await ports.isChatsApi(apiOrigin))) return { ok: false, reason: 'not-an-api' };
      await hosts.setApi(origin, apiOrigin);
      await ports.ensure();
      // Its open pages were judged by the address of before.
      await frames.askAll((await sessions.frames()).filter((record) => record.origin === origin), 'frame:read-session', {});
      return { ok: true };
    },

    async 'panel:request'({ action }) {
      const tab = await activeTab();
      if (tab === null || !feed.hasFrameView(tab.tabId)) return { ok: false, reason: 'no-panel' };
      for (const record of await sessions.frames()) if (record.frame.tabId === tab.tabId) view.request(record, action);
      feed.changed({ singles: true });
      return { ok: true };
    },

    async 'update:seen'() {
      await ports.updateSeen();
      feed.changed({ singles: true });
      return {};
    },
    async 'shortcuts:open'() {
      return (await openShortcutPage()) ? { ok: true } : { ok: false, reason: 'unknown' };
    },
    async 'notify:test'() {
      return (await ports.testNotice()) ? { ok: true } : { ok: false, reason: 'permission' };
    },

    async 'data:export'() {
      const stored = { settings: settings.current(), hosts: await hosts.list(), ...(await ledger.exportAll()) };
      return { json: JSON.stringify(settings.current().maskPeople ? maskExport(stored) : stored, null, 2) };
    },
    async 'data:erase'() {
      const recordsLeft = await ports.eraseAll();
      feed.changed({ singles: true });
      return { recordsLeft };
    },

    async 'history:open'({ dispatchId }) {
      await openTab(pageUrl(dispatchId === null ? '/history.html' : `/history.html?dispatch=${dispatchId}`));
      return { ok: true };
    },
    async 'history:list-people'({ dispatchId }, sender) {
      const dispatch = await needScope(await ledger.getDispatch(dispatchId), sender);
      return { people: await ledger.listPeople(dispatch.dispatchId, { fromN: 0, limit: dispatch.total }) };
    },
  };
}
