import { Download, Send, Trash2, Volume2 } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { PageModel } from '../../lib/models/page-model.ts';
import type { Settings } from '../../lib/messaging/views.ts';
import { SHORTCUTS } from '../../lib/shortcuts.ts';
import { flashText } from '../panel/FlashLine.tsx';
import { MenuPath } from '../setup/MenuPath.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Switch } from '../ui/Switch.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { Hosts } from './Hosts.tsx';

type SettingName = 'language' | 'undoSeconds' | 'inFlight' | 'startsPerHour' | 'capPerDispatch' | 'offerBatchesFrom' | 'defaultCountry' | 'notification' | 'sound' | 'expiryDays' | 'keepDays' | 'maskPeople';
type NumberName = 'inFlight' | 'startsPerHour' | 'capPerDispatch' | 'offerBatchesFrom' | 'expiryDays' | 'keepDays';

const LIMITS: Readonly<Record<NumberName, readonly [number, number]>> = {
  inFlight: [1, 4],
  startsPerHour: [1, 2000],
  capPerDispatch: [1, 10_000],
  offerBatchesFrom: [2, 10_000],
  expiryDays: [1, 30],
  keepDays: [1, 365],
};

function Setting({ name, children }: { name: SettingName; children: (ids: { id: string; hint: string }) => ComponentChildren }) {
  const { tOf } = useWords();
  const id = useId();
  const hint = `${id}-hint`;
  return (
    <div class="setting">
      <label for={id}>{tOf('opt', name)}</label>
      <span class="hint" id={hint}>
        {tOf('optHint', name)}
      </span>
      <div class="control">{children({ id, hint })}</div>
    </div>
  );
}

/** A whole number within its limits; anything else is put back. */
function NumberSetting({ model, name }: { model: PageModel; name: NumberName }) {
  const value = model.settings.settings.value[name];
  const [min, max] = LIMITS[name];
  return (
    <Setting name={name}>
      {({ id, hint }) => (
        <input
          id={id}
          class="input short"
          type="number"
          min={min}
          max={max}
          value={value}
          aria-describedby={hint}
          onChange={(event) => {
            const next = Math.round(Number(event.currentTarget.value));
            if (Number.isFinite(next) && next >= min && next <= max) void model.settings.save({ [name]: next });
            else event.currentTarget.value = String(value);
          }}
        />
      )}
    </Setting>
  );
}

function SwitchSetting({ model, name }: { model: PageModel; name: 'sound' | 'maskPeople' }) {
  const { tOf } = useWords();
  return (
    <div class="setting">
      <span class="name">{tOf('opt', name)}</span>
      <span class="hint">{tOf('optHint', name)}</span>
      <div class="control row">
        {name === 'sound' && <IconButton node={Volume2} label={tOf('opt', 'sound')} onPress={model.browser.playTone} />}
        <Switch label={tOf('opt', name)} on={model.settings.settings.value[name]} onChange={(on) => void model.settings.save({ [name]: on })} />
      </div>
    </div>
  );
}

interface ChoiceSettingProps<Value extends string | number> {
  name: 'language' | 'undoSeconds' | 'notification';
  current: Value;
  values: readonly Value[];
  textOf: (value: Value) => string;
  onChoose: (value: Value) => void;
}

function ChoiceSetting<Value extends string | number>({ name, current, values, textOf, onChoose }: ChoiceSettingProps<Value>) {
  const choose = (code: string): void => {
    const value = values.find((one) => String(one) === code);
    if (value !== undefined) onChoose(value);
  };
  return (
    <Setting name={name}>
      {({ id, hint }) => (
        <select id={id} class="input short" aria-describedby={hint} value={current} onChange={(event) => choose(event.currentTarget.value)}>
          {values.map((value) => (
            <option key={value} value={value}>
              {textOf(value)}
            </option>
          ))}
        </select>
      )}
    </Setting>
  );
}

