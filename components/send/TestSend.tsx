import { FlaskConical } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** Asks for the agent's own number, once per project. */
function SelfForm() {
  const { test } = usePanel();
  const { t } = useWords();
  const [number, setNumber] = useState('');
  const save = (): void => {
    if (number.trim() !== '') void test.setSelf(number.trim());
  };
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <input
        class="input short grow"
        inputMode="tel"
        aria-label={t('test_number')}
        placeholder={t('test_number')}
        value={number}
        onInput={(event) => setNumber(event.currentTarget.value)}
      />
      <Button small disabled={number.trim() === '' || test.busy.value} onPress={save}>
        {t('common_save')}
      </Button>
    </form>
  );
}

/** "Send to myself": sends the flow as the contacts will get it to the agent alone. */
export function TestSend({ disabled }: { disabled: boolean }) {
  const { test } = usePanel();
  const { t, tOf } = useWords();
  const [changing, setChanging] = useState(false);
  const who = test.who.data.value;
  const findings = test.findings.value ?? [];
  const isRead = useGate(who === null ? null : test.screen.value);
  const isBlocked = findings.some((finding) => finding.level === 'blocker');

  useEffect(() => void test.who.load(), [test]);
  useEffect(() => setChanging(false), [who?.contactUuid]);

  return (
    <section class="card stack tight" aria-label={t('test_title')}>
      <h3 class="title">{t('test_title')}</h3>
      <p class="caption muted">{t('test_text')}</p>
      {who === null || changing ? (
        <SelfForm />
      ) : (
        <div class="row between">
          <PersonName name={who.name} class="cut strong" />
          <Button small look="tertiary" onPress={() => setChanging(true)}>
            {t('common_change')}
          </Button>
        </div>
      )}
      {findings.length > 0 && (
        <Notice
          tone={isBlocked ? 'bad' : 'warn'}
          role="status"
          title={t(isBlocked ? 'preflight_blockers' : 'preflight_care')}
        >
          {[...new Set(findings.map((finding) => tOf('preflight', finding.kind)))].join(' · ')}
        </Notice>
      )}
      {who !== null && (
        <Button
          small
          trusted
          icon={FlaskConical}
          waits={!isRead}
          disabled={disabled || test.busy.value}
          onPress={() => void test.send()}
        >
          {t(test.needsSecondPress.value ? 'test_sendAnyway' : 'test_send')}
        </Button>
      )}
    </section>
  );
}
