import { Refused, type Handlers } from '../messaging/server.ts';
import type { DispatchRow } from '../dispatch/records.ts';
import type { SenderContext } from '../platform/runtime.ts';
import { builtInHosts, grantedHosts, hasHost, removeHost } from '../platform/permissions.ts';
import { activeTab, openTab } from '../platform/tabs.ts';
import { pageUrl } from '../platform/view-runtime.ts';
import type { Services } from './services.ts';

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
>;

export interface OwnPorts {
  /** Alarms, badge, registered scripts and injection, made new; idempotent. */
  readonly ensure: () => Promise<void>;
  /** Empties everything of ours that is stored anywhere; resolves to the number of records left. */
  readonly eraseAll: () => Promise<number>;
}

const patternOf = (origin: string) => `${origin}/*`;

/** Settings, hosts, the person's own data, and wishes of the popup. */
export function createOwnHandlers(services: Services, ports: OwnPorts): OwnHandlers {
  const { settings, hosts, view, feed, ledger, sessions } = services;

  async function needScope(dispatchRow: DispatchRow | null, sender: SenderContext): Promise<DispatchRow> {
    if (dispatchRow === null || !(await view.scopeOf(sender)).sessionIds.has(dispatchRow.sessionId)) throw new Refused('refused', 'not a dispatch of this session');
    return dispatchRow;
  }

  return {
    async 'settings:save'({ settings: change }) {
      return await settings.save(change);
    },

    async 'site:of-tab'({ tabId, url }) {
      const origin = URL.canParse(url) ? new URL(url).origin : null;
      if (origin === null || origin === 'null') return { origin: null, isChats: false, isAllowed: false, site: null };
      const frame = (await sessions.frames()).find((record) => record.frame.tabId === tabId);
      return { origin, isChats: frame !== undefined, isAllowed: await hasHost(patternOf(origin)), site: frame?.site ?? null };
    },
    async 'site:list'() {
      const added = await hosts.list();
      const builtIn = builtInHosts().map((pattern) => ({ origin: pattern.replace(/\/\*$/, ''), isBuiltIn: true, apiOrigin: null, isGranted: true }));
      const granted = await grantedHosts();
      return {
        hosts: [...builtIn, ...added.map((host) => ({ origin: host.origin, isBuiltIn: false, apiOrigin: host.apiOrigin, isGranted: granted.includes(patternOf(host.origin)) }))],
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
      if (!builtInHosts().includes(patternOf(origin))) await removeHost(patternOf(origin));
      await ports.ensure();
      return { ok: true };
    },
    async 'site:set-api'({ origin, apiOrigin }) {
      if (apiOrigin !== null && (!URL.canParse(apiOrigin) || new URL(apiOrigin).origin !== apiOrigin || !apiOrigin.startsWith('https://'))) {
        return { ok: false, reason: 'not-an-origin' };
      }
      await hosts.setApi(origin, apiOrigin);
      return { ok: true };
    },

    async 'panel:request'({ action }) {
      const tab = await activeTab();
      if (tab === null || !feed.hasFrameView(tab.tabId)) return { ok: false, reason: 'no-panel' };
      view.request(tab.tabId, action);
      feed.changed({ singles: true });
      return { ok: true };
    },

    async 'data:export'() {
      return { json: JSON.stringify({ settings: settings.current(), hosts: await hosts.list(), ...(await ledger.exportAll()) }, null, 2) };
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
      const rows = await ledger.listPeople(dispatch.dispatchId, { fromN: 0, limit: dispatch.total });
      const awaited = new Map((await ledger.listAwaited(dispatch.agentKey)).map((row) => [row.id, row]));
      return {
        people: rows.map((row) => ({
          n: row.n,
          contactUuid: row.contactUuid,
          name: row.name,
          status: row.status,
          reason: row.reason,
          sentAt: row.acceptedAt ?? row.sentAt,
          repliedAt: awaited.get(`${row.dispatchId}:${row.n}`)?.repliedAt ?? null,
        })),
      };
    },
  };
}