function OwnData({ model }: { model: PageModel }) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  const left = model.erased.value;
  return (
    <section class="card" aria-labelledby="options-privacy">
      <h2 id="options-privacy">{t('options_privacy')}</h2>
      <NumberSetting model={model} name="keepDays" />
      <SwitchSetting model={model} name="maskPeople" />
      <div class="row wrap">
        <Button icon={Download} onPress={() => void model.exportAll()}>
          {t('data_export')}
        </Button>
        <Button look="danger" icon={Trash2} onPress={() => setAsking(true)}>
          {t('data_erase')}
        </Button>
      </div>
      {asking && (
        <Notice
          tone="bad"
          role="alert"
          title={t('data_eraseTitle')}
          actions={
            <>
              <Button
                small
                trusted
                look="danger"
                onPress={() => {
                  setAsking(false);
                  void model.eraseAll();
                }}
              >
                {t('data_erase')}
              </Button>
              <Button small onPress={() => setAsking(false)}>
                {t('common_cancel')}
              </Button>
            </>
          }
        >
          {t('data_eraseText')}
        </Notice>
      )}
      {left !== null && (
        <Notice tone={left === 0 ? 'good' : 'bad'} role="status">
          {t('data_erased', { count: left })}
        </Notice>
      )}
    </section>
  );
}

/** Everything that can be set; each change is stored at once. */
export function Options({ model }: { model: PageModel }) {
  const words = useWords();
  const { t, tOf } = words;
  const current = model.flash.current.value;
  const { settings, shortcuts } = model.settings;
  const setNotification = async (notification: Settings['notification']): Promise<void> => {
    if (notification === 'off' || (await model.browser.requestNotifications())) await model.settings.save({ notification });
  };
  return (
    <div class="wrap">
      <div class="pagehead">
        <span class="brand-mark">
          <Icon node={Send} size="small" />
        </span>
        <h1>{t('options_title')}</h1>
      </div>
      <Hosts model={model} />
      <section class="card" aria-labelledby="options-sending">
        <h2 id="options-sending">{t('options_sending')}</h2>
        <ChoiceSetting name="undoSeconds" current={settings.value.undoSeconds} values={[0, 10, 30] as const} textOf={(count) => t('opt_seconds', { count })} onChoose={(undoSeconds) => void model.settings.save({ undoSeconds })} />
        <NumberSetting model={model} name="inFlight" />
        <NumberSetting model={model} name="startsPerHour" />
        <NumberSetting model={model} name="capPerDispatch" />
        <NumberSetting model={model} name="offerBatchesFrom" />
        <Setting name="defaultCountry">
          {({ id, hint }) => (
            <input
              id={id}
              class="input short"
              maxLength={2}
              value={settings.value.defaultCountry}
              aria-describedby={hint}
              onChange={(event) => {
                const next = event.currentTarget.value.toUpperCase();
                if (/^[A-Z]{2}$/.test(next)) void model.settings.save({ defaultCountry: next });
                else event.currentTarget.value = settings.value.defaultCountry;
              }}
            />
          )}
        </Setting>
      </section>
      <section class="card" aria-labelledby="options-replies">
        <h2 id="options-replies">{t('options_replies')}</h2>
        <ChoiceSetting name="notification" current={settings.value.notification} values={['off', 'hidden', 'always'] as const} textOf={(value) => tOf('notification', value)} onChoose={(notification) => void setNotification(notification)} />
        <SwitchSetting model={model} name="sound" />
        <NumberSetting model={model} name="expiryDays" />
      </section>
      <section class="card" aria-labelledby="options-look">
        <h2 id="options-look">{t('options_look')}</h2>
        <ChoiceSetting name="language" current={settings.value.language} values={['auto', 'pt_BR', 'es', 'en'] as const} textOf={(value) => tOf('language', value)} onChoose={(language) => void model.settings.save({ language })} />
      </section>
      <OwnData model={model} />
      <section class="card" aria-labelledby="options-shortcuts">
        <h2 id="options-shortcuts">{t('options_shortcuts')}</h2>
        <table class="table">
          <tbody>
            {SHORTCUTS.map(({ name }) => {
              const key = shortcuts.value.find((one) => one.name === name)?.key ?? '';
              return (
                <tr key={name}>
                  <th scope="row">{tOf('shortcut', name)}</th>
                  <td>{key === '' ? <span class="pill warn">{t('keys_notAssigned')}</span> : <kbd class="kbd">{key}</kbd>}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <MenuPath of="shortcuts" />
      </section>
      <section class="card" aria-labelledby="options-about">
        <h2 id="options-about">{t('options_about')}</h2>
        <p>{t('about_version', { version: model.browser.version })}</p>
        <p>{t('about_text')}</p>
        <p class="caption muted">{t('about_licences')}</p>
      </section>
      <div role="status" aria-live="polite">
        {current !== null && <Notice tone={current.kind === 'done' ? 'good' : 'bad'}>{flashText(current, words)}</Notice>}
      </div>
    </div>
  );
}
