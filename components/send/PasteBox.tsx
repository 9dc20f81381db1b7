import { ArrowLeft, FileUp } from 'lucide';
import { useState } from 'preact/hooks';
import type { OpenTable, PasteModel } from '../../lib/models/panel/paste-model.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { Select } from '../ui/Select.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { PasteResults } from './PasteResults.tsx';
import { WorkProgress } from './WorkProgress.tsx';

/** A file with columns: its first five rows, and which column is which. */
function Columns({ open }: { open: OpenTable }) {
  const { paste } = usePanel();
  const { t } = useWords();
  const { headers, preview, rows, formulaCells, cutRows } = open.table;
  const choices = headers.map((text, value) => ({ value, text }));
  return (
    <div class="pad stack loose scroll" style={{ paddingTop: 0 }}>
      <p class="title">{t('table_title', { name: open.fileName, count: rows })}</p>
      <div class="field">
        <label for="table-number">{t('table_number')}</label>
        <Select
          id="table-number"
          first
          none={t('table_choose')}
          value={open.numberColumn}
          choices={choices}
          onValue={(numberColumn) => paste.setColumns({ numberColumn, nameColumn: open.nameColumn })}
        />
      </div>
      <div class="field">
        <label for="table-name">{t('table_name')}</label>
        <Select
          id="table-name"
          none={t('table_noName')}
          value={open.nameColumn}
          choices={choices}
          onValue={(nameColumn) => paste.setColumns({ numberColumn: open.numberColumn, nameColumn })}
        />
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

/** A long file or paste: its first lines. */
function LongFile({ file }: { file: NonNullable<PasteModel['longFile']['value']> }) {
  const { paste } = usePanel();
  const { t } = useWords();
  const count = paste.lineCount.value;
  return (
    <div class="pad stack loose scroll" style={{ paddingTop: 0 }}>
      <p class="title" tabIndex={-1} data-first>
        {t('table_title', { name: file.name, count })}
      </p>
      <ul class="card stack tight">
        {file.first.map((line, index) => (
          <li key={index} class="caption cut">
            <bdi>{line.slice(0, 80)}</bdi>
          </li>
        ))}
        {count > file.first.length && <li aria-hidden="true">…</li>}
      </ul>
      <div class="row">
        <Button look="tertiary" icon={ArrowLeft} onPress={paste.closeTable}>
          {t('common_back')}
        </Button>
        <Button look="primary" onPress={() => void paste.resolve()}>
          {t('paste_check', { count })}
        </Button>
      </div>
    </div>
  );
}

/** Numbers in any format, one per line: typed, pasted, or dropped as a file. */
export function PasteBox() {
  const { paste } = usePanel();
  const { t, tOf } = useWords();
  const [over, setOver] = useState(false);
  const lines = paste.lineCount.value;
  const stage = paste.stage.value;
  const open = paste.table.value;
  const problem = paste.problem.value;
  const error = paste.error.value;

  if (stage === 'working') {
    return (
      <div class="pad stack">
        <WorkProgress work={paste.work} label={t('paste_working', { count: open?.table.rows ?? lines })} />
        <p class="caption muted">{t('paste_workingText')}</p>
      </div>
    );
  }
  if (stage === 'failed' && error !== null)
    return <ErrorState title={t('paste_failed')} error={error} onRetry={() => void paste.resolve()} />;
  if (stage === 'results') return <PasteResults />;
  if (stage === 'columns' && open !== null) return <Columns open={open} />;
  const longFile = paste.longFile.value;
  if (longFile !== null) return <LongFile file={longFile} />;
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
            onInput={(event) => paste.type(event.currentTarget.value)}
            onPaste={(event) => {
              const { value, selectionStart, selectionEnd } = event.currentTarget;
              const pasted = event.clipboardData?.getData('text/plain') ?? '';
              if (
                paste.openPasted(value.slice(0, selectionStart) + pasted + value.slice(selectionEnd), t('origin_paste'))
              )
                event.preventDefault();
            }}
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
          <input
            class="sr"
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            onChange={(event) => read(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
    </div>
  );
}
