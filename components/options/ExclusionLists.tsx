import { Download } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import type { ExclusionListView } from '../../lib/models/extension-pages/exclusion-lists-model.ts';
import { csvLocale, toCsv } from '../../lib/replies/csv-export.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { PersonName, usePersonText } from '../ui/PersonName.tsx';
import { useView } from '../ui/ViewContext.tsx';

const SHOWN_AT_FIRST = 50;

/** One list: everybody on it, with a button each to take them off. */
function OneList({ model, list }: { readonly model: ExtensionPageModel; readonly list: ExclusionListView }) {
  const { i18n } = useView();
  const { t } = i18n;
  const personText = usePersonText();
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const more = list.people.length - shown;
  return (
    <section class="stack tight" aria-label={t('exclusion_listOf', { name: list.projectName })}>
      <h3 class="title">
        <bdi>{list.projectName}</bdi> · {t('people_count', { count: list.people.length })}
      </h3>
      <ul class="stack tight">
        {list.people.slice(0, shown).map((person) => (
          <li key={person.contactUuid} class="row between">
            <span class="names">
              <PersonName name={person.name} class="cut strong" />
              <span class="caption muted">{i18n.dateTime(person.at)}</span>
            </span>
            <Button
              small
              label={t('exclusion_removeOf', { name: personText(person.name) })}
              onPress={() => void model.exclusions.remove(list.scope, person.contactUuid)}
            >
              {t('common_remove')}
            </Button>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <div class="row">
          <Button small onPress={() => setShown(list.people.length)}>
            {t('chips_more', { count: more })}
          </Button>
        </div>
      )}
    </section>
  );
}

/** The agent's own exclusion lists: who is on them, taking people off, and the export as a table. */
export function ExclusionLists({ model }: { readonly model: ExtensionPageModel }) {
  const { i18n } = useView();
  const { t } = i18n;
  const personText = usePersonText();
  const { lists } = model.exclusions;
  const session = model.feed.select('session').value;
  const all = lists.data.value ?? [];
  const sessionId = session?.sessionId ?? null;
  // Lists are those of the signed-in agents, so they are read again when somebody signs in or out.
  useEffect(() => void lists.load(), [lists, sessionId]);
  const exportAll = (): void => {
    const header = [t('col_project'), t('col_name'), t('col_contactId'), t('col_when')];
    const rows = all.flatMap(({ projectName, people }) =>
      people.map(({ name, contactUuid, at }) => [projectName, personText(name), contactUuid, i18n.dateTime(at)]),
    );
    model.browser.download(
      'disparo-exclusion-list.csv',
      toCsv(header, rows, csvLocale(i18n.locale.value)),
      'text/csv;charset=utf-8',
    );
  };
  return (
    <section class="card" aria-labelledby="options-exclusions">
      <h2 id="options-exclusions">{t('exclusion_title')}</h2>
      <p class="caption muted">{t('exclusion_hint')}</p>
      {lists.data.value === null && lists.error.value !== null && (
        <ErrorState title={t('exclusion_failed')} error={lists.error.value} onRetry={() => void lists.load()} />
      )}
      {lists.data.value === null && lists.error.value === null && <LoadingRows label={t('exclusion_loading')} />}
      {lists.data.value !== null && all.length === 0 && (
        <p>{t(session === null ? 'exclusion_signIn' : 'exclusion_empty')}</p>
      )}
      {all.map((list) => (
        <OneList key={list.scope} model={model} list={list} />
      ))}
      {all.length > 0 && (
        <div class="row">
          <Button icon={Download} onPress={exportAll}>
            {t('exclusion_export')}
          </Button>
        </div>
      )}
    </section>
  );
}
