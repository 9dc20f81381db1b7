import { ChevronRight, CircleHelp, CircleX, Info, TriangleAlert } from 'lucide';
import type { IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
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

/** What a finding means for the agent. An open chat of level `info` is the agent's own. */
function helpOf({ kind, level }: Finding, { t, tOf }: I18n): string {
  if (level === 'unknown') return t('preflight_unknownText');
  return level === 'info' && kind === 'open-chat' ? t('preflight_ownChat') : tOf('preflightHelp', kind);
}

/**
 * One finding in one line: what it is, how many people it is about, and the press that takes them out. The line unfolds
 * to what it means and to the names. `onRemove` removes some people from the selection.
 */
export function FindingLine({
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
  const numberText = useNumberText();
  const [open, setOpen] = useState(false);
  const count = finding.people.length;
  const id = useId();
  const about = detailOf(finding.details, i18n, numberText);
  const title = [tOf('preflight', finding.kind), about].filter((part) => part !== '').join(' · ');
  return (
    <li class="groupline stack tight">
      <div class="row">
        <button
          type="button"
          class={`foldline grow ${LEVEL_TONES[finding.level]}`}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          title={title}
          onClick={() => setOpen(!open)}
        >
          <Icon node={LEVEL_ICONS[finding.level]} size="small" class="tone" />
          <span class="sr">{tOf('level', finding.level)}: </span>
          <span class="caption strong grow">
            {title}
            {finding.level === 'unknown' && <span class="muted"> · {t('preflight_unchecked')}</span>}
          </span>
          {count > 0 && <span class="count num">{i18n.number(count)}</span>}
          <Icon node={ChevronRight} size="small" class="turn" />
        </button>
        {count > 0 && instead === undefined && (
          <Button
            small
            label={finding.kind === 'same-human' ? t('preflight_keepOne') : t('preflight_untick', { count })}
            onPress={() => onRemove(finding.people.map((person) => person.contactUuid))}
          >
            {t(finding.kind === 'same-human' ? 'preflight_keepShort' : 'preflight_untickShort')}
          </Button>
        )}
      </div>
      {instead}
      {open && (
        <div class="stack tight" id={id}>
          <p class="caption">
            {title}. {helpOf(finding, i18n)}
          </p>
          <FindingPeople finding={finding} onRemove={onRemove} />
        </div>
      )}
    </li>
  );
}

/** The people of a finding, each with what is particular to them, and what can be done with them. */
function FindingPeople({
  finding,
  onRemove,
}: {
  finding: Finding;
  onRemove: (contactUuids: readonly ContactUuid[]) => void;
}) {
  const { i18n } = useView();
  const { t } = i18n;
  const { exclusion } = usePanel();
  const personText = usePersonText();
  const numberText = useNumberText();
  const count = finding.people.length;
  if (count === 0) return null;
  return (
    <ul class="stack tight">
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
              onPress={() =>
                void exclusion.exclude([person]).then((isDone) => isDone && onRemove([person.contactUuid]))
              }
            >
              {t('exclusion_addOne')}
            </Button>
          )}
        </li>
      ))}
      {count > MAX_NAMES && <li class="caption muted">{t('chips_more', { count: count - MAX_NAMES })}</li>}
    </ul>
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
