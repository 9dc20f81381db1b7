import { ArrowLeft, ClipboardList, FileUp } from 'lucide';
import { useState } from 'preact/hooks';
import type { LineResult } from '../../lib/recipients/line-result.ts';
import type { OpenTable } from '../../lib/models/paste-model.ts';
import { isSelected } from '../../lib/recipients/selection.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { EmptyState, ErrorState } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { useVirtual } from '../ui/use-virtual.ts';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useWords } from '../ui/ViewContext.tsx';

const STATUSES = ['found', 'not-found', 'ambiguous', 'duplicate', 'invalid', 'unresolved'] as const satisfies readonly LineResult['status'][];
const TONES = { 'found': 'good', 'not-found': 'warn', 'ambiguous': 'warn', 'duplicate': '', 'invalid': 'bad', 'unresolved': 'warn' } as const;

/** What became of one line, and what can be done about it here. */
function ResultLine({ result }: { result: LineResult }) {
  const { paste, selection } = usePanel();
  const { t, tOf } = useWords();
  const [busy, setBusy] = useState(false);
  const create = async (name: string, digits: string): Promise<void> => {
    setBusy(true);
    await paste.create(name, digits);
    setBusy(false);
  };
  return (
    <div class="row between" style={{ padding: '6px 16px', height: '100%' }}>
      <span class="names">
        <bdi class="cut" title={result.text}>
          <span class="muted num">{result.line} · </span>
          {result.text.slice(0, 200)}
        </bdi>
        <span class="caption muted cut">
          {result.status === 'found' && <PersonName name={result.contact.name} />}
          {result.status === 'invalid' && tOf('line', result.reason)}
          {result.status === 'unresolved' && tOf('lineStop', result.reason)}
          {result.status === 'duplicate' && t('paste_sameAs', { line: result.firstLine })}
          {result.status === 'not-found' && t('paste_notFound')}
          {result.status === 'ambiguous' && t('paste_candidates', { count: result.candidates.length })}
        </span>
      </span>
      {result.status === 'found' && result.unsendable !== null && <span class="pill bad">{tOf('unsendable', result.unsendable)}</span>}
      {result.status === 'found' && result.unsendable === null && isSelected(selection.selection.value, result.contact.contactUuid) && <span class="pill accent">{t('paste_taken')}</span>}
      {result.status === 'not-found' && (
        <Button small disabled={busy} onPress={() => void create(result.name ?? '', result.digits)}>
          {t('paste_create')}
        </Button>
      )}
      {result.status === 'ambiguous' && (
        <select
          class="input short"
          style={{ width: '140px' }}
          aria-label={t('paste_choose', { line: result.line })}
          onChange={(event) => {
            const candidate = result.candidates[Number(event.currentTarget.value)];
            if (candidate !== undefined) paste.takeOne({ contactUuid: candidate.contactUuid, name: candidate.name, values: result.values });
          }}
        >
          <option value="">{t('paste_pick')}</option>
          {result.candidates.map((candidate, index) => (
            <option key={candidate.contactUuid} value={index}>
              {candidate.name ?? candidate.digits}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** The lines after the look-up, by outcome. */
function Results({ results }: { results: readonly LineResult[] }) {
  const { paste } = usePanel();
  const { t, tOf } = useWords();
  const [filter, setFilter] = useState<'all' | LineResult['status']>('all');
  const counts = paste.counts.value;
  const shown = filter === 'all' ? results : results.filter((result) => result.status === filter);
  const rows = useVirtual({ count: shown.length, rowHeight: 56 });
  const present = STATUSES.filter((status) => counts[status] > 0);
  return (
    <>
      <div class="pad stack" style={{ paddingTop: 0 }}>
        <Choices
          label={t('paste_filter')}
          value={filter}
          options={[{ value: 'all', text: t('common_all'), count: results.length }, ...present.map((value) => ({ value, text: tOf('lineStatus', value), count: counts[value] }))]}
          onValue={setFilter}
        />
        <div class="row">
          <Button small look="tertiary" icon={ArrowLeft} onPress={paste.edit}>
            {t('paste_edit')}
          </Button>
          <Button small look="primary" disabled={counts.found === 0} onPress={() => paste.takeFound()}>
            {t('paste_take', { count: counts.found })}
          </Button>
        </div>
      </div>
      <div class="list" role="list" aria-label={t('paste_results')} {...scrollRegion} ref={rows.ref}>
        <div class="span" role="presentation" style={{ height: `${rows.totalHeight}px` }}>
          {rows.items.map(({ index, start }) => {
            const result = shown[index];
            if (result === undefined) return null;
            return (
              <div key={result.line} class={`item ${TONES[result.status]}`} role="listitem" style={{ height: '56px', padding: 0, cursor: 'default', transform: `translateY(${start}px)` }}>
                <div class="grow">
                  <ResultLine result={result} />
                </div>
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

/** A file with columns: five rows to look at, and which column is what. */
function Columns({ open }: { open: OpenTable }) {
  const { paste } = usePanel();
  const { t } = useWords();
  const { headers, preview, rows, formulaCells, cutRows } = open.table;
  const column = (text: string): number | null => (text === '' ? null : Number(text));
  return (
    <div class="pad stack loose scroll" style={{ paddingTop: 0 }}>
      <p class="title">{t('table_title', { name: open.fileName, count: rows })}</p>
      <div class="field">
        <label for="table-number">{t('table_number')}</label>
        <select id="table-number" class="input short" data-first value={open.numberColumn ?? ''} onChange={(event) => paste.setColumns({ numberColumn: column(event.currentTarget.value), nameColumn: open.nameColumn })}>
          <option value="">{t('table_choose')}</option>
          {headers.map((header, index) => (
            <option key={header} value={index}>
              {header}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="table-name">{t('table_name')}</label>
        <select id="table-name" class="input short" value={open.nameColumn ?? ''} onChange={(event) => paste.setColumns({ numberColumn: open.numberColumn, nameColumn: column(event.currentTarget.value) })}>
          <option value="">{t('table_noName')}</option>
          {headers.map((header, index) => (
            <option key={header} value={index}>
              {header}
            </option>
          ))}
        </select>
      </div>
      <div style={{ overflowX: 'auto' }} {...scrollRegion} role="region" aria-label={t('table_preview')}>
        <table class="table">
          <thead>
            <tr>
              {headers.map((header) => (
                <th key={header} scope="col">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.map((row, index) => (
              <tr key={index}>
                {headers.map((header, at) => (
                  <td key={header}>{(row[at] ?? '').slice(0, 80)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="caption muted">{t('table_values')}</p>
      {formulaCells > 0 && <Notice tone="warn">{t('table_formulas', { count: formulaCells })}</Notice>}
      {cutRows > 0 && <Notice tone="warn">{t('table_cut', { count: cutRows })}</Notice>}
      <div class="row">
        <Button look="tertiary" icon={ArrowLeft} onPress={paste.closeTable}>
          {t('common_back')}
        </Button>
        <Button look="primary" disabled={open.numberColumn === null} onPress={() => void paste.resolve()}>
          {t('paste_check', { count: rows })}
        </Button>
      </div>
    </div>
  );
}

/** Numbers in any format, one a line, typed, pasted or dropped as a file. */
export function PasteBox() {
  const { paste } = usePanel();
  const { t, tOf } = useWords();
  const [over, setOver] = useState(false);
  const lines = paste.lineCount.value;
  const stage = paste.stage.value;
  const open = paste.table.value;
  const problem = paste.problem.value;
  const error = paste.results.error.value;

  if (stage === 'working') {
    return (
      <EmptyState icon={ClipboardList} title={t('paste_working', { count: open?.table.rows ?? lines })} actions={<Button onPress={paste.edit}>{t('common_cancel')}</Button>}>
        {t('paste_workingText')}
      </EmptyState>
    );
  }
  if (stage === 'failed' && error !== null) return <ErrorState title={t('paste_failed')} error={error} onRetry={() => void paste.resolve()} />;
  if (stage === 'results') return <Results results={paste.results.data.value ?? []} />;
  if (stage === 'columns' && open !== null) return <Columns open={open} />;
  const read = (file: File | undefined): void => {
    if (file !== undefined) void paste.readFile(file);
  };
  return (
    <div class="pad stack scroll" style={{ paddingTop: 0 }}>
      <div class="field">
        <label for="paste-lines">{t('paste_label')}</label>
        <div
          class={over ? 'drop over' : 'drop'}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            read(event.dataTransfer?.files[0]);
          }}
        >
          <textarea
            id="paste-lines"
            class="input"
            data-first
            rows={9}
            spellcheck={false}
            placeholder={t('paste_placeholder')}
            value={paste.text.value}
            aria-describedby="paste-hint"
            onInput={(event) => (paste.text.value = event.currentTarget.value)}
          />
        </div>
        <span id="paste-hint" class="caption muted">
          {t('paste_hint')}
        </span>
      </div>
      {problem !== null && (
        <Notice tone="bad" role="alert">
          {tOf('file', problem)}
        </Notice>
      )}
      <div class="row wrap">
        <Button look="primary" disabled={lines === 0} onPress={() => void paste.resolve()}>
          {t('paste_check', { count: lines })}
        </Button>
        <label class="button secondary">
          <Icon node={FileUp} size="small" />
          {t('paste_file')}
          <input class="sr" type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" onChange={(event) => read(event.currentTarget.files?.[0])} />
        </label>
      </div>
    </div>
  );
}
