import { ArrowLeft, CircleCheck, CircleX, Copy, Pencil, TriangleAlert, X } from 'lucide';
import type { IconNode } from 'lucide';
import { useId, useState } from 'preact/hooks';
import type { LineResult } from '../../lib/numbers/line-result.ts';
import { maskText } from '../../lib/contacts/mask.ts';
import { NAME_LIMIT, nameProblem } from '../../lib/contacts/contact-name.ts';
import { formatDigits } from '../../lib/numbers/phone-key.ts';
import { isSelected } from '../../lib/draft/selection.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { PersonName, usePersonText } from '../ui/PersonName.tsx';
import { useVirtual } from '../ui/use-virtual.ts';
import { scrollRegion } from '../ui/scroll-region.ts';
import { Select } from '../ui/Select.tsx';
import { useView, useWords } from '../ui/ViewContext.tsx';

/** The lines that need the agent come first. */
const STATUSES = [
  'unclear',
  'ambiguous',
  'invalid',
  'not-found',
  'unresolved',
  'duplicate',
  'found',
] as const satisfies readonly LineResult['status'][];
const TONES = {
  found: 'good',
  'not-found': 'warn',
  ambiguous: 'warn',
  unclear: 'warn',
  duplicate: '',
  invalid: 'bad',
  unresolved: 'warn',
} as const;
const ICONS = {
  found: CircleCheck,
  'not-found': TriangleAlert,
  ambiguous: TriangleAlert,
  unclear: TriangleAlert,
  duplicate: Copy,
  invalid: CircleX,
  unresolved: TriangleAlert,
} as const satisfies Record<LineResult['status'], IconNode>;
const ROW_HEIGHT = 56;

/** Places of the lines, those that need the agent first. */
const orderOf = (results: readonly LineResult[]): readonly number[] =>
  STATUSES.flatMap((status) => results.flatMap((result, place) => (result.status === status ? [place] : [])));

interface LineProps {
  result: LineResult;
  place: number;
}

interface LineFormProps {
  label: string;
  first: string;
  action: string;
  /** Why the text cannot be used; null when it can. */
  problemOf?: (text: string) => string | null;
  onDone: (text: string) => Promise<void>;
  onClose: () => void;
}

/** A text field in place of a line, for the line itself or for the name of a contact to create. */
function LineForm({ label, first, action, problemOf, onDone, onClose }: LineFormProps) {
  const { t } = useWords();
  const [text, setText] = useState(first);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const problem = problemOf?.(text) ?? null;
  const isReady = text.trim() !== '' && problem === null;
  const done = async (): Promise<void> => {
    if (!isReady || busy) return;
    setBusy(true);
    await onDone(text.trim());
    setBusy(false);
    onClose();
  };
  return (
    <form
      class="row"
      style={{ padding: '6px 16px', height: '100%' }}
      onSubmit={(event) => {
        event.preventDefault();
        void done();
      }}
    >
      <span class="names">
        <input
          class="input short grow"
          aria-label={label}
          placeholder={label}
          value={text}
          maxLength={500}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : id}
          data-first
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {problem !== null && (
          <span id={id} class="caption cut" role="alert">
            {problem}
          </span>
        )}
      </span>
      <Button small look="primary" disabled={busy || !isReady} onPress={() => void done()}>
        {action}
      </Button>
      <IconButton small node={X} label={t('common_cancel')} onPress={onClose} />
    </form>
  );
}

/** Choice among the contacts that a line may mean. */
function Candidates({ result, place }: { result: Extract<LineResult, { status: 'ambiguous' }>; place: number }) {
  const { paste } = usePanel();
  const { t } = useWords();
  const personText = usePersonText();
  return (
    <Select
      narrow
      label={t('paste_choose', { line: result.line })}
      none={t('paste_pick')}
      value={null}
      choices={result.candidates.map(({ name, digits }, index) => {
        const number = personText(formatDigits(digits));
        return { value: index, text: name === null ? number : `${personText(name)} · ${number}` };
      })}
      onValue={(index) => {
        const candidate = index === null ? undefined : result.candidates[index];
        if (candidate !== undefined) paste.takeOne(place, candidate);
      }}
    />
  );
}

/** Choice among the numbers that a line may mean. */
function Readings({ result, place }: { result: Extract<LineResult, { status: 'unclear' }>; place: number }) {
  const { paste } = usePanel();
  const { t } = useWords();
  const personText = usePersonText();
  return (
    <Select
      narrow
      label={t('paste_chooseReading', { line: result.line })}
      none={t('paste_pick')}
      value={null}
      choices={result.readings.map((digits) => ({ value: digits, text: personText(formatDigits(digits)) }))}
      onValue={(digits) => {
        if (digits !== null) void paste.readAs(place, digits);
      }}
    />
  );
}

