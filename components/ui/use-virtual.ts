import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualOptions {
  readonly count: number;
  readonly rowHeight: number;
  /** Called when the last rows come into view. */
  readonly onEnd?: (() => void) | undefined;
}

/** A row to render: its index, and its distance from the top in px. */
interface VirtualRow {
  readonly index: number;
  readonly start: number;
}

interface VirtualRows {
  readonly ref: (element: HTMLDivElement | null) => void;
  readonly items: readonly VirtualRow[];
  readonly totalHeight: number;
  readonly scrollTo: (index: number) => void;
}

/** Rows rendered beyond the visible area, so that fast scrolling shows no gap. */
const OVERSCAN = 6;
/** When this many rows are left below, the next page is requested, so that it arrives in time. */
const END_MARGIN = 20;
/** Height before the first measurement: a tall panel, so that the first paint is complete. */
const FIRST_HEIGHT = 900;

/**
 * Computes the visible rows of a list with rows of equal height; 10,000 rows cost as much as 20. We wrote it ourselves,
 * because a general library would be too large for the panel.
 */
export function useVirtual({ count, rowHeight, onEnd }: VirtualOptions): VirtualRows {
  const element = useRef<HTMLDivElement | null>(null);
  const [view, setView] = useState({ top: 0, height: FIRST_HEIGHT });

  useLayoutEffect(() => {
    const list = element.current;
    if (list === null) return;
    const measure = (): void => {
      // In a test or a hidden frame nothing has a size: keep the first guess.
      const height = list.clientHeight === 0 ? FIRST_HEIGHT : list.clientHeight;
      // Round to whole rows, so that scrolling within a row renders nothing.
      const top = Math.floor(list.scrollTop / rowHeight) * rowHeight;
      setView((old) => (old.top === top && old.height === height ? old : { top, height }));
    };
    measure();
    list.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(list);
    return () => {
      list.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [rowHeight]);

  const first = Math.max(0, Math.min(Math.floor(view.top / rowHeight), count - 1) - OVERSCAN);
  const last = Math.min(count - 1, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  useLayoutEffect(() => {
    if (count > 0 && last >= count - END_MARGIN) onEnd?.();
  }, [count, last, onEnd]);

  const items: VirtualRow[] = [];
  for (let index = first; index <= last; index += 1) items.push({ index, start: index * rowHeight });
  return {
    ref: (next) => {
      element.current = next;
    },
    items,
    totalHeight: count * rowHeight,
    scrollTo(index) {
      const list = element.current;
      if (list === null) return;
      const top = index * rowHeight;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + rowHeight > list.scrollTop + list.clientHeight)
        list.scrollTop = top + rowHeight - list.clientHeight;
    },
  };
}
