import { ArrowRight, ChevronRight } from 'lucide';
import type { ComponentChild } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { FlowReadingView } from '../../lib/messaging/flow-reading-view.ts';
import type { I18n } from '../../lib/platform/i18n.ts';
import { Icon } from '../ui/Icon.tsx';
import { useView, useWords } from '../ui/ViewContext.tsx';
import { placeName, splitWords } from './flow-words.ts';

const MINUTE_MS = 60_000;
/** Deeper steps are not indented any further: the panel is narrow. */
const MAX_INDENT = 4;

type Step = FlowReadingView['steps'][number];

/** The places where a chat may open: two by name, more by their number. */
function Places({ where }: { where: FlowReadingView['opensChat']['where'] }) {
  const { i18n } = useView();
  if (where.length > 2) return <strong class="strong">{i18n.t('happens_places', { count: where.length })}</strong>;
  return where.map((place, at) => (
    <>
      {at > 0 && ' / '}
      <bdi class="strong">{placeName(place, i18n)}</bdi>
    </>
  ));
}

const SENDING = {
  'yes no': 'happens_template',
  'no yes': 'happens_message',
  'yes yes': 'happens_both',
  'no no': 'happens_nothing',
} as const;

/** What is sent before any answer. */
function sendingKey({ sendsTemplate, sendsFreeMessage }: FlowReadingView) {
  const sure = Object.entries(SENDING).find(([values]) => values === `${sendsTemplate} ${sendsFreeMessage}`)?.[1];
  if (sure !== undefined) return sure;
  if (sendsTemplate === 'unknown' || sendsFreeMessage === 'unknown')
    return sendsTemplate === 'yes' ? 'happens_template' : 'happens_sendUnknown';
  return sendsTemplate === 'yes' ? 'happens_template' : sendsFreeMessage === 'yes' ? 'happens_message' : 'happens_some';
}

/** The last link of the chain: whether a chat opens, and where. */
function Ending({ opensChat }: { opensChat: FlowReadingView['opensChat'] }) {
  const { t } = useWords();
  switch (opensChat.value) {
    case 'never':
      return <>{t('happens_never')}</>;
    case 'unknown':
      return <>{t('happens_chatUnknown')}</>;
    case 'depends':
      return (
        <>
          {t(opensChat.isOnlyLate ? 'happens_opensLate' : 'happens_opensSome')} <Places where={opensChat.where} />
        </>
      );
    case 'before-answer':
    case 'after-answer':
      return (
        <>
          {t('happens_opens')} <Places where={opensChat.where} />
        </>
      );
    default:
      return opensChat.value satisfies never;
  }
}

function stepText(step: Step, i18n: Pick<I18n, 't' | 'tOf' | 'duration'>): string {
  if (step.kind === 'wait' && typeof step.timeoutSeconds === 'number')
    return i18n.t('flowStep_waitFor', { time: i18n.duration(step.timeoutSeconds * 1000) });
  const about =
    step.place !== undefined
      ? placeName(step.place, i18n)
      : step.kind === 'split'
        ? splitWords(step.about, i18n)
        : step.about.trim();
  return i18n.tOf('flowStep', step.kind, { about: about === '' ? '…' : about });
}

/** The steps in order, indented behind splits and inside other flows. */
function Steps({ reading, id }: { readonly reading: FlowReadingView; readonly id: string }) {
  const { i18n } = useView();
  const { endsAfter, steps } = reading;
  return (
    <div id={id} class="stack tight">
      {steps.length === 0 && <p class="caption muted">{i18n.t('happens_noSteps')}</p>}
      <ol class="flowsteps">
        {steps.map((step, at) => (
          <li
            key={at}
            class={step.kind === 'not-understood' ? 'caption bad' : 'caption'}
            style={{ '--depth': Math.min(step.depth, MAX_INDENT) }}
          >
            <bdi>{stepText(step, i18n)}</bdi>
          </li>
        ))}
      </ol>
      {reading.areStepsCut && <p class="caption muted">{i18n.t('happens_cut')}</p>}
      {endsAfter !== 'unknown' && endsAfter > 0 && (
        <p class="caption muted">{i18n.t('happens_ends', { time: i18n.duration(endsAfter * MINUTE_MS) })}</p>
      )}
    </div>
  );
}

/**
 * What the flow does, in one line: what it sends, whether it waits for an answer, and where a chat opens. Unfolded it
 * lists every step. What is not understood is said to be unknown.
 *
 * @param reading null: the definition could not be read
 */
export function FlowStrip({ reading }: { reading: FlowReadingView | null }) {
  const { t } = useWords();
  const id = useId();
  const [open, setOpen] = useState(false);
  if (reading === null)
    return (
      <section class="card stack tight" aria-label={t('happens_title')}>
        <h3 class="title">{t('happens_title')}</h3>
        <p class="caption">{t('happens_unread')}</p>
      </section>
    );
  const { value } = reading.opensChat;
  const links: { readonly key: string; readonly content: ComponentChild }[] = [
    { key: 'sends', content: t(sendingKey(reading)) },
    ...(value === 'after-answer' || (value !== 'before-answer' && reading.steps.some(({ kind }) => kind === 'wait'))
      ? [{ key: 'waits', content: t('happens_wait') }]
      : []),
    { key: 'chat', content: <Ending opensChat={reading.opensChat} /> },
  ];
  return (
    <section class="card stack tight" aria-label={t('happens_title')}>
      <h3>
        <button
          type="button"
          class="foldline"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          <Icon node={ChevronRight} size="small" class="turn" />
          <span class="title">{t('happens_title')}</span>
        </button>
      </h3>
      <ol class="chain caption">
        {links.map(({ key, content }, at) => (
          <li key={key}>
            {at > 0 && <Icon node={ArrowRight} size="small" class="muted" />}
            <span>{content}</span>
          </li>
        ))}
      </ol>
      {!reading.isWhole && <p class="caption strong">{t('happens_partly')}</p>}
      {open && <Steps reading={reading} id={id} />}
    </section>
  );
}
