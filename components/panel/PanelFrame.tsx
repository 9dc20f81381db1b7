import type { Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isTextField } from '../ui/text-field.ts';
import { useView } from '../ui/ViewContext.tsx';
import { Announcer } from './Announcer.tsx';
import { FoldedFlash } from './FlashLine.tsx';
import { Handle } from './Handle.tsx';
import type { PanelDeps } from './panel-deps.ts';
import { keepFocusNear } from './near-focus.ts';
import { Panel } from './Panel.tsx';
import { usePanel } from './PanelContext.tsx';
import { Resizer } from './Resizer.tsx';
import { useSendPress } from './use-send-press.ts';

interface PanelFrameProps {
  width: Signal<number>;
  page: PanelDeps['page'];
  onWidthChange: (width: number) => void;
}

/** An older press is not the reason for a change of step. */
const MOVE_MS = 1500;
const TOUCHES = ['keydown', 'pointerdown', 'click'] as const;

/** Whether the panel may take the focus: it is in the panel already, or on no element. */
function isFocusFree(frame: HTMLElement): boolean {
  const root = frame.getRootNode();
  const host = root instanceof ShadowRoot ? root.host : null;
  const active = document.activeElement;
  return active === null || active === document.body || active === host || frame.contains(active);
}

/** The outermost element: position, theme, keyboard, and where the focus goes after a step. */
export function PanelFrame({ width, page, onWidthChange }: PanelFrameProps) {
  const model = usePanel();
  const { i18n, isTrusted, now } = useView();
  const { dispatch, navigate } = model;
  const { cover, source, tab } = navigate;
  const pressSend = useSendPress();
  const frame = useRef<HTMLDivElement>(null);
  const touchedAt = useRef(0);
  const folded = model.folded.value;
  const { theme } = model.settings.settings.value;
  const counting = model.countdown.current.value?.dispatchId ?? null;
  // The undo button is drawn only when this view knows the dispatch.
  const undoPlace = counting !== null && dispatch.shownView.value !== null ? `${counting}/${folded}` : null;
  const place = `${dispatch.step.value}/${dispatch.shown.value ?? ''}${dispatch.again.asked.value === null ? '' : '+'}/${cover.value ?? ''}/${source.value}/${folded}/${model.lastRequest.value?.at ?? ''}`;

  useLayoutEffect(() => {
    const element = frame.current;
    const request = model.lastRequest.peek();
    if (element === null || now() - Math.max(touchedAt.current, request?.at ?? 0) > MOVE_MS) return;
    const isAskedFor = request !== null && request.isFirm && request.at > touchedAt.current;
    if (!isAskedFor && !isFocusFree(element)) return;
    // Wait for the render of the new step in this turn; the first field found now belongs to the old step.
    queueMicrotask(() => {
      const first =
        element.querySelector<HTMLElement>('[data-cover] [data-first]') ??
        element.querySelector<HTMLElement>('[data-first]');
      first?.focus({ preventScroll: true });
    });
  }, [place, now, model]);

  // Focus the undo button however long the checks took, because the next key may be meant for it.
  useLayoutEffect(() => {
    const element = frame.current;
    if (undoPlace === null || element === null || !isFocusFree(element)) return;
    queueMicrotask(() => element.querySelector<HTMLElement>('[data-first]')?.focus({ preventScroll: true }));
  }, [undoPlace]);

  const stepBack = (): void => {
    if (cover.value !== null) navigate.closeCover();
    else if (tab.value === 'send' && dispatch.shown.value !== null && dispatch.again.asked.value !== null)
      dispatch.again.close();
    else if (tab.value === 'send' && dispatch.shown.value === null && dispatch.step.value !== 'flow') {
      const step = dispatch.step.value;
      dispatch.goTo(step === 'preflight' ? 'review' : step === 'review' ? 'people' : 'flow');
    } else model.collapse();
  };

  const focusSearch = (): boolean => {
    const search = frame.current?.querySelector<HTMLInputElement>('input[type=search]');
    search?.focus();
    return search !== null && search !== undefined;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    let used = true;
    // Undo works wherever the focus is and whatever is shown, as long as the countdown runs.
    if (counting !== null && (key === 'escape' || (control && key === 'z'))) void model.countdown.undo();
    else if (control && key === 'z' && !isTextField(event)) used = model.flash.undo();
    else if (control && key === 'k') navigate.toggleCover('palette');
    else if (control && key === 'enter') {
      if (isTrusted(event)) pressSend();
    } else if (key === 'escape') {
      const field = event.composedPath()[0];
      if (field instanceof HTMLInputElement && field.type === 'search' && field.value !== '' && cover.value === null) {
        field.value = '';
        field.dispatchEvent(new Event('input', { bubbles: true }));
      } else stepBack();
    } else if (!control && !event.altKey && !isTextField(event) && (key === '/' || key === '?')) {
      if (key === '?') navigate.toggleCover('keys');
      else used = focusSearch();
    } else used = false;
    if (used) event.preventDefault();
  };

  // An arrow key moves inside a control; the focus stays there, whatever follows.
  const remember = (event: Event): void => {
    touchedAt.current = event instanceof KeyboardEvent && event.key.startsWith('Arrow') ? 0 : now();
  };

  // Listen on the element instead of with JSX props: the frame is not a control that can be pressed.
  const handlers = useRef({ onKeyDown, remember });
  handlers.current = { onKeyDown, remember };
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const onKey = (event: KeyboardEvent): void => handlers.current.onKeyDown(event);
    const onTouch = (event: Event): void => handlers.current.remember(event);
    element.addEventListener('keydown', onKey);
    for (const name of TOUCHES) element.addEventListener(name, onTouch, { capture: true });
    const leave = new AbortController();
    keepFocusNear(element, leave.signal);
    return () => {
      leave.abort();
      element.removeEventListener('keydown', onKey);
      for (const name of TOUCHES) element.removeEventListener(name, onTouch, { capture: true });
    };
  }, []);

  return (
    <div
      ref={frame}
      class={folded ? 'disparo frame folded' : 'disparo frame'}
      data-theme={theme === 'page' ? page.theme.value : theme}
      data-placement={page.placement.value}
      data-density={model.settings.settings.value.density}
      lang={i18n.languageTag()}
      style={{ '--width': `${width.value}px`, '--top': `${page.topPx.value}px` }}
      role="complementary"
      aria-label="Disparo"
    >
      <Announcer />
      {folded ? (
        <>
          <Handle onOpen={model.openFromHandle} />
          <FoldedFlash />
        </>
      ) : (
        <>
          <Resizer width={width} onWidthChange={onWidthChange} />
          <Panel />
        </>
      )}
    </div>
  );
}
