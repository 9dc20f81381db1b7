import { Download, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { NumberSetting, SwitchSetting } from './Setting.tsx';

/** Privacy: how long data is kept, whether names are masked, and buttons to export or erase all data. */
export function OwnData({ model }: { model: ExtensionPageModel }) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  const left = model.erased.value;
  return (
    <section class="card" aria-labelledby="options-privacy">
      <h2 id="options-privacy">{t('options_privacy')}</h2>
      <NumberSetting model={model} name="keepDays" />
      <NumberSetting model={model} name="preparedDays" />
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
