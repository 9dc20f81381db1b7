import { CircleHelp, CircleX, Info, TriangleAlert } from 'lucide';
import type { IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ContactUuid } from '../../lib/ids.ts';
import type { Finding, FindingLevel, PreflightReport } from '../../lib/preflight/preflight-report.ts';
import type { I18n } from '../../lib/platform/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { PersonName, useNumberText, usePersonText } from '../ui/PersonName.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from '../panel/PanelContext.tsx';
import { detailOf } from './finding-words.ts';

const LEVEL_ICONS: Readonly<Record<FindingLevel, IconNode>> = {
  blocker: CircleX,
  warning: TriangleAlert,
  unknown: CircleHelp,
  info: Info,
};
const LEVEL_TONES: Readonly<Record<FindingLevel, string>> = {
  blocker: 'bad',
  warning: 'warn',
  unknown: '',
  info: '',
};
const MAX_NAMES = 100;

/** What a finding means for the agent. The only kind of level `info` is the agent's own open chat. */
function helpOf({ kind, level }: Finding, { t, tOf }: I18n): string {
  if (level === 'unknown') return t('preflight_unknownText');
  return level === 'info' ? t('preflight_ownChat') : tOf('preflightHelp', kind);
}

/** One finding with its people. `onRemove` removes some of them from the selection. */
export function FindingCard({
  finding,
  onRemove,
  instead,
}: {
  finding: Finding;
  /** Shown in place of the button that takes all these people out. */
  instead?: ComponentChildren;
  onRemove: (contactUuids: readonly ContactUuid[]) => void;
}) {
  const { i18n } = useView();
  const { t, tOf } = i18n;
  const { exclusion } = usePanel();
  const personText = usePersonText();
  const numberText = useNumberText();
  const [open, setOpen] = useState(false);
  const count = finding.people.length;
  const id = `finding-${finding.level}-${finding.kind}`;
  return (
    <div class="groupline stack tight">
      <div class="row">
        <span class={`pill ${LEVEL_TONES[finding.level]}`}>
          <Icon node={LEVEL_ICONS[finding.level]} size="small" />
          {tOf('level', finding.level)}
        </span>
        {count > 0 && <span class="pill num">{t('people_count', { count })}</span>}
      </div>
      <p class="strong">{tOf('preflight', finding.kind)}</p>
      <p class="caption muted">
        {helpOf(finding, i18n)}
        {Object.keys(finding.details).length > 0 && ` ${detailOf(finding.details, i18n, numberText)}`}
      </p>
      {count > 0 && (
        <>
          <div class="row wrap">
            <Button small expanded={open} onPress={() => setOpen(!open)}>
              {t(open ? 'preflight_hideNames' : 'preflight_showNames')}
            </Button>
            {instead === undefined && (
              <Button small onPress={() => onRemove(finding.people.map((person) => person.contactUuid))}>
                {finding.kind === 'same-human' ? t('preflight_keepOne') : t('preflight_untick', { count })}
              </Button>
            )}
          </div>
          {instead}
          {open && (
            <ul id={id} class="stack tight">
              {finding.people.slice(0, MAX_NAMES).map((person) => (
                <li key={person.contactUuid} class="row between caption">
                  <PersonName name={person.name} class="cut strong" />
                  <span class="muted">{detailOf(person.details, i18n, numberText)}</span>
                  <Button
                    small
                    look="tertiary"
                    label={t('chips_remove', { name: personText(person.name) })}
                    onPress={() => onRemove([person.contactUuid])}
                  >
                    {t('common_remove')}
                  </Button>
                  {finding.kind !== 'on-own-list' && (
                    <Button
                      small
                      look="tertiary"
                      label={t('exclusion_addOf', { name: personText(person.name) })}
                      onPress={() => void exclusion.exclude([person])}
                    >
                      {t('exclusion_addOne')}
                    </Button>
                  )}
                </li>
              ))}
              {count > MAX_NAMES && <li class="caption muted">{t('chips_more', { count: count - MAX_NAMES })}</li>}
            </ul>
          )}
        </>
      )}
    </div>
  );
}

/** Number of people, duration and cost. */
export function Facts({ report }: { report: PreflightReport }) {
  const { i18n } = useView();
  const { t, number, percent, duration } = i18n;
  const dropped = report.dropped.reduce((sum, entry) => sum + entry.count, 0);
  return (
    <dl class="facts card">
      <dt>{t('fact_people')}</dt>
      <dd>{number(report.people)}</dd>
      <dt>{t('fact_dropped')}</dt>
      <dd>{number(dropped)}</dd>
      <dt>{t('fact_requests')}</dt>
      <dd>{number(report.requests)}</dd>
      <dt>{t('fact_budget')}</dt>
      <dd>{percent(report.budget.share)}</dd>
      <dt>{t('fact_time')}</dt>
      <dd>{duration(report.durationMs)}</dd>
    </dl>
  );
}
