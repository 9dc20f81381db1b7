import { CornerDownLeft, X } from 'lucide';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { usePersonText } from '../ui/PersonName.tsx';
import { useTrusted } from '../ui/trusted.ts';
import { useWords } from '../ui/ViewContext.tsx';
import {
  findPeople,
  isRemembered,
  keepStanding,
  listActions,
  PALETTE_SCREEN,
  recentFirst,
  searchActions,
  searchElsewhere,
} from './palette-actions.ts';
import type { PaletteAction } from './palette-actions.ts';

/** The command palette: type to filter, arrows to move, Enter to run. */
export function Palette() {
  const model = usePanel();
  const words = useWords();
  const { t } = words;
  const personText = usePersonText();
  const onTrusted = useTrusted();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const isRead = useGate(PALETTE_SCREEN);
  const [, redraw] = useState({});
  const standing = useRef<{ readonly typed: string; readonly actions: readonly PaletteAction[] } | null>(null);
  // Before the first snapshot, and until it is known who is signed in, the last flow and the replies are missing. An
  // order without them would stay, so no action is shown yet.
  const isLoading = model.feed.link.value === 'connecting' || model.site.site.value.status === 'checking';
  const recent = model.settings.settings.value.recentActions;
  const fitting = isLoading
    ? []
    : [
        ...searchActions(
          [
            ...recentFirst(listActions(model, words, personText), recent),
            ...findPeople(model, words, { typed, personText }),
          ],
          typed,
        ),
        ...searchElsewhere(model, words, typed),
      ];
  // Lists keep loading while the palette is open. Keep the shown order, so that Enter runs the action that the agent
  // read.
  const found = standing.current?.typed === typed ? keepStanding(standing.current.actions, fitting) : fitting;
  if (!isLoading) standing.current = { typed, actions: found };
  const active = Math.min(at, Math.max(0, found.length - 1));

  useEffect(() => void model.people.recents.load(), [model]);

  const close = model.navigate.closeCover;
  const run = (action: PaletteAction | undefined): void => {
    if (action === undefined || (action.sends === true && !isRead)) return;
    if (action.isStill?.() === false) {
      // Another chat is on screen now than the one the action names: do nothing, and rebuild the list.
      standing.current = null;
      return redraw({});
    }
    close();
    if (isRemembered(action.id)) model.remember(action.id);
    action.run();
  };
  const pick = (event: MouseEvent): void => {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    if (row !== null) run(found[Number(row.getAttribute('data-index'))]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') return close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((active + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      onTrusted(() => run(found[active]))(event);
    }
  };

  return (
    <div class="shade" data-cover>
      <div class="dialog" role="dialog" aria-modal="true" aria-label={t('panel_palette')}>
        <div class="top">
          <input
            class="input short"
            data-first
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
            aria-label={t('palette_search')}
            placeholder={t('palette_search')}
            autocomplete="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          <IconButton node={X} label={t('common_close')} onPress={close} />
        </div>
        <div
          class="options-list"
          role="listbox"
          tabIndex={-1}
          id={`${id}-list`}
          aria-label={t('panel_palette')}
          aria-busy={isLoading}
          onClick={onTrusted<MouseEvent>(pick)}
          onKeyDown={onKeyDown}
        >
          {found.map((action, index) => (
            <div
              key={action.id}
              id={`${id}-${index}`}
              class="option"
              role="option"
              aria-selected={index === active}
              ref={(element) => {
                if (index === active) element?.scrollIntoView({ block: 'nearest' });
              }}
              data-index={index}
            >
              <bdi class="grow cut">{action.text}</bdi>
              {action.hint !== '' && (
                <bdi class={action.isHintPerson === true ? 'caption muted cut person' : 'caption muted cut hint'}>
                  {action.hint}
                </bdi>
              )}
              {index === active && <Icon node={CornerDownLeft} size="small" />}
            </div>
          ))}
        </div>
        {found.length === 0 && !isLoading && <p class="pad muted center">{t('palette_none')}</p>}
      </div>
    </div>
  );
}
