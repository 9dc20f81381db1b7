import { ExternalLink, MessageSquareText, Phone, Reply } from 'lucide';
import type { IconNode } from 'lucide';
import { maskText } from '../../lib/contacts/mask.ts';
import type { RenderedTemplate, TextPiece } from '../../lib/draft/rendered-template.ts';
import { renderTemplate, type TemplateValues } from '../../lib/draft/template-text.ts';
import type { TemplateView } from '../../lib/messaging/views.ts';
import { Icon } from '../ui/Icon.tsx';
import { useView, useWords } from '../ui/ViewContext.tsx';

/** A gap is called by its variable where that is certain: `{{1}}` says nothing to an agent. */
function gapText(piece: TextPiece): string {
  return piece.kind === 'missing' && piece.variable !== undefined ? `{{${piece.variable}}}` : piece.text;
}

/**
 * A text with its filled-in placeholders marked; placeholders without a value are highlighted. Values are masked when
 * people are, because a value may be a name.
 */
function Pieces({ pieces }: { pieces: readonly TextPiece[] }) {
  const { maskPeople } = useView();
  return (
    <bdi>
      {pieces.map((piece, index) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          <mark
            key={index}
            class={piece.kind === 'missing' ? 'gap' : undefined}
            title={piece.variable}
            data-variable={piece.variable}
          >
            {piece.kind === 'value' && maskPeople() ? maskText(piece.text) : gapText(piece)}
          </mark>
        ),
      )}
    </bdi>
  );
}

const BUTTON_ICONS: Readonly<Record<string, IconNode>> = { URL: ExternalLink, PHONE_NUMBER: Phone };

interface TemplatePreviewProps {
  rendered: RenderedTemplate;
  /** What Meta says about the template. Undefined until it was read; then nothing is claimed about it. */
  template?: TemplateView | undefined;
}

/** A WhatsApp template as the contact will read it. */
export function TemplatePreview({ rendered, template }: TemplatePreviewProps) {
  const { t, tMaybe } = useWords();
  const isApproved = template?.status.toUpperCase() === 'APPROVED';
  return (
    <figure class="stack">
      {template !== undefined && (
        <figcaption class="row wrap">
          <Icon node={MessageSquareText} size="small" />
          <bdi class="caption strong cut">{template.name}</bdi>
          <span class="pill">{template.language}</span>
          <span class="pill">{tMaybe('category', template.category.toLowerCase()) ?? template.category}</span>
          <span class={isApproved ? 'pill good' : 'pill warn'}>
            {tMaybe('templateStatus', template.status.toLowerCase()) ?? template.status}
          </span>
        </figcaption>
      )}
      <div class="bubble">
        <div class="text stack">
          {template?.header !== undefined &&
            template.header !== null &&
            template.header.format.toUpperCase() !== 'TEXT' && (
              <span class="pill">
                {tMaybe('headerFormat', template.header.format.toLowerCase()) ?? template.header.format}
              </span>
            )}
          {rendered.header.length > 0 && (
            <div class="head">
              <Pieces pieces={rendered.header} />
            </div>
          )}
          {rendered.body.length > 0 ? (
            <div>
              <Pieces pieces={rendered.body} />
            </div>
          ) : (
            <div class="muted">{t('template_noText')}</div>
          )}
          {rendered.footer.length > 0 && (
            <div class="foot">
              <Pieces pieces={rendered.footer} />
            </div>
          )}
        </div>
        {rendered.buttons.map((button, index) => (
          <div key={index} class="act">
            {template !== undefined && (
              <Icon node={BUTTON_ICONS[template.buttons[index]?.type.toUpperCase() ?? ''] ?? Reply} size="small" />
            )}
            <Pieces pieces={button} />
          </div>
        ))}
      </div>
    </figure>
  );
}

/** Templates as one person will read them. */
export function TemplatePreviews({
  templates,
  values,
}: {
  templates: readonly TemplateView[];
  values: Omit<TemplateValues, 'variables'>;
}) {
  return templates.map((template) => (
    <TemplatePreview
      key={`${template.name}/${template.language}`}
      template={template}
      rendered={renderTemplate(template, values)}
    />
  ));
}
