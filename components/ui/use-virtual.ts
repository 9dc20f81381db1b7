import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualOptions {
  readonly count: number;
  readonly rowHeight: number;
  /** Called when the last rows come into view. */
  readonly onEnd?: (() => void) | undefined;
}

/** A row to draw: its position in the list and from the top, px. */
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

/** Rows drawn beyond the edges, so that fast scrolling shows no gap. */
const OVERSCAN = 6;
/** Rows left below when the next page is asked for, so that it is there in time. */
const END_MARGIN = 20;
/** Before the first measure: enough for a tall panel, so that the first paint is complete. */
const FIRST_HEIGHT = 900;

/**
 * The rows in view of a list of equal heights; 10,000 rows cost as much as 20. Our own because every list here has one
 * row height: the general library would not fit into the panel's budget.
 */
export function useVirtual({ count, rowHeight, onEnd }: VirtualOptions): VirtualRows {
  const element = useRef<HTMLDivElement | null>(null);
  const [view, setView] = useState({ top: 0, height: FIRST_HEIGHT });

  useLayoutEffect(() => {
    const list = element.current;
    if (list === null) return;
    const measure = (): void => {
      // Nothing is laid out in a test or a hidden frame: the first guess stays.
      const height = list.clientHeight === 0 ? FIRST_HEIGHT : list.clientHeight;
      // A step of whole rows: scrolling inside a row draws nothing anew.
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
      else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
    },
  };
}
