import { BookmarkPlus } from 'lucide';
import { useState } from 'preact/hooks';
import { DISPATCH_PARTS, type DispatchPart } from '../../lib/replies/dispatch-part.ts';
import { Button } from '../ui/Button.tsx';
import { useView } from '../ui/ViewContext.tsx';

/** So that part and day fit into the name of an audience as well. */
const MOST_OF_NAME = 24;

/** Keeps a part of a dispatch's people as an audience, named by part, dispatch and day. */
export function SaveParts({
  name,
  at,
  onSave,
}: {
  /** What the dispatch is called. */
  readonly name: string;
  /** When it was made, epoch ms. */
  readonly at: number;
  readonly onSave: (part: DispatchPart, name: string) => void;
}) {
  const { i18n } = useView();
  const { t, tOf } = i18n;
  const [open, setOpen] = useState(false);
  const day = new Intl.DateTimeFormat(i18n.languageTag(), { dateStyle: 'short' }).format(at);
  return (
    <section class="stack tight" aria-label={t('part_title')}>
      <div class="row">
        <Button small look="tertiary" icon={BookmarkPlus} expanded={open} onPress={() => setOpen(!open)}>
          {t('part_title')}
        </Button>
      </div>
      {open && (
        <div class="row wrap">
          {DISPATCH_PARTS.map((part) => (
            <Button
              key={part}
              small
              onPress={() => onSave(part, `${tOf('part', part)} · ${name.slice(0, MOST_OF_NAME)} · ${day}`)}
            >
              {tOf('part', part)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
