import { Bell, Volume2 } from 'lucide';
import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { HOLD_BACK_CHOICES, type Settings } from '../../lib/settings/settings.ts';
import { flashText } from '../panel/FlashLine.tsx';
import { Brand } from '../ui/Brand.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { ExclusionLists } from './ExclusionLists.tsx';
import { Hosts } from './Hosts.tsx';
import { OwnData } from './OwnData.tsx';
import { QuietSetting } from './QuietSetting.tsx';
import {
  ChoiceSetting,
  HoursSetting,
  isLocked,
  NamesSetting,
  NumberSetting,
  Setting,
  SwitchSetting,
} from './Setting.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { LOCALES } from '../../lib/locales.ts';

const UNDO_SECONDS = [0, 10, 30] as const;

/** Values of the administrator's policy that are not valid. They count as not set, so the user is told about them. */
function IgnoredPolicy({ model }: { model: ExtensionPageModel }) {
  const { t, tOf } = useWords();
  const { ignored } = model.settings.policy.value;
  if (ignored.length === 0) return null;
  return (
    <Notice tone="warn" title={t('options_policy')}>
      {t('policy_ignored')}
      <ul>
        {ignored.map(({ field, reason }) => (
          <li key={field} class="caption">
            {tOf('policyIgnored', reason, { field })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Sending({ model }: { model: ExtensionPageModel }) {
  const { t } = useWords();
  const settings = model.settings.settings.value;
  const { undoSecondsMin } = model.settings.policy.value;
  return (
    <section class="card" aria-labelledby="options-sending">
      <h2 id="options-sending">{t('options_sending')}</h2>
      <ChoiceSetting
        name="undoSeconds"
        current={settings.undoSeconds}
        values={UNDO_SECONDS.filter((seconds) => seconds >= (undoSecondsMin ?? 0))}
        textOf={(count) => t('opt_seconds', { count })}
        onChoose={(undoSeconds) => void model.settings.save({ undoSeconds })}
        fixed={undoSecondsMin === null ? null : t('policy_min', { count: undoSecondsMin })}
      />
      <NumberSetting model={model} name="inFlight" />
      <NumberSetting model={model} name="startsPerHour" />
      <ChoiceSetting
        name="holdBackAt"
        current={settings.holdBackAt ?? 0}
        values={HOLD_BACK_CHOICES}
        textOf={(count) => (count === 0 ? t('holdBack_never') : t('holdBack_at', { count }))}
        onChoose={(holdBackAt) => void model.settings.save({ holdBackAt })}
      />
      <NumberSetting model={model} name="capPerDispatch" />
      <NumberSetting model={model} name="offerBatchesFrom" />
      <NumberSetting model={model} name="warnFromMessages" />
      <NumberSetting model={model} name="warnWithinDays" />
      <NumberSetting model={model} name="warnUnanswered" />
      <HoursSetting model={model} />
      <NamesSetting model={model} name="excludedGroups" />
      <NamesSetting model={model} name="excludedFields" />
      <Setting name="defaultCountry">
        {({ id, hint }) => (
          <input
            id={id}
            class="input short"
            maxLength={2}
            value={settings.defaultCountry}
            aria-describedby={hint}
            onChange={(event) => {
              const next = event.currentTarget.value.toUpperCase();
              if (/^[A-Z]{2}$/.test(next)) void model.settings.save({ defaultCountry: next });
              else event.currentTarget.value = settings.defaultCountry;
            }}
          />
        )}
      </Setting>
    </section>
  );
}

function Replies({ model }: { model: ExtensionPageModel }) {
  const { t, tOf } = useWords();
  const locked = isLocked(model, 'notification');
  const setNotification = async (notification: Settings['notification']): Promise<void> => {
    if (notification === 'off' || (await model.browser.requestNotifications()))
      await model.settings.save({ notification });
    else model.flash.show({ kind: 'refused', reason: 'permission' });
  };
  return (
    <section class="card" aria-labelledby="options-replies">
      <h2 id="options-replies">{t('options_replies')}</h2>
      <ChoiceSetting
        name="notification"
        current={model.settings.settings.value.notification}
        values={['off', 'hidden', 'always'] as const}
        textOf={(value) => tOf('notification', value)}
        onChoose={(notification) => void setNotification(notification)}
        disabled={locked}
        fixed={locked ? t('policy_locked') : null}
        beside={
          <Button small icon={Bell} onPress={() => void model.testNotice()}>
            {t('opt_testNotice')}
          </Button>
        }
      />
      <SwitchSetting
        model={model}
        name="sound"
        beside={<IconButton node={Volume2} label={t('opt_testSound')} onPress={model.browser.playTone} />}
      />
      <QuietSetting model={model} />
      <SwitchSetting model={model} name="autoAdvance" />
      <NumberSetting model={model} name="expiryDays" />
    </section>
  );
}

/** All settings; each change is saved at once. */
export function Options({ model }: { model: ExtensionPageModel }) {
  const words = useWords();
  const { t, tOf } = words;
  const current = model.flash.current.value;
  const settings = model.settings.settings.value;
  return (
    <div class="sheet">
      <div class="pagehead">
        <Brand small />
        <h1>{t('options_title')}</h1>
      </div>
      <IgnoredPolicy model={model} />
      <Hosts model={model} />
      <Sending model={model} />
      <ExclusionLists model={model} />
      <Replies model={model} />
      <section class="card" aria-labelledby="options-look">
        <h2 id="options-look">{t('options_look')}</h2>
        <ChoiceSetting
          name="language"
          current={settings.language}
          values={['auto', ...LOCALES] as const}
          textOf={(value) => tOf('language', value)}
          onChoose={(language) => void model.settings.save({ language })}
        />
        <ChoiceSetting
          name="theme"
          current={settings.theme}
          values={['page', 'light', 'dark'] as const}
          textOf={(value) => tOf('theme', value)}
          onChoose={(theme) => void model.settings.save({ theme })}
        />
        <NumberSetting model={model} name="panelWidthPx" />
        <ChoiceSetting
          name="density"
          current={settings.density}
          values={['normal', 'compact'] as const}
          textOf={(value) => tOf('density', value)}
          onChoose={(density) => void model.settings.save({ density })}
        />
      </section>
      <OwnData model={model} />
      <Shortcuts model={model} />
      <section class="card" aria-labelledby="options-about">
        <h2 id="options-about">{t('options_about')}</h2>
        <p>{t('about_version', { version: model.browser.version })}</p>
        <p>{t('about_text')}</p>
        <p>{t('about_privacy')}</p>
        <p class="caption muted">{t('about_source')}</p>
        <p class="caption muted">{t('about_licences')}</p>
      </section>
      <div class="said" role="status" aria-live="polite">
        {current !== null && (
          <Notice tone={current.kind === 'done' ? 'good' : 'bad'}>{flashText(current, words)}</Notice>
        )}
      </div>
    </div>
  );
}
