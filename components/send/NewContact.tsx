import { UserPlus } from 'lucide';
import { useState } from 'preact/hooks';
import { digitsOf } from '../../lib/recipients/fold.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { useWords } from '../ui/ViewContext.tsx';

const MIN_DIGITS = 8;
const MAX_DIGITS = 15;

/** A contact that is not there yet. The background reads the number to the end; here only its length is judged. */
export function NewContact() {
  const { paste, people, source } = usePanel();
  const { t } = useWords();
  const [name, setName] = useState('');
  const [number, setNumber] = useState(() => (/\d{4}/.test(people.list.peek().text) ? people.list.peek().text : ''));
  const [busy, setBusy] = useState(false);
  const [touched, setTouched] = useState(false);
  const digits = digitsOf(number).length;
  const isNumber = digits >= MIN_DIGITS && digits <= MAX_DIGITS;

  const create = async (): Promise<void> => {
    setTouched(true);
    if (!isNumber || busy) return;
    setBusy(true);
    const result = await paste.create(name.trim(), number.trim());
    setBusy(false);
    if (result !== 'failed') {
      setName('');
      setNumber('');
      setTouched(false);
      source.value = 'contacts';
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
        <input id="new-name" class="input" data-first value={name} maxLength={120} autocomplete="off" onInput={(event) => setName(event.currentTarget.value)} />
      </div>
      <div class="field">
        <label for="new-number">{t('new_number')}</label>
        <input
          id="new-number"
          class="input"
          inputMode="tel"
          autocomplete="off"
          value={number}
          aria-invalid={touched && !isNumber}
          aria-describedby="new-number-hint"
          onInput={(event) => setNumber(event.currentTarget.value)}
          onBlur={() => setTouched(number !== '')}
        />
        <span id="new-number-hint" class="caption muted">
          {touched && !isNumber ? t(digits < MIN_DIGITS ? 'new_tooShort' : 'new_tooLong') : t('new_hint')}
        </span>
      </div>
      <Button look="primary" icon={UserPlus} disabled={busy || !isNumber} onPress={() => void create()}>
        {t('new_create')}
      </Button>
    </form>
  );
}
