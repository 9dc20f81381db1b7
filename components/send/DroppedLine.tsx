import { useState } from 'preact/hooks';
import type { DroppedMembers } from '../../lib/preflight/preflight-report.ts';
import { Button } from '../ui/Button.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { useWords } from '../ui/ViewContext.tsx';

const MAX_NAMES = 100;

/** Members of a group who are left out for one reason, with names if they are known. */
export function DroppedLine({ entry }: { entry: DroppedMembers }) {
  const { t, tOf } = useWords();
  const [open, setOpen] = useState(false);
  const named = entry.people.slice(0, MAX_NAMES);
  return (
    <>
      <p class="row between caption">
        <span>
          {tOf('dropped', entry.reason)} · <bdi>{entry.groupName}</bdi>
        </span>
        <span class="num strong">{entry.count}</span>
      </p>
      {named.length > 0 && (
        <div class="row">
          <Button small expanded={open} onPress={() => setOpen(!open)}>
            {t(open ? 'preflight_hideNames' : 'preflight_showNames')}
          </Button>
        </div>
      )}
      {open && (
        <ul class="stack tight caption">
          {named.map((person) => (
            <li key={person.contactUuid} class="cut">
              <PersonName name={person.name} />
            </li>
          ))}
          {entry.count > named.length && (
            <li class="muted">{t('chips_more', { count: entry.count - named.length })}</li>
          )}
        </ul>
      )}
    </>
  );
}
