import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { useWords } from '../ui/ViewContext.tsx';
import { PANEL_WIDTH } from '../../lib/panel-hint.ts';

const KEY_STEP = 20;

const clamp = (width: number): number => Math.round(Math.min(PANEL_WIDTH.max, Math.max(PANEL_WIDTH.min, width)));

/** The left edge of the panel, moved with the mouse or the arrow keys. The width is reported when the movement ends. */
export function Resizer({ width, onWidthChange }: { width: Signal<number>; onWidthChange: (width: number) => void }) {
  const { t } = useWords();
  const [dragging, setDragging] = useState(false);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = {
      ArrowLeft: width.value + KEY_STEP,
      ArrowRight: width.value - KEY_STEP,
      Home: PANEL_WIDTH.min,
      End: PANEL_WIDTH.max,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    width.value = clamp(next);
    onWidthChange(width.value);
  };

  return (
    <div
      class={dragging ? 'resizer active' : 'resizer'}
      role="separator"
      aria-orientation="vertical"
      aria-label={t('panel_resize')}
      aria-valuenow={width.value}
      aria-valuemin={PANEL_WIDTH.min}
      aria-valuemax={PANEL_WIDTH.max}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
      }}
      onPointerMove={(event) => {
        if (dragging) width.value = clamp(window.innerWidth - event.clientX);
      }}
      onPointerUp={() => {
        setDragging(false);
        onWidthChange(width.value);
      }}
    />
  );
}
