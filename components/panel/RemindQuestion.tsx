import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { readLocalTime, remindTimes } from '../../lib/models/panel/remind-times.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { usePersonText } from '../ui/PersonName.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';
import { shownNameOf } from '../../lib/replies/list.ts';

/** Asks when to remind the agent of one person or of several: three times at one press, or a time of their own. */
export function RemindQuestion() {
  const { replies } = usePanel();
  const { i18n, now } = useView();
  const { t, tOf } = i18n;
  const personText = usePersonText();
  const id = useId();
  const [own, setOwn] = useState('');
  const people = replies.askRemind.value;
  const [first] = people ?? [];
  const question = useRef<HTMLDivElement>(null);
  // The key or press that asked was on a row; the next key answers the question.
  useLayoutEffect(() => question.current?.querySelector('button')?.focus(), [people]);
  if (people === null || first === undefined) return null;
  const ownAt = readLocalTime(own);
  const isPast = ownAt !== null && ownAt <= now();
  const remind = (at: number | null): void => void replies.remind(people, at);
  const title =
    people.length === 1
      ? t('remind_title', { name: personText(shownNameOf(first.lead)) })
      : t('remind_titleMany', { count: people.length });
  return (
    <div role="group" aria-label={title} ref={question}>
      <Notice
        tone="info"
        title={title}
        actions={
          <>
            {remindTimes(now()).map(({ key, at }, index) => (
              <Button
                key={key}
                small

                look={index === 0 ? 'primary' : 'secondary'}
                onPress={() => remind(at)}
              >
                {tOf('remindAt', key)}
              </Button>
            ))}
            {people.some(({ lead }) => lead.remindAt !== null) && (
              <Button small onPress={() => remind(null)}>
                {t('remind_no')}
              </Button>
            )}
            <Button small onPress={replies.stopAskingWhen}>
              {t('common_cancel')}
            </Button>
          </>
        }
      >
        <label class="caption" for={id}>
          {t('remind_own')}
        </label>
        <span class="row wrap">
          <input
            id={id}
            class="input short"
            type="datetime-local"
            value={own}
            aria-invalid={isPast}
            aria-describedby={isPast ? `${id}-past` : undefined}
            onInput={(event) => setOwn(event.currentTarget.value)}
          />
          <Button small disabled={ownAt === null || isPast} onPress={() => ownAt !== null && remind(ownAt)}>
            {t('remind_yes')}
          </Button>
        </span>
        {isPast && (
          <span id={`${id}-past`} role="alert">
            {t('refusal_past')}
          </span>
        )}
      </Notice>
    </div>
  );
}
