import type { SetupFacts } from '../messaging/views.ts';
import type { SiteState } from '../sessions/site-state.ts';

/** A finding of the set-up check. Its text and menu paths are in the locales (`setup_<cause>`). */
export interface SetupFinding {
  readonly cause:
    | 'not-logged-in'
    | 'no-project'
    | 'api-not-found'
    | 'api-needs-permission'
    | 'not-a-member'
    | 'no-sector'
    | 'principal-project'
    | 'toggle-off'
    | 'no-labelled-flow'
    | 'no-template-flow'
    | 'host-not-allowed'
    | 'observer-not-running'
    | 'icon-not-pinned'
    | 'shortcut-missing'
    | 'contract-drift'
    | 'clock-skew'
    | 'offline';
  readonly verdict: 'fine' | 'problem' | 'hint' | 'unknown';
  /** Values for the text: endpoint and field, names of near misses, minutes of clock skew. */
  readonly details: Readonly<Record<string, string>>;
  readonly link: string | null;
}

type Verdict = SetupFinding['verdict'];

/** A clock that differs by this much shows wrong times in lists. Sending still works. */
const SKEW_NOTABLE_MS = 2 * 60_000;

type SiteCause = Extract<SetupFinding['cause'], SiteState['status']>;

const WHERE: readonly SiteCause[] = ['no-project', 'api-not-found', 'api-needs-permission'];

/** The causes that are known to be fine in each site state. The causes that are missing here could not be checked. */
const PASSED: Readonly<Record<SiteState['status'], readonly SiteCause[]>> = {
  checking: [],
  changing: [],
  'not-logged-in': [],
  'no-project': [],
  'api-not-found': ['no-project'],
  'api-needs-permission': ['no-project', 'api-not-found'],
  offline: WHERE,
  'server-trouble': [...WHERE, 'offline'],
  'contract-drift': [...WHERE, 'offline'],
  'not-a-member': [...WHERE, 'offline', 'not-logged-in'],
  ready: [...WHERE, 'offline', 'not-logged-in', 'not-a-member', 'contract-drift'],
};

const judged = (isFine: boolean | null, otherwise: Verdict = 'problem'): Verdict =>
  isFine === null ? 'unknown' : isFine ? 'fine' : otherwise;

/**
 * Judges the facts of a set-up check: one finding per cause, those that prevent sending first, conveniences last. A
 * cause
 * that could not be checked because of an earlier one (without a log-in no flow can be read) is unknown, never fine.
 */
export function judgeSetup(facts: SetupFacts): SetupFinding[] {
  const { site, access } = facts;
  const isReady = site.status === 'ready';
  const passed = (cause: SiteCause): boolean | null =>
    site.status === cause ? false : PASSED[site.status].includes(cause) ? true : null;
  const behind = (isFine: boolean | null): boolean | null => (isReady ? isFine : null);
  const finding = (
    cause: SetupFinding['cause'],
    verdict: Verdict,
    details: Record<string, string> = {},
    link: string | null = null,
  ): SetupFinding => ({ cause, verdict, details, link });
  const missing = facts.shortcuts.filter((shortcut) => shortcut.key === '' && !shortcut.name.startsWith('_'));
  const isMember = access.verdict !== 'unknown' && access.reason !== 'not-a-member';
  return [
    finding('host-not-allowed', judged(facts.isHostAllowed)),
    finding('offline', judged(passed('offline'))),
    finding('not-logged-in', judged(passed('not-logged-in'))),
    finding('no-project', judged(passed('no-project'))),
    finding('api-not-found', judged(passed('api-not-found'))),
    finding(
      'api-needs-permission',
      judged(passed('api-needs-permission')),
      site.status === 'api-needs-permission' ? { host: site.apiOrigin } : {},
    ),
    finding('not-a-member', judged(access.reason === 'not-a-member' ? false : passed('not-a-member'))),
    finding(
      'contract-drift',
      judged(passed('contract-drift')),
      site.status === 'contract-drift' ? { endpoint: site.endpoint, field: site.field } : {},
    ),
    finding('no-sector', judged(behind(isMember ? access.reason !== 'no-sector' : null))),
    finding('principal-project', judged(behind(isMember ? access.reason !== 'principal-project' : null))),
    finding(
      'toggle-off',
      judged(
        behind(
          isMember && access.reason !== 'no-sector' && access.reason !== 'principal-project'
            ? access.verdict === 'on'
            : null,
        ),
      ),
      {},
      facts.settingsLink,
    ),
    finding(
      'no-labelled-flow',
      judged(behind(facts.flows === null ? null : facts.flows.count > 0)),
      { names: (facts.flows?.nearMisses ?? []).join(', ') },
      facts.flowsLink,
    ),
    finding('no-template-flow', judged(behind(facts.hasTemplateFlow), 'hint'), {}, facts.flowsLink),
    finding('observer-not-running', judged(facts.observerRuns)),
    finding('icon-not-pinned', judged(facts.isPinned, 'hint')),
    finding('shortcut-missing', judged(missing.length === 0, 'hint'), {
      names: missing.map((shortcut) => shortcut.name).join(', '),
    }),
    finding(
      'clock-skew',
      judged(facts.clockSkewMs === null ? null : Math.abs(facts.clockSkewMs) < SKEW_NOTABLE_MS, 'hint'),
      {
        minutes: String(Math.round(Math.abs(facts.clockSkewMs ?? 0) / 60_000)),
      },
    ),
  ];
}
