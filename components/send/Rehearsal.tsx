import { CircleHelp, CircleStop, GitFork, Hourglass, MessagesSquare, Plug } from 'lucide';
import type { IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import { renderFlowText, type TemplateValues } from '../../lib/draft/template-text.ts';
import type { FlowReadingView } from '../../lib/messaging/flow-reading-view.ts';
import type { FlowPreview } from '../../lib/messaging/views.ts';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { placeName, splitWords } from './flow-words.ts';
import { TemplatePreview, TemplatePreviews } from './TemplatePreview.tsx';

/** Deeper paths are not indented any further: the panel is narrow. */
const MAX_INDENT = 3;

type Item = FlowReadingView['rehearsal']['items'][number];

interface RehearsalProps {
  readonly preview: FlowPreview;
  readonly reading: FlowReadingView;
  /** The values of the person shown. */
  readonly values: Omit<TemplateValues, 'variables'>;
}

function Line({ icon, children }: { icon: IconNode; children: ComponentChildren }) {
  return (
    <p class="row caption muted">
      <Icon node={icon} size="small" />
      <bdi>{children}</bdi>
    </p>
  );
}

/** One thing that happens, in its place: a message with this person's values, or what is decided at run time. */
function Moment({ item, preview, values }: { readonly item: Item } & Omit<RehearsalProps, 'reading'>) {
  const i18n = useWords();
  const { t } = i18n;
  switch (item.kind) {
    case 'template': {
      const templates = preview.templates.filter(({ name }) => name === item.text);
      if (templates.length === 0) return <Line icon={CircleHelp}>{t('rehearsal_template', { name: item.text })}</Line>;
      return <TemplatePreviews templates={templates} values={values} />;
    }
    case 'message':
      return item.text.trim() === '' ? (
        <Line icon={MessagesSquare}>{t('rehearsal_noText')}</Line>
      ) : (
        <TemplatePreview rendered={{ header: [], body: renderFlowText(item.text, values), footer: [], buttons: [] }} />
      );
    case 'split':
      return <Line icon={GitFork}>{t('rehearsal_split', { about: splitWords(item.text, i18n) })}</Line>;
    case 'wait':
      return <Line icon={Hourglass}>{i18n.tOf('flowStep', 'wait')}</Line>;
    case 'ticket':
      return (
        <Line icon={MessagesSquare}>
          {i18n.tOf('flowStep', 'ticket', {
            about: placeName(item.place ?? { sector: null, queue: null }, i18n),
          })}
        </Line>
      );
    case 'session':
    case 'broadcast':
      return <Line icon={MessagesSquare}>{i18n.tOf('flowStep', item.kind, { about: item.text })}</Line>;
    case 'call':
      return <Line icon={Plug}>{t('rehearsal_call')}</Line>;
    case 'end':
      return <Line icon={CircleStop}>{t('rehearsal_end')}</Line>;
    case 'not-understood':
      return <Line icon={CircleHelp}>{t('rehearsal_unknown')}</Line>;
    default:
      return item.kind satisfies never;
  }
}

/**
 * The messages that one person gets before answering, in order and with that person's values. Paths behind a split
 * stand one after the other, because the flow chooses between them only when it runs. Templates that come later follow.
 */
export function Rehearsal({ preview, reading, values }: RehearsalProps) {
  const { t } = useWords();
  const { items, isCut } = reading.rehearsal;
  const isRehearsed = (name: string) => items.some(({ kind, text }) => kind === 'template' && text === name);
  const later = preview.templates.filter(({ name }) => !isRehearsed(name));
  return (
    <>
      <ol class="rehearsal">
        {items.map((item, at) => (
          <li key={at} class="stack tight" style={{ '--depth': Math.min(item.depth, MAX_INDENT) }}>
            {item.startsPath && <span class="caption strong">{t('rehearsal_path')}</span>}
            <Moment item={item} preview={preview} values={values} />
          </li>
        ))}
      </ol>
      {isCut && <p class="caption muted">{t('rehearsal_cut')}</p>}
      {later.length > 0 && <h4 class="caption strong">{t('rehearsal_later')}</h4>}
      <TemplatePreviews templates={later} values={values} />
    </>
  );
}
