import { CircleAlert, CircleCheck, CircleHelp, Info, RefreshCw, X } from 'lucide';
import type { IconNode } from 'lucide';
import { useEffect } from 'preact/hooks';
import { judgeSetup } from '../../lib/setup/findings.ts';
import type { SetupFinding } from '../../lib/setup/findings.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useWords } from '../ui/ViewContext.tsx';
import { CopyButton } from './CopyButton.tsx';
import { MenuPath } from './MenuPath.tsx';

const ICONS: Readonly<Record<SetupFinding['verdict'], { node: IconNode; tone: string }>> = {
  fine: { node: CircleCheck, tone: 'good' },
  problem: { node: CircleAlert, tone: 'bad' },
  hint: { node: Info, tone: 'warn' },
  unknown: { node: CircleHelp, tone: 'idle' },
};

/** The menu path at which each problem can be fixed, if there is one. */
function pathOf(cause: SetupFinding['cause']): 'toggle' | 'label' | 'template' | 'member' | 'pin' | 'shortcuts' | null {
  switch (cause) {
    case 'toggle-off':
      return 'toggle';
    case 'no-labelled-flow':
      return 'label';
    case 'no-template-flow':
      return 'template';
    case 'not-a-member':
    case 'no-sector':
      return 'member';
    case 'icon-not-pinned':
      return 'pin';
    case 'shortcut-missing':
      return 'shortcuts';
    case 'not-logged-in':
    case 'no-project':
    case 'principal-project':
    case 'api-not-found':
    case 'api-needs-permission':
    case 'host-not-allowed':
    case 'observer-not-running':
    case 'contract-drift':
    case 'clock-skew':
    case 'offline':
      return null;
    default:
      return cause satisfies never;
  }
}

function FindingLine({ finding }: { finding: SetupFinding }) {
  const { site, navigate } = usePanel();
  const { t, tOf } = useWords();
  const { node, tone } = ICONS[finding.verdict];
  const path = finding.verdict === 'fine' ? null : pathOf(finding.cause);
  const isManager = site.session.value !== null && site.session.value.role !== 'agent';
  const isUnknown = finding.verdict === 'unknown';
  const details = isUnknown ? [] : Object.values(finding.details).filter((detail) => detail !== '');
  return (
    <li class="finding">
      <Icon node={node} class={tone} />
      <div class="stack tight grow">
        <p class="strong">
          {isUnknown ? (
            <span class="pill">{t('verdict_unknown')}</span>
          ) : (
            <span class="sr">{tOf('verdict', finding.verdict)}:</span>
          )}{' '}
          {finding.verdict === 'fine' ? tOf('setupFine', finding.cause) : tOf('setup', finding.cause)}
        </p>
        {finding.verdict !== 'fine' && (
          <p class="caption muted">{isUnknown ? t('preflight_unknownText') : tOf('setupHelp', finding.cause)}</p>
        )}
        {details.length > 0 && finding.verdict !== 'fine' && (
          <p class="caption">
            <bdi>{details.join(' · ')}</bdi>
          </p>
        )}
        {path !== null && <MenuPath of={path} />}
        {finding.verdict !== 'fine' && (finding.link !== null || (finding.cause === 'toggle-off' && isManager)) && (
          <div class="row wrap">
            {finding.link !== null && (
              <a class="link" href={finding.link} target="_blank" rel="noreferrer">
                {t('setup_openPlace')}
              </a>
            )}
            {finding.cause === 'toggle-off' && isManager && (
              <Button small onPress={() => navigate.openCover('switches')}>
                {t('setup_switches')}
              </Button>
            )}
          </div>
        )}
      </div>
    </li>
  );
}

const ORDER: Readonly<Record<SetupFinding['verdict'], number>> = { problem: 0, hint: 1, unknown: 2, fine: 3 };

/** Checks one by one what the product needs, and shows where to fix what is missing. */
export function SetupCheck() {
  const { site, navigate } = usePanel();
  const { t, tOf } = useWords();
  const { setup } = site;
  const facts = setup.data.value;
  const findings = (facts === null ? [] : judgeSetup(facts)).sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict]);
  const problems = findings.filter((finding) => finding.verdict === 'problem').length;
  const error = setup.error.value;
  const diagnostics = async (): Promise<string | null> => {
    const text = await site.readDiagnostics();
    return text === null
      ? null
      : [
          text,
          ...findings
            .filter((finding) => finding.verdict !== 'fine')
            .map((finding) => `${finding.cause}: ${finding.verdict}`),
        ].join('\n');
  };

  useEffect(() => {
    void setup.load();
  }, [setup]);

  return (
    <section class="cover" data-cover aria-label={t('setup_title')}>
      <div class="header">
        <h2 class="heading grow" tabIndex={-1} data-first>
          {t('setup_title')}
        </h2>
        <IconButton
          node={RefreshCw}
          label={t('common_checkAgain')}
          disabled={setup.loading.value}
          onPress={() => void setup.load()}
        />
        <IconButton node={X} label={t('common_close')} onPress={navigate.closeCover} />
      </div>
      {facts === null && error !== null && (
        <ErrorState title={t('setup_failed')} error={error} onRetry={() => void setup.load()} />
      )}
      {facts === null && error === null && <LoadingRows label={t('setup_loading')} />}
      {facts !== null && (
        <div class="scroll" {...scrollRegion} role="region" aria-label={t('setup_list')}>
          <p class="pad strong" role="status">
            {problems === 0 ? t('setup_allFine') : t('setup_problems', { count: problems })}
          </p>
          <ul>
            {findings.map((finding) => (
              <FindingLine key={finding.cause} finding={finding} />
            ))}
          </ul>
        </div>
      )}
      <div class="footer wrap">
        <CopyButton
          text={() =>
            Promise.resolve(
              t('request_text', { project: site.session.value?.projectName ?? '', path: tOf('path', 'toggle') }),
            )
          }
        >
          {t('request_copy')}
        </CopyButton>
        <CopyButton text={diagnostics}>{t('setup_diagnostics')}</CopyButton>
      </div>
    </section>
  );
}
