import { Lock } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { readHoursLine } from '../../lib/preflight/sector-hours.ts';
import { ExclusionName, MAX_EXCLUSIONS, MAX_HOURS_LINES, SETTING_LIMITS } from '../../lib/settings/settings.ts';

/** Settings that have a name and a hint in the translations (`opt_<name>`, `optHint_<name>`). */
export type SettingName =
  | 'language'
  | 'theme'
  | 'density'
  | 'panelWidthPx'
  | 'undoSeconds'
  | 'inFlight'
  | 'startsPerHour'
  | 'holdBackAt'
  | 'capPerDispatch'
  | 'offerBatchesFrom'
  | 'warnFromMessages'
  | 'warnWithinDays'
  | 'warnUnanswered'
  | 'sectorHours'
  | 'excludedGroups'
  | 'excludedFields'
  | 'defaultCountry'
  | 'notification'
  | 'sound'
  | 'quiet'
  | 'expiryDays'
  | 'keepDays'
  | 'preparedDays'
  | 'autoAdvance'
  | 'maskPeople';
type NumberName = keyof typeof SETTING_LIMITS;

interface SettingProps {
  name: SettingName;
  /** What the administrator's policy says about this setting, as a text. */
  fixed?: string | null;
  /** The setting has several controls, each with a label of its own. */
  isGroup?: boolean;
  children: (ids: { id: string; hint: string }) => ComponentChildren;
}

/** A setting: its name, its explanation, what the administrator fixed about it, and its control. */
export function Setting({ name, fixed, isGroup, children }: SettingProps) {
  const { tOf } = useWords();
  const id = useId();
  const hint = `${id}-hint`;
  return (
    <div class="setting">
      {isGroup === true ? <span class="name">{tOf('opt', name)}</span> : <label for={id}>{tOf('opt', name)}</label>}
      <span class="hint" id={hint}>
        {tOf('optHint', name)}
        {fixed !== null && fixed !== undefined && (
          <span class="fixed">
            <Icon node={Lock} size="small" />
            {fixed}
          </span>
        )}
      </span>
      <div class="control">{children({ id, hint })}</div>
    </div>
  );
}

/** Whether the administrator's policy fixes a setting. */
export function isLocked(model: ExtensionPageModel, name: SettingName): boolean {
  return model.settings.policy.value.locked.includes(name);
}

/** A whole number within its limits, including the administrator's. Any other input is reset to the stored value. */
export function NumberSetting({ model, name }: { model: ExtensionPageModel; name: NumberName }) {
  const { t, number } = useWords();
  const value = model.settings.settings.value[name];
  const policy = model.settings.policy.value;
  const ceiling =
    name === 'startsPerHour' ? policy.startsPerHourMax : name === 'capPerDispatch' ? policy.capPerDispatchMax : null;
  const [min, most] = SETTING_LIMITS[name];
  const max = Math.min(most, ceiling ?? most);
  const locked = isLocked(model, name);
  return (
    <Setting
      name={name}
      fixed={locked ? t('policy_locked') : ceiling === null ? null : t('policy_max', { value: number(ceiling) })}
    >
      {({ id, hint }) => (
        <input
          id={id}
          class="input short"
          type="number"
          min={min}
          max={max}
          value={value}
          disabled={locked}
          aria-describedby={hint}
          onChange={(event) => {
            const next = Math.round(Number(event.currentTarget.value));
            if (event.currentTarget.value !== '' && Number.isFinite(next) && next >= min && next <= max)
              void model.settings.save({ [name]: next });
            else event.currentTarget.value = String(value);
          }}
        />
      )}
    </Setting>
  );
}

