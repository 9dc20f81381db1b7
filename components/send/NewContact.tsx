import { UserPlus } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { OutputOf } from '../../lib/messaging/protocol.ts';
import { NAME_LIMIT, nameProblem } from '../../lib/contacts/contact-name.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/**
 * Form for a new contact. The background parses the number while it is typed, with the code that is also used at
 * creation.
 */
export function NewContact() {
  const { paste, people, navigate } = usePanel();
  const { t, tOf } = useWords();
  const [name, setName] = useState(() => (/\d{4}/.test(people.list.peek().text) ? '' : people.list.peek().text.trim()));
  const [number, setNumber] = useState(() => (/\d{4}/.test(people.list.peek().text) ? people.list.peek().text : ''));
  const [reading, setReading] = useState<{
    readonly of: string;
    readonly answer: OutputOf<'people:check-number'>;
  } | null>(null);
  const [busy, setBusy] = useState(false);
  const [touched, setTouched] = useState(false);

  useEffect(() => {
    let isNewest = true;
    const text = number.trim();
    if (text === '') setReading(null);
    else {
      void people.checkNumber(text).then((answer) => {
        if (isNewest && answer !== null) setReading({ of: text, answer });
      });
    }
    return () => {
      isNewest = false;
    };
  }, [people, number]);

  const answer = reading !== null && reading.of === number.trim() ? reading.answer : null;
  const isWrong = touched && answer !== null && !answer.ok;
  const nameTrouble = nameProblem(name);
  const isNameWrong = nameTrouble === 'too-long' || (touched && nameTrouble === 'empty');
  const isReady = nameTrouble === null && answer?.ok === true;

  const create = async (): Promise<void> => {
    setTouched(true);
    if (!isReady || busy) return;
    setBusy(true);
    const result = await paste.create(name.trim(), number.trim());
    setBusy(false);
    if (result !== 'failed') {
      setName('');
      setNumber('');
      setTouched(false);
      navigate.toSource('contacts');
    }
  };

  return (
    <form
      class="pad stack loose scroll"
      style={{ paddingTop: 0 }}
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <div class="field">
        <label for="new-name">{t('new_name')}</label>
        <input
          id="new-name"
          class="input"
          data-first
          value={name}
          autocomplete="off"
          aria-invalid={isNameWrong}
          aria-describedby="new-name-hint"
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <span id="new-name-hint" class="caption muted" aria-live="polite">
          {isNameWrong && (nameTrouble === 'too-long' ? t('new_longName', { max: NAME_LIMIT }) : t('new_noName'))}
        </span>
      </div>
      <div class="field">
        <label for="new-number">{t('new_number')}</label>
        <input
          id="new-number"
          class="input"
          inputMode="tel"
          autocomplete="off"
          value={number}
          aria-invalid={isWrong}
          aria-describedby="new-number-hint"
          onInput={(event) => setNumber(event.currentTarget.value)}
          onBlur={() => setTouched(touched || number !== '')}
        />
        <span id="new-number-hint" class="caption muted" aria-live="polite">
          {answer?.ok === true
            ? t('new_readAs', { number: answer.number })
            : isWrong && answer?.ok === false
              ? tOf('line', answer.reason)
              : t('new_hint')}
        </span>
      </div>
      <Button look="primary" icon={UserPlus} disabled={busy || !isReady} onPress={() => void create()}>
        {t('new_create')}
      </Button>
    </form>
  );
}
