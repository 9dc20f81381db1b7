import { getOwn } from '../../lib/contacts/own-value.ts';
import type { VariableMapping, VariableSource } from '../../lib/draft/draft.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Select } from '../ui/Select.tsx';
import { useWords } from '../ui/ViewContext.tsx';

const PLAIN_KINDS = [
  'text',
  'contact-name',
  'contact-first-name',
  'contact-number',
  'contact-field',
  'agent-name',
  'agent-email',
] as const;
const EMPTY: VariableMapping = { source: { kind: 'text', text: '' }, fallback: '' };

/** The value of the select: the kind of the source, or `csv:` and the column. */
const codeOf = (source: VariableSource): string =>
  source.kind === 'csv-column' ? `csv:${source.column}` : source.kind;

function toSource(code: string): VariableSource {
  if (code.startsWith('csv:')) return { kind: 'csv-column', column: code.slice(4) };
  if (code === 'contact-field') return { kind: 'contact-field', field: '' };
  const kind = PLAIN_KINDS.find((one) => one === code);
  return kind === undefined || kind === 'text' || kind === 'contact-field' ? { kind: 'text', text: '' } : { kind };
}

/**
 * Chooses a contact field among those seen in contacts that were read. Before any was read, its key can be typed.
 */
function FieldChoice({
  label,
  seen,
  field,
  onField,
}: {
  label: string;
  seen: readonly string[];
  field: string;
  onField: (field: string) => void;
}) {
  const { t } = useWords();
  if (seen.length === 0)
    return (
      <input
        class="input short"
        aria-label={label}
        placeholder={t('variable_fieldHint')}
        value={field}
        onInput={(event) => onField(event.currentTarget.value)}
      />
    );
  const known = seen.find((key) => key.toLowerCase() === field.trim().toLowerCase());
  return (
    <select
      class="input short"
      aria-label={label}
      value={known ?? field}
      onChange={(event) => onField(event.currentTarget.value)}
    >
      {field.trim() === '' && <option value={field}>{t('variable_fieldChoose')}</option>}
      {field.trim() !== '' && known === undefined && (
        <option value={field}>{t('variable_fieldUnseen', { field })}</option>
      )}
      {seen.map((key) => (
        <option key={key} value={key}>
          {key}
        </option>
      ))}
    </select>
  );
}

/** One variable: the source of its value, and the fallback when that is empty. */
function VariableRow({
  name,
  columns,
  isOptional = false,
}: {
  name: string;
  columns: readonly string[];
  isOptional?: boolean;
}) {
  const { selection, facts } = usePanel();
  const { t, tOf } = useWords();
  const stored = getOwn(selection.draft.value.variables, name);
  const mapping = stored ?? EMPTY;
  const { source } = mapping;
  const id = `variable-${name}`;
  const set = (change: Partial<VariableMapping>): void => selection.setVariables({ [name]: { ...mapping, ...change } });
  return (
    <fieldset class="card stack" style={{ margin: 0 }}>
      <legend class="sr">{t('variable_legend', { name })}</legend>
      <div class="field">
        <label for={id}>
          <bdi>{name}</bdi>
        </label>
        <Select
          id={id}
          value={codeOf(source)}
          choices={[
            ...PLAIN_KINDS.map((kind) => ({ value: kind, text: tOf('variableSource', kind) })),
            ...columns.map((column) => ({ value: `csv:${column}`, text: t('variable_column', { column }) })),
          ]}
          onValue={(code) => code !== null && set({ source: toSource(code) })}
        />
      </div>
      {source.kind === 'text' && (
        <input
          class="input short"
          aria-label={t('variable_text', { name })}
          placeholder={t('variable_textHint')}
          value={source.text}
          maxLength={640}
          aria-invalid={
            !isOptional && stored !== undefined && source.text.trim() === '' && mapping.fallback.trim() === ''
          }
          onInput={(event) => set({ source: { kind: 'text', text: event.currentTarget.value } })}
        />
      )}
      {source.kind === 'contact-field' && (
        <>
          <FieldChoice
            label={t('variable_field', { name })}
            seen={facts.fields.value}
            field={source.field}
            onField={(field) => set({ source: { ...source, field } })}
          />
          <label class="row caption">
            <input
              type="checkbox"
              checked={source.asDate === true}
              onChange={(event) => set({ source: { ...source, asDate: event.currentTarget.checked } })}
            />
            {t('variable_asDate')}
          </label>
        </>
      )}
      {source.kind !== 'text' && (
        <div class="field">
          <label for={`${id}-fallback`}>{t('variable_fallback')}</label>
          <input
            id={`${id}-fallback`}
            class="input short"
            value={mapping.fallback}
            maxLength={640}
            onInput={(event) => set({ fallback: event.currentTarget.value })}
          />
        </div>
      )}
    </fieldset>
  );
}

/**
 * All variables of the flow with their sources; `optional` ones may stay without a source.
 *
 * @param pending how many still lack a source, or a usable value for somebody
 */
export function VariablesEditor({
  names,
  optional,
  pending,
}: {
  names: readonly string[];
  optional: readonly string[];
  pending: number;
}) {
  const { selection } = usePanel();
  const { t } = useWords();
  const columns = selection.columns.value;
  return (
    <section class="stack" aria-label={t('variable_title')}>
      <div class="row between">
        <h3 class="title">{t('variable_title')}</h3>
        <span class={pending > 0 ? 'pill warn num' : 'pill good'} role="status">
          {pending > 0 ? t('variable_pending', { count: pending }) : t('variable_allSet')}
        </span>
      </div>
      {names.map((name) => (
        <VariableRow key={name} name={name} columns={columns} />
      ))}
      {optional.length > 0 && (
        <>
          <h4 class="caption strong">{t('variable_optional')}</h4>
          <p class="caption muted">{t('variable_optionalText')}</p>
          {optional.map((name) => (
            <VariableRow key={name} name={name} columns={columns} isOptional />
          ))}
        </>
      )}
    </section>
  );
}
