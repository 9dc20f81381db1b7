import { useId, useState } from 'preact/hooks';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { usePersonText } from '../ui/PersonName.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

const HOUR_MS = 3_600_000;
const MAX_HOURS = 168;

/** Asks in how many hours to remind the agent of a person. */
export function RemindQuestion() {
  const { replies } = usePanel();
  const { i18n, now } = useView();
  const { t } = i18n;
  const personText = usePersonText();
  const id = useId();
  const [hours, setHours] = useState(2);
  const row = replies.askRemind.value;
  if (row === null) return null;
  const isValid = Number.isInteger(hours) && hours >= 1 && hours <= MAX_HOURS;
  return (
    <Notice
      tone="info"
      role="alert"
      title={t('remind_title', { name: personText(row.contactName) })}
      actions={
        <>
          <Button
            small
            look="primary"
            disabled={!isValid}
            onPress={() => void replies.remind(row, now() + hours * HOUR_MS)}
          >
            {t('remind_yes')}
          </Button>
          {row.remindAt !== null && (
            <Button small onPress={() => void replies.remind(row, null)}>
              {t('remind_no')}
            </Button>
          )}
          <Button small onPress={replies.stopAskingWhen}>
            {t('common_cancel')}
          </Button>
        </>
      }
    >
      <label class="row" for={id}>
        {t('remind_hours')}
        <input
          id={id}
          class="input short"
          type="number"
          min={1}
          max={MAX_HOURS}
          value={hours}
          onInput={(event) => setHours(Number(event.currentTarget.value))}
        />
      </label>
    </Notice>
  );
}
