import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { Button } from '../ui/Button.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { Setting } from './Setting.tsx';

const HOUR_MS = 3_600_000;
const MORNING_HOUR = 8;

/** Tomorrow at 08:00, local time. */
function tomorrowMorning(now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + 1);
  date.setHours(MORNING_HOUR, 0, 0, 0);
  return date.getTime();
}

/** Do not disturb: for an hour, until tomorrow, or off. */
export function QuietSetting({ model }: { model: ExtensionPageModel }) {
  const { i18n, now } = useView();
  const { t, dateTime } = i18n;
  const { quietUntil } = model.settings.settings.value;
  const isQuiet = quietUntil !== null && quietUntil > now();
  const set = (until: number | null): void =>
    void model.settings.save({ quietUntil: until, quietSince: until === null ? null : now() });
  return (
    <Setting name="quiet" isGroup>
      {() => (
        <div class="row wrap">
          {isQuiet && <span class="pill warn">{t('quiet_until', { time: dateTime(quietUntil) })}</span>}
          <Button small disabled={!isQuiet} onPress={() => set(null)}>
            {t('quiet_off')}
          </Button>
          <Button small onPress={() => set(now() + HOUR_MS)}>
            {t('quiet_hour')}
          </Button>
          <Button small onPress={() => set(tomorrowMorning(now()))}>
            {t('quiet_day')}
          </Button>
        </div>
      )}
    </Setting>
  );
}