/** The result of one line, and what can be done about it. */
function ResultLine({ result, place }: LineProps) {
  const { paste, selection } = usePanel();
  const { t, tOf } = useWords();
  const { maskPeople } = useView();
  const text = result.text.slice(0, 500);
  const line = maskPeople() ? maskText(text) : text;
  const [editing, setEditing] = useState<'line' | 'name' | null>(null);
  const close = (): void => setEditing(null);
  if (editing === 'line') {
    return (
      <LineForm
        label={t('paste_fixLabel', { line: result.line })}
        first={result.text.slice(0, 500)}
        action={t('paste_fix')}
        onDone={(text) => paste.fix(place, text)}
        onClose={close}
      />
    );
  }
  if (editing === 'name' && result.status === 'not-found') {
    const create = async (name: string): Promise<void> => void (await paste.create(name, `+${result.digits}`, place));
    return (
      <LineForm
        label={t('paste_nameLabel', { line: result.line })}
        first={result.name ?? ''}
        action={t('paste_create')}
        problemOf={(name) => (nameProblem(name) === 'too-long' ? t('new_longName', { max: NAME_LIMIT }) : null)}
        onDone={create}
        onClose={close}
      />
    );
  }
  const isFixable = result.status === 'invalid' || result.status === 'unclear' || result.status === 'not-found';
  return (
    <div class="row between" style={{ padding: '6px 16px', height: '100%' }}>
      <Icon node={ICONS[result.status]} size="small" class="tone" />
      <span class="names">
        <bdi class="cut" title={line}>
          <span class="muted num">{result.line} · </span>
          {line.slice(0, 200)}
        </bdi>
        <span class="caption muted cut">
          {result.status === 'found' && <PersonName name={result.contact.name} />}
          {result.status === 'invalid' && tOf('line', result.reason)}
          {result.status === 'unclear' && tOf('line', result.reason)}
          {result.status === 'unresolved' && tOf('lineStop', result.reason)}
          {result.status === 'duplicate' && t('paste_sameAs', { line: result.firstLine })}
          {result.status === 'not-found' && t('paste_notFound')}
          {result.status === 'ambiguous' && t('paste_candidates', { count: result.candidates.length })}
        </span>
      </span>
      {result.status === 'found' && result.unsendable !== null && (
        <span class="pill bad">{tOf('unsendable', result.unsendable)}</span>
      )}
      {result.status === 'found' &&
        result.unsendable === null &&
        isSelected(selection.selection.value, result.contact.contactUuid) && (
          <span class="pill accent">{t('paste_taken')}</span>
        )}
      {isFixable && (
        <IconButton
          small
          node={Pencil}
          label={t('paste_fixLabel', { line: result.line })}
          onPress={() => setEditing('line')}
        />
      )}
      {result.status === 'not-found' && (
        <Button small onPress={() => setEditing('name')}>
          {t('paste_create')}
        </Button>
      )}
      {result.status === 'unclear' && <Readings result={result} place={place} />}
      {result.status === 'ambiguous' && <Candidates result={result} place={place} />}
    </div>
  );
}

/** The lines after the look-up, filtered by result. */
export function PasteResults() {
  const { paste, selection } = usePanel();
  const { t, tOf } = useWords();
  const [filter, setFilter] = useState<'all' | LineResult['status']>('all');
  const results = paste.results.value;
  const counts = paste.counts.value;
  // A line keeps its place when it is corrected, so that the next one does not move under the pointer.
  const [order] = useState(() => orderOf(paste.results.peek()));
  const isLeft = results.some(
    (result) =>
      result.status === 'found' &&
      result.unsendable === null &&
      !isSelected(selection.selection.value, result.contact.contactUuid),
  );
  const present = STATUSES.filter((status) => counts[status] > 0);
  // A corrected line leaves the filtered list. When the last one has left, show all lines instead of an empty list.
  const by = filter !== 'all' && counts[filter] > 0 ? filter : 'all';
  const shown = order.flatMap((place) => {
    const result = results[place];
    return result !== undefined && (by === 'all' || result.status === by) ? [{ result, place }] : [];
  });
  const rows = useVirtual({ count: shown.length, rowHeight: ROW_HEIGHT });
  return (
    <>
      <div class="pad stack above-list">
        <Choices
          label={t('paste_filter')}
          value={by}
          options={[
            { value: 'all', text: t('common_all'), count: results.length },
            ...present.map((value) => ({ value, text: tOf('lineStatus', value), count: counts[value] })),
          ]}
          onValue={setFilter}
        />
        {counts.unresolved > 0 && (
          <Notice
            tone="warn"
            actions={
              <Button small onPress={() => void paste.resolveRest()}>
                {t('paste_rest', { count: counts.unresolved })}
              </Button>
            }
          >
            {t('paste_restText', { count: counts.unresolved })}
          </Notice>
        )}
        <div class="row">
          <Button small look="tertiary" icon={ArrowLeft} onPress={paste.edit}>
            {t('paste_edit')}
          </Button>
          <span role="status" class="caption strong num">
            {!isLeft && t('paste_allTaken', { count: counts.found })}
          </span>
          {isLeft && (
            <Button small look="primary" onPress={paste.takeFound}>
              {t('paste_take', { count: counts.found })}
            </Button>
          )}
        </div>
      </div>
      <div class="list" role="list" aria-label={t('paste_results')} {...scrollRegion} ref={rows.ref}>
        <div class="span" role="presentation" style={{ height: `${rows.totalHeight}px` }}>
          {rows.items.map(({ index, start }) => {
            const entry = shown[index];
            if (entry === undefined) return null;
            return (
              <div
                key={entry.place}
                class={`item ${TONES[entry.result.status]}`}
                role="listitem"
                aria-posinset={index + 1}
                aria-setsize={shown.length}
                style={{
                  height: `${ROW_HEIGHT}px`,
                  padding: 0,
                  cursor: 'default',
                  transform: `translateY(${start}px)`,
                }}
              >
                <div class="grow">
                  <ResultLine result={entry.result} place={entry.place} />
                </div>
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
