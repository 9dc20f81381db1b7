import { BellRing, Pin, Send } from 'lucide';
import { useState } from 'preact/hooks';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { MenuPath } from './MenuPath.tsx';

const STEPS = ['send', 'replies', 'pin'] as const;
const ICONS = { send: Send, replies: BellRing, pin: Pin } as const;

/** Three short screens, shown once; they can be skipped at any time. */
export function FirstRun() {
  const { settings } = usePanel();
  const { t, tOf } = useWords();
  const [at, setAt] = useState(0);
  const step = STEPS[at] ?? 'send';
  const isLast = at === STEPS.length - 1;
  const finish = (): void => void settings.save({ firstRunDone: true });
  return (
    <section class="tabpanel" aria-label={t('first_label')}>
      <div class="welcome">
        <span class="emblem">
          <Icon node={ICONS[step]} />
        </span>
        <h2 class="heading">{tOf('firstTitle', step)}</h2>
        <p class="muted">{tOf('firstText', step)}</p>
        {step === 'pin' && <MenuPath of="pin" />}
        <div class="dots" role="img" aria-label={t('first_step', { at: at + 1, total: STEPS.length })}>
          {STEPS.map((one, index) => (
            <span key={one} class={index === at ? 'on' : ''} />
          ))}
        </div>
      </div>
      <div class="footer">
        <Button look="tertiary" onPress={finish}>
          {t('first_skip')}
        </Button>
        <span class="grow" />
        <Button look="primary" onPress={() => (isLast ? finish() : setAt(at + 1))}>
          {t(isLast ? 'first_start' : 'first_next')}
        </Button>
      </div>
    </section>
  );
}
