import type { Handlers } from '../../messaging/server.ts';
import type { SiteState } from '../../sessions/site-state.ts';
import {
  builtInHosts,
  grantedHosts,
  hasHost,
  isBuiltInHost,
  isCovered,
  patternOf,
  removeHost,
} from '../../platform/permissions.ts';
import { isApiOrigin } from '../../sessions/deployments.ts';
import type { Services } from '../services.ts';

export interface SitePorts {
  /** Restores alarms, badge, registered scripts and the scripts of open tabs where they are missing. Idempotent. */
  readonly ensure: () => Promise<void>;
  /** Whether a Chats API answers at an origin. Sends no token. */
  readonly isChatsApi: (apiOrigin: string) => Promise<boolean>;
}

/** Answers `site:*`: the sites on which Disparo runs, and the address of their API. */
export function createSiteHandlers(services: Services, ports: SitePorts) {
  const { settings, hosts, sessions, frames } = services;

  /** A server that was allowed a moment ago is asked for no more, though its page has not been looked at again. */
  const asAllowed = async (site: SiteState): Promise<SiteState> =>
    site.status === 'api-needs-permission' && (await hasHost(patternOf(site.apiOrigin)))
      ? { status: 'checking' }
      : site;

  const managedHosts = (): readonly string[] => settings.policy().policy.hosts ?? [];

  return {
    async 'site:of-tab'({ tabId, url }) {
      // Pages of the browser and of extensions have no origin that could be allowed.
      const origin = URL.canParse(url) && /^https?:/.test(url) ? new URL(url).origin : null;
      // Frames with a session come first: a page without one may only look like Chats.
      const known = [...(await sessions.frames())].sort(
        (a, b) => Number(b.sessionId !== null) - Number(a.sessionId !== null) || b.usedAt - a.usedAt,
      );
      const chatsTabId = known[0]?.frame.tabId ?? null;
      if (origin === null) return { origin: null, isChats: false, isAllowed: false, site: null, chatsTabId };
      // The record of the previous document may still exist although the tab shows another site now, so compare
      // origins.
      const frame = known.find(
        (record) =>
          record.hasTold && record.frame.tabId === tabId && (record.frame.frameId !== 0 || record.origin === origin),
      );
      return {
        origin,
        isChats: frame !== undefined,
        isAllowed: await hasHost(patternOf(origin)),
        site: frame === undefined ? null : await asAllowed(frame.site),
        chatsTabId,
      };
    },
    async 'site:list'() {
      const stored = await hosts.list();
      const frames = await Promise.all(
        (await sessions.frames()).map(async ({ origin, site }) => ({ origin, site: await asAllowed(site) })),
      );
      const asking = frames.flatMap(({ origin, site }) =>
        site.status === 'api-needs-permission' ? [{ origin, apiOrigin: site.apiOrigin }] : [],
      );
      const apiToAllow = (isOf: (origin: string) => boolean) =>
        asking.find(({ origin }) => isOf(origin))?.apiOrigin ?? null;
      const builtInOrigins = builtInHosts().map((pattern) => pattern.replace(/\/\*$/, ''));
      const builtIn = builtInOrigins.map((origin) => ({
        origin,
        isBuiltIn: true,
        apiOrigin: stored.find((host) => host.origin === origin)?.apiOrigin ?? null,
        isGranted: true,
        apiToAllow: apiToAllow((asked) => isCovered(asked, origin)),
      }));
      const added = stored.filter((host) => !builtInOrigins.includes(host.origin));
      const granted = await grantedHosts();
      const managed = managedHosts().filter((origin) => !added.some((host) => host.origin === origin));
      return {
        hosts: [
          ...builtIn,
          ...managed.map((origin) => ({
            origin,
            isBuiltIn: false,
            apiOrigin: null,
            isGranted: granted.includes(patternOf(origin)),
            isManaged: true,
            apiToAllow: apiToAllow((asked) => asked === origin),
          })),
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
      // A host permission covers all ports, so a second site on another port of this host still needs it.
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
      // The state of the site's open pages was found with the old address: let them report again.
      await frames.askAll(
        (await sessions.frames()).filter((record) => record.origin === origin),
        'frame:read-session',
        {},
      );
      return { ok: true };
    },
  } satisfies Partial<Handlers>;
}