/** Names, one on each line. What the administrator fixed stands in it too and cannot be taken away. */
export function NamesSetting({
  model,
  name,
}: {
  model: ExtensionPageModel;
  name: 'excludedGroups' | 'excludedFields';
}) {
  const { t } = useWords();
  const names = model.settings.settings.value[name];
  const fixed = model.settings.policy.value[name];
  const { missing } = model.exclusions;
  const unknown = missing.data.value?.[name === 'excludedGroups' ? 'groups' : 'fields'] ?? [];
  const sessionId = model.feed.select('session').value?.sessionId ?? null;
  const written = names.join('\n');
  // Only names can be wrong; without any, nothing is asked.
  useEffect(() => {
    if (written !== '' && sessionId !== null) void missing.load();
  }, [missing, written, sessionId]);
  return (
    <Setting name={name} fixed={fixed.length === 0 ? null : t('policy_always', { names: fixed.join(', ') })}>
      {({ id, hint }) => (
        <div class="stack tight grow">
          <textarea
            id={id}
            class="input"
            rows={2}
            value={written}
            aria-describedby={hint}
            onChange={(event) => {
              // The agent's own names only: what the administrator takes back later must not stay as theirs.
              const own = namesIn(event.currentTarget.value).filter((one) => !fixed.includes(one));
              const isUsable = own.length <= MAX_EXCLUSIONS && own.every((one) => ExclusionName.safeParse(one).success);
              if (isUsable) void model.settings.save({ [name]: own });
              event.currentTarget.value = (isUsable ? [...fixed, ...own] : names).join('\n');
            }}
          />
          {unknown.length > 0 && (
            <Notice tone="warn" role="status">
              {t('opt_excludedMissing', { names: unknown.join(', ') })}
            </Notice>
          )}
        </div>
      )}
    </Setting>
  );
}

/** When sectors take chats, one line each. Lines that cannot be read are named, and nothing is saved until they can. */
export function HoursSetting({ model }: { model: ExtensionPageModel }) {
  const { t } = useWords();
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const locked = isLocked(model, 'sectorHours');
  const lines = model.settings.settings.value.sectorHours;
  return (
    <Setting name="sectorHours" fixed={locked ? t('policy_locked') : null}>
      {({ id, hint }) => (
        <div class="stack tight grow">
          <textarea
            id={id}
            class="input"
            rows={2}
            value={lines.join('\n')}
            disabled={locked}
            aria-describedby={hint}
            aria-invalid={wrong.length > 0}
            onChange={(event) => {
              const given = namesIn(event.currentTarget.value);
              const unread = given.filter((line) => readHoursLine(line) === null);
              setWrong(unread);
              if (unread.length === 0 && given.length <= MAX_HOURS_LINES)
                void model.settings.save({ sectorHours: given });
            }}
          />
          {wrong.length > 0 && (
            <span class="caption" role="alert">
              {t('opt_sectorHoursWrong', { lines: wrong.join(' · ') })}
            </span>
          )}
        </div>
      )}
    </Setting>
  );
}

/** The lines of a text that are not empty, each once. */
const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

/** A switch with its name and explanation; `beside` is shown before it. */
export function SwitchSetting({
  model,
  name,
  beside,
}: {
  model: ExtensionPageModel;
  name: 'sound' | 'maskPeople' | 'autoAdvance';
  beside?: ComponentChildren;
}) {
  const { t, tOf } = useWords();
  const locked = isLocked(model, name);
  return (
    <Setting name={name} isGroup fixed={locked ? t('policy_locked') : null}>
      {() => (
        <div class="row">
          {beside}
          <Switch
            label={tOf('opt', name)}
            disabled={locked}
            on={model.settings.settings.value[name]}
            onChange={(on) => void model.settings.save({ [name]: on })}
          />
        </div>
      )}
    </Setting>
  );
}

interface ChoiceSettingProps<Value extends string | number> {
  name: 'language' | 'theme' | 'density' | 'undoSeconds' | 'notification' | 'holdBackAt';
  current: Value;
  values: readonly Value[];
  textOf: (value: Value) => string;
  onChoose: (value: Value) => void;
  fixed?: string | null;
  disabled?: boolean;
  /** Shown below the control. */
  beside?: ComponentChildren;
}

/** A choice of one among a few values. */
export function ChoiceSetting<Value extends string | number>({
  name,
  current,
  values,
  textOf,
  onChoose,
  fixed,
  disabled,
  beside,
}: ChoiceSettingProps<Value>) {
  return (
    <Setting name={name} fixed={fixed ?? null}>
      {({ id, hint }) => (
        <div class="stack tight grow">
          <Select
            id={id}
            describedBy={hint}
            value={current}
            choices={values.map((value) => ({ value, text: textOf(value) }))}
            disabled={disabled === true}
            onValue={(value) => value !== null && onChoose(value)}
          />
          {beside}
        </div>
      )}
    </Setting>
  );
}
