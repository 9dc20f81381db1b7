import type { AccessView, SetupFinding, ShortcutView, SiteState } from '../messaging/views.ts';

/** What a set-up check found out; null where it could not be told. */
export interface SetupFacts {
  readonly site: SiteState;
  readonly access: AccessView;
  /** Labelled, unarchived flows; null when the list could not be read. */
  readonly flows: { readonly count: number; readonly nearMisses: readonly string[] } | null;
  /** Whether any labelled flow sends a template; null when that was not asked or is not known. */
  readonly hasTemplateFlow: boolean | null;
  readonly observerRuns: boolean | null;
  readonly isPinned: boolean | null;
  readonly shortcuts: readonly ShortcutView[];
  /** Server's clock minus ours, ms; null before anything was accepted. */
  readonly clockSkewMs: number | null;
  /** Where a manager flips the toggle, when the page's own address tells. */
  readonly settingsLink: string | null;
}

type Verdict = SetupFinding['verdict'];

/** A clock this far off shows wrong times in lists; sending is not hurt by it. */
const SKEW_NOTABLE_MS = 2 * 60_000;

const judged = (isFine: boolean | null, otherwise: Verdict = 'problem'): Verdict => (isFine === null ? 'unknown' : isFine ? 'fine' : otherwise);

/**
 * Every cause of the set-up check in its order, each with its verdict: what stands in the way first, comfort last. Causes
 * behind a closed door (no flow can be read by somebody who is not logged in) are unknown, never fine.
 */
export function judgeSetup(facts: SetupFacts): SetupFinding[] {
  const { site, access } = facts;
  const isReady = site.status === 'ready';
  const at = (status: SiteState['status']) => site.status === status;
  const behind = (isFine: boolean | null): boolean | null => (isReady ? isFine : null);
  const finding = (cause: SetupFinding['cause'], verdict: Verdict, details: Record<string, string> = {}, link: string | null = null): SetupFinding => ({ cause, verdict, details, link });
  const missing = facts.shortcuts.filter((shortcut) => shortcut.key === '' && !shortcut.name.startsWith('_'));
  const known = access.verdict === 'unknown' ? null : true;
  return [
    finding('offline', judged(!at('offline'))),
    finding('not-logged-in', judged(!at('not-logged-in'))),
    finding('no-project', judged(!at('no-project'))),
    finding('api-not-found', judged(!at('api-not-found'))),
    finding('api-needs-permission', judged(!at('api-needs-permission'))),
    finding('not-a-member', judged(!at('not-a-member') && access.reason !== 'not-a-member')),
    finding('contract-drift', judged(!at('contract-drift')), site.status === 'contract-drift' ? { endpoint: site.endpoint, field: site.field } : {}),
    finding('no-sector', judged(behind(known === null ? null : access.reason !== 'no-sector'))),
    finding('toggle-off', judged(behind(known === null ? null : access.verdict === 'on' || access.reason === 'no-sector')), {}, facts.settingsLink),
    finding('no-labelled-flow', judged(behind(facts.flows === null ? null : facts.flows.count > 0)), { names: (facts.flows?.nearMisses ?? []).join(', ') }),
    finding('no-template-flow', judged(behind(facts.hasTemplateFlow), 'hint')),
    finding('observer-not-running', judged(facts.observerRuns)),
    finding('icon-not-pinned', judged(facts.isPinned, 'hint')),
    finding('shortcut-missing', judged(missing.length === 0, 'hint'), { names: missing.map((shortcut) => shortcut.name).join(', ') }),
    finding('clock-skew', judged(facts.clockSkewMs === null ? null : Math.abs(facts.clockSkewMs) < SKEW_NOTABLE_MS, 'hint'), {
      minutes: String(Math.round(Math.abs(facts.clockSkewMs ?? 0) / 60_000)),
    }),
  ];
}
