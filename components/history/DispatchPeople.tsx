import { Download } from 'lucide';
import { useState } from 'preact/hooks';
import type { Family } from '../../lib/models/panel/family-model.ts';
import type { HistoryPerson } from '../../lib/models/extension-pages/history-model.ts';
import type { DispatchId } from '../../lib/ids.ts';
import type { DispatchPart } from '../../lib/replies/dispatch-part.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import { Button } from '../ui/Button.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useView } from '../ui/ViewContext.tsx';
import type { Funnel } from '../../lib/replies/funnel.ts';
import { WitnessLine } from '../send/WitnessLine.tsx';
import { FunnelView } from './FunnelView.tsx';
import { SaveParts } from './SaveParts.tsx';
import { ReplyChart } from './ReplyChart.tsx';

interface DispatchPeopleProps {
  family: Family;
  people: readonly HistoryPerson[];
  awaited: readonly AwaitedRow[];
  funnel: Funnel;
  onExport: (people: readonly HistoryPerson[]) => void;
  onSavePart: (dispatchId: DispatchId, part: DispatchPart, name: string) => void;
  onClose: () => void;
}

/**
 * The people of one dispatch with outcome and reply. A person who was sent to again is shown with the outcome of the
 * last try.
 */
export function DispatchPeople({
  family,
  people,
  awaited,
  funnel,
  onExport,
  onSavePart,
  onClose,
}: DispatchPeopleProps) {
  const { i18n } = useView();
  const { t, tOf, dateTime } = i18n;
  const { flowsProject } = family.whole.row;
  const [text, setText] = useState('');
  const ids = new Set<string>([family.whole, ...family.later].map(({ row }) => row.dispatchId));
  const wanted = text.trim().toLocaleLowerCase();
  const shown = people.filter((person) => (person.name ?? '').toLocaleLowerCase().includes(wanted));
  return (
    <section class="card" aria-label={t('page_people')}>
      <h2>
        <bdi>{family.whole.row.flowName}</bdi>
      </h2>
      {flowsProject !== undefined && <p class="muted">{t('project_after', { project: flowsProject.name })}</p>}
      {[family.whole, ...family.later].map((view) => (
        <WitnessLine key={view.row.dispatchId} view={view} />
      ))}
      <FunnelView funnel={funnel} />
      <ReplyChart awaited={awaited.filter((row) => row.dispatchId !== null && ids.has(row.dispatchId))} />
      <SearchField label={t('page_searchPeople')} value={text} onValue={setText} />
      <div class="person-table" {...scrollRegion} role="region" aria-label={t('page_people')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('col_name')}</th>
              <th scope="col">{t('col_outcome')}</th>
              <th scope="col">{t('col_reason')}</th>
              <th scope="col">{t('col_when')}</th>
              <th scope="col">{t('col_replied')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((person) => (
              <tr key={person.n}>
                <td class="free">
                  <PersonName name={person.name} class="" />
                </td>
                <td>{tOf('outcome', person.status)}</td>
                <td>{person.reason === null ? '' : tOf('reason', person.reason)}</td>
                <td class="when">{person.sentAt === null ? '' : dateTime(person.sentAt)}</td>
                <td class="when">{person.repliedAt === null ? '' : dateTime(person.repliedAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="row wrap">
        <Button icon={Download} onPress={() => onExport(shown)}>
          {t('page_exportPeople')}
        </Button>
        <SaveParts
          name={family.whole.row.name ?? family.whole.row.flowName}
          at={family.whole.row.createdAt}
          onSave={(part, name) => onSavePart(family.whole.row.dispatchId, part, name)}
        />
        <Button onPress={onClose}>{t('common_close')}</Button>
      </div>
    </section>
  );
}
