import { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from '@tanstack/virtual-core';
import type { VirtualItem, VirtualizerOptions } from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

interface VirtualOptions {
  readonly count: number;
  readonly rowHeight: number;
  /** Called when the last rows come into view. */
  readonly onEnd?: (() => void) | undefined;
}

interface VirtualRows {
  readonly ref: (element: HTMLDivElement | null) => void;
  readonly items: readonly VirtualItem[];
  readonly totalHeight: number;
  readonly scrollTo: (index: number) => void;
}

/** Rows asked for ahead of the scroll position, so that the next page is there in time. */
const END_MARGIN = 20;

/** The rows in view of a list of equal heights; 10,000 rows cost as much as 20. */
export function useVirtual({ count, rowHeight, onEnd }: VirtualOptions): VirtualRows {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const element = useRef<HTMLDivElement | null>(null);
  const options: VirtualizerOptions<HTMLDivElement, HTMLDivElement> = {
    count,
    getScrollElement: () => element.current,
    estimateSize: () => rowHeight,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    overscan: 6,
    // Before the first measure: enough for a tall panel, so that the first paint is complete.
    initialRect: { width: 380, height: 900 },
    onChange: () => redraw(0),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? -1;
  useLayoutEffect(() => {
    if (count > 0 && lastIndex >= count - END_MARGIN) onEnd?.();
  }, [count, lastIndex, onEnd]);
  return {
    ref: (next) => {
      element.current = next;
    },
    items,
    totalHeight: virtualizer.getTotalSize(),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
