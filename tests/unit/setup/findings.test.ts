import { describe, expect, it } from 'vitest';
import type { SetupFacts } from '../../../lib/messaging/views.ts';
import type { SiteState } from '../../../lib/sessions/site-state.ts';
import { judgeSetup, type SetupFinding } from '../../../lib/setup/findings.ts';

const FINE: SetupFacts = {
  site: { status: 'ready' },
  access: { verdict: 'on', reason: null, sectors: null, checkedAt: 1 },
  flows: { count: 3, nearMisses: [] },
  hasTemplateFlow: true,
  observerRuns: true,
  isPinned: true,
  shortcuts: [{ name: 'toggle-panel', key: 'Alt+Shift+D' }],
  clockSkewMs: 1_000,
  isHostAllowed: true,
  settingsLink: 'https://chats.example/settings',
  flowsLink: 'https://flows.example',
};

function judge(change: Partial<SetupFacts> = {}) {
  const findings = judgeSetup({ ...FINE, ...change });
  const of = (cause: SetupFinding['cause']) => findings.find((finding) => finding.cause === cause);
  const verdicts = Object.fromEntries(findings.map((finding) => [finding.cause, finding.verdict]));
  return {
    findings,
    of,
    verdicts,
    bad: findings
      .filter((finding) => finding.verdict !== 'fine')
      .map((finding) => `${finding.cause} ${finding.verdict}`),
  };
}

describe('the set-up check', () => {
  it('reports no problem where nothing is wrong, and each cause once', () => {
    const { findings, bad } = judge();

    expect(bad).toEqual([]);
    expect(new Set(findings.map((finding) => finding.cause)).size).toBe(findings.length);
  });

  it.each<[SiteState, SetupFinding['cause']]>([
    [{ status: 'offline' }, 'offline'],
    [{ status: 'not-logged-in' }, 'not-logged-in'],
    [{ status: 'no-project' }, 'no-project'],
    [{ status: 'api-not-found' }, 'api-not-found'],
    [{ status: 'api-needs-permission', apiOrigin: 'https://e.example' }, 'api-needs-permission'],
    [{ status: 'not-a-member' }, 'not-a-member'],
    [{ status: 'contract-drift', endpoint: 'GET /x/', field: 'email' }, 'contract-drift'],
  ])('names %j as the one problem', (site, cause) => {
    const { findings } = judge({ site });

    expect(findings.filter((finding) => finding.verdict === 'problem').map((finding) => finding.cause)).toEqual([
      cause,
    ]);
  });

  it.each<SiteState['status']>([
    'checking',
    'not-logged-in',
    'no-project',
    'changing',
    'api-not-found',
    'not-a-member',
    'offline',
    'server-trouble',
  ])('does not call later checks fine while the site state is %s', (status) => {
    const { verdicts } = judge({ site: { status } as SiteState });

    expect([
      verdicts['no-sector'],
      verdicts['toggle-off'],
      verdicts['no-labelled-flow'],
      verdicts['no-template-flow'],
    ]).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });

  it.each<[SiteState['status'], SetupFinding['cause'][]]>([
    ['checking', ['not-logged-in', 'no-project', 'api-not-found', 'not-a-member', 'contract-drift']],
    ['offline', ['not-logged-in', 'not-a-member', 'contract-drift']],
    ['server-trouble', ['not-logged-in', 'not-a-member', 'contract-drift']],
    ['not-logged-in', ['no-project', 'api-not-found', 'not-a-member', 'contract-drift']],
    ['api-not-found', ['not-logged-in', 'not-a-member', 'contract-drift']],
  ])('calls what cannot be asked in the site state %s not known', (status, causes) => {
    const { verdicts } = judge({ site: { status } as SiteState });

    for (const cause of causes) expect([cause, verdicts[cause]]).toEqual([cause, 'unknown']);
  });

  it('names endpoint and field when an answer does not fit the contract', () => {
    expect(
      judge({ site: { status: 'contract-drift', endpoint: 'GET /x/', field: 'email' } }).of('contract-drift')?.details,
    ).toEqual({ endpoint: 'GET /x/', field: 'email' });
  });

  it('reports a toggle that is off, with the way to it', () => {
    const { of, bad } = judge({ access: { verdict: 'off', reason: 'toggle-off', sectors: null, checkedAt: 1 } });

    expect(bad).toEqual(['toggle-off problem']);
    expect(of('toggle-off')?.link).toBe('https://chats.example/settings');
  });

  it('reports a project without a sector, where there is no toggle to judge', () => {
    expect(judge({ access: { verdict: 'off', reason: 'no-sector', sectors: [], checkedAt: 1 } }).bad).toEqual([
      'no-sector problem',
      'toggle-off unknown',
    ]);
  });

  it('reports a principal project instead of its toggle', () => {
    expect(judge({ access: { verdict: 'off', reason: 'principal-project', sectors: null, checkedAt: 1 } }).bad).toEqual(
      ['principal-project problem', 'toggle-off unknown'],
    );
  });

  it('reports an agent who is no longer a member instead of the toggle', () => {
    expect(judge({ access: { verdict: 'off', reason: 'not-a-member', sectors: null, checkedAt: 1 } }).bad).toEqual([
      'not-a-member problem',
      'no-sector unknown',
      'principal-project unknown',
      'toggle-off unknown',
    ]);
  });

  it('does not judge a toggle that could not be read', () => {
    expect(judge({ access: { verdict: 'unknown', reason: null, sectors: null, checkedAt: null } }).bad).toEqual([
      'no-sector unknown',
      'principal-project unknown',
      'toggle-off unknown',
    ]);
  });

  it('reports that no flow is labelled, and which flows almost are', () => {
    const { of, bad } = judge({ flows: { count: 0, nearMisses: ['Welcome', 'Old'] }, hasTemplateFlow: false });

    expect(bad).toEqual(['no-labelled-flow problem', 'no-template-flow hint']);
    expect(of('no-labelled-flow')?.details).toEqual({ names: 'Welcome, Old' });
  });

  it('does not report "no flows" when the flows could not be read', () => {
    expect(judge({ flows: null, hasTemplateFlow: null }).bad).toEqual([
      'no-labelled-flow unknown',
      'no-template-flow unknown',
    ]);
  });

  it.each<[Partial<SetupFacts>, string[]]>([
    [{ observerRuns: false }, ['observer-not-running problem']],
    [{ observerRuns: null }, ['observer-not-running unknown']],
    [{ isPinned: false }, ['icon-not-pinned hint']],
    [{ isPinned: null }, ['icon-not-pinned unknown']],
    [{ clockSkewMs: null }, ['clock-skew unknown']],
    [{ clockSkewMs: 119_999 }, []],
    [{ clockSkewMs: -120_000 }, ['clock-skew hint']],
  ])('judges observer, icon and clock: %j', (change, bad) => {
    expect(judge(change).bad).toEqual(bad);
  });

  it('reports the skew of the clock in minutes', () => {
    expect(judge({ clockSkewMs: -290_000 }).of('clock-skew')?.details).toEqual({ minutes: '5' });
  });

  it("names shortcuts that the browser did not assign, but not the browser's own commands", () => {
    const { of, bad } = judge({
      shortcuts: [
        { name: 'toggle-panel', key: '' },
        { name: 'quick-send', key: 'X' },
        { name: '_execute_action', key: '' },
      ],
    });

    expect(bad).toEqual(['shortcut-missing hint']);
    expect(of('shortcut-missing')?.details).toEqual({ names: 'toggle-panel' });
  });
});
