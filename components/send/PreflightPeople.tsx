import { useState } from 'preact/hooks';
import { type ContactUuid, RoomUuid } from '../../lib/ids.ts';
import type { FindingKind, FindingLevel, PreflightReport } from '../../lib/preflight/preflight-report.ts';
import { FINDING_KINDS, findingsByPerson } from '../../lib/preflight/preflight-report.ts';
import { removePeople } from '../../lib/draft/selection.ts';
import { NavigateQuestion } from '../panel/NavigateQuestion.tsx';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { PersonName, useNumberText, usePersonText } from '../ui/PersonName.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useVirtual } from '../ui/use-virtual.ts';
import { useView } from '../ui/ViewContext.tsx';
import { OpenChat } from './OpenChat.tsx';
import { detailOf } from './finding-words.ts';

const TONES: Readonly<Record<FindingLevel, string>> = { blocker: 'bad', warning: 'warn', unknown: '', info: '' };
const ROW_HEIGHT = 64;

/** Findings by person: filtered by kind, and unticked one by one or all at once. */
export function PreflightPeople({ report }: { report: PreflightReport }) {
  const { selection } = usePanel();
  const { i18n } = useView();
  const { t, tOf } = i18n;
  const personText = usePersonText();
  const numberText = useNumberText();
  const [filter, setFilter] = useState<'all' | FindingKind>('all');
  const entries = findingsByPerson(report);
  const countOf = (kind: FindingKind): number =>
    entries.filter((entry) => entry.found.some((one) => one.kind === kind)).length;
  const present = FINDING_KINDS.map((kind) => ({ kind, count: countOf(kind) })).filter(({ count }) => count > 0);
  const by = present.some(({ kind }) => kind === filter) ? filter : 'all';
  const shown = by === 'all' ? entries : entries.filter((entry) => entry.found.some((one) => one.kind === by));
  const rows = useVirtual({ count: shown.length, rowHeight: ROW_HEIGHT });
  const untick = (contactUuids: readonly ContactUuid[]): void =>
    selection.remove((now) => removePeople(now, contactUuids));
  return (
    <section class="stack" aria-label={t('preflight_byPerson')}>
      <Choices
        label={t('preflight_filter')}
        value={by}
        options={[
          { value: 'all', text: t('common_all'), count: entries.length },
          ...present.map(({ kind, count }) => ({ value: kind, text: tOf('preflight', kind), count })),
        ]}
        onValue={setFilter}
      />
      {by !== 'all' && (
        <div class="row">
          <Button small onPress={() => untick(shown.map((entry) => entry.contactUuid))}>
            {t('preflight_untick', { count: shown.length })}
          </Button>
        </div>
      )}
      <NavigateQuestion />
      <div
        class="list"
        style={{ height: `${Math.min(5, shown.length) * ROW_HEIGHT}px`, flex: 'none' }}
        role="list"
        aria-label={t('preflight_people')}
        {...scrollRegion}
        ref={rows.ref}
      >
        <div class="span" role="presentation" style={{ height: `${rows.totalHeight}px` }}>
          {rows.items.map(({ index, start }) => {
            const entry = shown[index];
            if (entry === undefined) return null;
            const room = RoomUuid.safeParse(
              entry.found.find((one) => one.kind === 'ticket-may-close')?.details['room'],
            );
            return (
              <div
                key={entry.contactUuid}
                class="item"
                role="listitem"
                aria-posinset={index + 1}
                aria-setsize={shown.length}
                style={{ height: `${ROW_HEIGHT}px`, cursor: 'default', transform: `translateY(${start}px)` }}
              >
                <span class="names">
                  <PersonName name={entry.name} class="cut strong" />
                  <span class="caption cut" title={entry.found.map((one) => tOf('preflight', one.kind)).join(' · ')}>
                    {entry.found.map((one) => (
                      <span
                        key={`${one.kind}${one.level}`}
                        class={`pill ${TONES[one.level]}`}
                        title={detailOf(one.details, i18n, numberText)}
                      >
                        {tOf('preflight', one.kind)}
                      </span>
                    ))}
                  </span>
                </span>
                {room.success && <OpenChat roomUuid={room.data} name={entry.name} />}
                <Button
                  small
                  look="tertiary"
                  label={t('chips_remove', { name: personText(entry.name) })}
                  onPress={() => untick([entry.contactUuid])}
                >
                  {t('common_remove')}
                </Button>
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}
