import { SHORTCUTS } from '../../shortcuts.ts';
import * as z from 'zod/mini';
import type { Handlers } from '../../messaging/server.ts';
import { isIconPinned } from '../../platform/action.ts';
import { assignedShortcuts } from '../../platform/commands.ts';
import { browserName } from '../../platform/lifecycle.ts';
import { extensionVersion } from '../../platform/view-runtime.ts';
import { SkewMark } from '../../dispatch/reconcile.ts';
import { skewKey } from '../../dispatch/history-lookup.ts';
import { hasHost, patternOf } from '../../platform/permissions.ts';
import { agentKeyOf, flowsScopeOf } from '../../sessions/session.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import { NO_ACCESS } from '../services/access-service.ts';
import type { Services } from '../services.ts';

const isOptional = (name: string): boolean =>
  SHORTCUTS.some((shortcut) => shortcut.name === name && shortcut.suggestedKey === null);

/** How many flows the check reads at most: it should end within 2 s, and each flow costs one call to Flows. */
const FLOWS_PROBED = 3;

/**
 * Link to the settings of the sectors: in Connect a page of the project, on a standalone site a page of Chats itself.
 */
function settingsLink(origin: string, session: { readonly projectUuid: string } | null): string {
  return isConnect(origin) && session !== null
    ? `${origin}/projects/${session.projectUuid}/settings/chats/init`
    : `${origin}/settings`;
}

/** Whether an origin is Connect, which shows Chats inside its own page (.github/docs/contract/page.md#three-modes). */
const isConnect = (origin: string): boolean => new URL(origin).hostname.startsWith('dash.');

/**
 * Answers `setup:*`: collects the facts of the set-up check, which lib/setup/findings.ts judges, and the diagnostics
 * text for support.
 */
export function createSetupHandlers(services: Services) {
  const { view, access, catalog, log } = services;

  async function orNull<T>(work: Promise<T>): Promise<T | null> {
    return await work.catch((error: unknown) => {
      if (error instanceof WeniApiError) return null;
      throw error;
    });
  }

  /** The server's clock minus ours in ms, measured at the newest accepted start; null before the first one. */
  async function measuredSkew(agentKey: string): Promise<number | null> {
    const marks = z.array(SkewMark).safeParse(await services.ledger.getKept(skewKey(agentKey)));
    const newest = marks.success ? [...marks.data].sort((a, b) => b.at - a.at)[0] : undefined;
    // The duration of the request is the error of the measurement: only what exceeds it is a difference of the clocks.
    return newest === undefined
      ? null
      : Math.sign(newest.skewMs) * Math.max(0, Math.abs(newest.skewMs) - newest.errorMs);
  }

  return {
    // Read everything from the server: an agent runs the check after changing something.
    async 'setup:check'(_input, sender) {
      const singles = await view.singlesOf(sender, await view.scopeOf(sender));
      const session = await view.sessionOf(sender);
      const verdict = session === null ? NO_ACCESS : ((await orNull(access.check(session.sessionId, 0))) ?? NO_ACCESS);
      const flows = session === null ? null : await orNull(catalog.list(flowsScopeOf(session), true));
      let hasTemplateFlow: boolean | null = flows !== null && flows.flows.length === 0 ? false : null;
      for (const flow of (flows?.flows ?? []).slice(0, FLOWS_PROBED)) {
        if (session === null) break;
        const preview = await orNull(catalog.preview(flowsScopeOf(session), flow.flowUuid, 0));
        if (preview !== null && preview.sends !== 'none') hasTemplateFlow = true;
        if (hasTemplateFlow === true) break;
      }
      const frame = await view.frameOf(sender);
      return {
        site: singles.site,
        access: verdict,
        flows:
          flows === null
            ? null
            : { count: flows.flows.length, nearMisses: flows.nearMisses.map((miss) => `${miss.name} (${miss.label})`) },
        hasTemplateFlow,
        observerRuns: frame?.observerRuns ?? null,
        isPinned: await isIconPinned(),
        // A shortcut without a suggested key is assigned only by those who want it: its missing key is no finding.
        shortcuts: (await assignedShortcuts()).filter(({ name }) => !isOptional(name)),
        clockSkewMs: session === null ? null : await measuredSkew(agentKeyOf(session)),
        isHostAllowed: frame === null ? null : await hasHost(patternOf(frame.origin)),
        settingsLink: frame === null ? null : settingsLink(frame.origin, session),
        flowsLink: session?.flowsOrigin ?? null,
      };
    },
    async 'setup:diagnostics'() {
      const lines = [
        `Disparo ${extensionVersion()}, ${await browserName()}`,
        `ledger version ${await services.ledger.schemaVersion()}, quarantined rows ${(await services.ledger.quarantined()).length}`,
        ...log.lastErrors(),
      ];
      return { text: lines.join('\n') };
    },
  } satisfies Partial<Handlers>;
}
