import { CalendarClock } from 'lucide';
import { useId, useState } from 'preact/hooks';
import { toLocalInput, tomorrowAt } from '../../lib/util/time.ts';
import { refuseTime } from '../../lib/draft/prepared.ts';
import { Button } from '../ui/Button.tsx';
import { useView } from '../ui/ViewContext.tsx';

const MORNING_HOUR = 9;

interface WhenChoiceProps {
  /** A further choice: when the night is over for everybody, epoch ms; null: not known. */
  readonly morningAt: number | null;
  readonly disabled: boolean;
  /** @param at epoch ms */
  readonly onChoose: (at: number) => void;
  readonly onCancel?: () => void;
}

/** Asks for a time: tomorrow morning, when it is morning for everybody, or any other. */
export function WhenChoice({ morningAt, disabled, onChoose, onCancel }: WhenChoiceProps) {
  const { i18n, now } = useView();
  const { t, dateTime } = i18n;
  const id = useId();
  const tomorrow = tomorrowAt(now(), MORNING_HOUR);
  const [typed, setTyped] = useState(() => toLocalInput(tomorrow));
  const at = new Date(typed).getTime();
  const refused = refuseTime(at, now());
  return (
    <div class="stack tight">
      <div class="row wrap">
        <Button small disabled={disabled} onPress={() => onChoose(tomorrow)}>
          {t('later_tomorrow', { time: dateTime(tomorrow) })}
        </Button>
        {morningAt !== null && (
          <Button small disabled={disabled} onPress={() => onChoose(morningAt)}>
            {t('later_morning', { time: dateTime(morningAt) })}
          </Button>
        )}
      </div>
      <div class="field">
        <label for={id}>{t('later_otherTime')}</label>
        <div class="row wrap">
          <input
            id={id}
            class="input when"
            type="datetime-local"
            value={typed}
            aria-describedby={refused === null ? undefined : `${id}-why`}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <Button small icon={CalendarClock} disabled={disabled || refused !== null} onPress={() => onChoose(at)}>
            {t('later_prepare')}
          </Button>
          {onCancel !== undefined && (
            <Button small look="tertiary" onPress={onCancel}>
              {t('common_cancel')}
            </Button>
          )}
        </div>
        {refused !== null && (
          <p id={`${id}-why`} class="caption">
            {t(refused === 'time-past' ? 'refusal_time_past' : 'refusal_time_too_far')}
          </p>
        )}
      </div>
    </div>
  );
}
