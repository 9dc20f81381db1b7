import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useVirtual } from './use-virtual.ts';

interface ListBoxProps {
  label: string;
  count: number;
  rowHeight: number;
  multiple?: boolean;
  isSelected: (index: number) => boolean;
  isDisabled?: (index: number) => boolean;
  keyOf: (index: number) => string;
  /** Plain text of a row, for type-ahead. */
  textOf: (index: number) => string;
  renderRow: (index: number) => ComponentChildren;
  /** Called on a click, Enter or Space on a row. */
  onPick: (index: number) => void;
  /** Called on Shift with the rows between two positions, both included. */
  onRange?: (anchor: number, to: number) => void;
  onPickAll?: () => void;
  onKey?: (key: string, index: number) => void;
  onEnd?: () => void;
  listRef?: (element: HTMLDivElement | null) => void;
}

const PAGE = 10;
const TYPE_AHEAD_MS = 700;

/** The row to which a key moves; null for keys that do not move. */
function targetOf(key: string, active: number, count: number): number | null {
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, active + 1);
    case 'ArrowUp':
      return Math.max(0, active - 1);
    case 'PageDown':
      return Math.min(last, active + PAGE);
    case 'PageUp':
      return Math.max(0, active - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/**
 * Current index of the row with this key; null without a key, or when the row is gone. Looks at its last index first.
 */
function placeOf(
  key: string | null,
  lastPlace: number,
  { count, keyOf }: Pick<ListBoxProps, 'count' | 'keyOf'>,
): number | null {
  if (key === null) return null;
  if (lastPlace < count && keyOf(lastPlace) === key) return lastPlace;
  for (let index = 0; index < count; index += 1) if (keyOf(index) === key) return index;
  return null;
}

/** A virtual list of options, used by keyboard through one tab stop (`aria-activedescendant`). */
export function ListBox(props: ListBoxProps) {
  const { count, rowHeight, keyOf, isSelected, isDisabled, onEnd, onPick, onRange } = props;
  const id = useId();
  const rows = useVirtual({ count, rowHeight, onEnd });
  const [activeIndex, setActive] = useState(0);
  const anchor = useRef(0);
  const typed = useRef({ text: '', at: 0 });
  const held = useRef<string | null>(null);
  const lastPlace = useRef(0);
  lastPlace.current = Math.min(placeOf(held.current, lastPlace.current, props) ?? activeIndex, Math.max(0, count - 1));
  const active = lastPlace.current;
  const optionId = (index: number): string => `${id}-${index}`;

  /** Remembers the active row by its key, so that it stays active when other rows load above it. */
  const hold = (index: number): void => {
    held.current = index < count ? keyOf(index) : null;
    lastPlace.current = index;
    setActive(index);
  };
  const moveTo = (index: number): void => {
    hold(index);
    rows.scrollTo(index);
  };
  const pick = (index: number): void => {
    anchor.current = index;
    if (isDisabled?.(index) !== true) onPick(index);
  };
  const typeAhead = (key: string, at: number): void => {
    typed.current = { text: at - typed.current.at > TYPE_AHEAD_MS ? key : typed.current.text + key, at };
    const wanted = typed.current.text.toLocaleLowerCase();
    for (let step = wanted.length === 1 ? 1 : 0; step <= count; step += 1) {
      const index = (active + step) % count;
      if (props.textOf(index).toLocaleLowerCase().startsWith(wanted)) return moveTo(index);
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (count === 0 || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    const to = control ? null : targetOf(event.key, active, count);
    if (to !== null) {
      event.preventDefault();
      if (event.shiftKey && onRange !== undefined) {
        if (!isSelected(anchor.current)) pick(anchor.current);
        onRange(anchor.current, to);
      } else anchor.current = to;
      moveTo(to);
      return;
    }
    if (control && event.key.toLowerCase() === 'a' && props.onPickAll !== undefined) {
      event.preventDefault();
      props.onPickAll();
      return;
    }
    if (control) return;
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      pick(active);
    } else if (event.key === '*' && props.onKey !== undefined) props.onKey(event.key, active);
    else if (event.key.length === 1 && event.key !== '/' && event.key !== '?') typeAhead(event.key, event.timeStamp);
  };

  const onClick = (event: MouseEvent): void => {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    if (row === null) return;
    const index = Number(row.getAttribute('data-index'));
    hold(index);
    if (event.shiftKey && onRange !== undefined) {
      onRange(anchor.current, index);
      anchor.current = index;
    } else pick(index);
  };

  const isActiveDrawn = rows.items.some((item) => item.index === active);
  return (
    <div
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable={props.multiple === true}
      aria-activedescendant={count > 0 && isActiveDrawn ? optionId(active) : undefined}
      onFocus={() => hold(active)}
      onBlur={() => {
        held.current = null;
        setActive(active);
      }}
      onKeyDown={onKeyDown}
      onClick={onClick}
      ref={(element) => {
        rows.ref(element);
        props.listRef?.(element);
      }}
    >
      <div class="span" role="presentation" style={{ height: `${rows.totalHeight}px` }}>
        {rows.items.map(({ index, start }) => (
          <div
            key={keyOf(index)}
            id={optionId(index)}
            class={`item${index === active ? ' active' : ''}${isDisabled?.(index) === true ? ' off' : ''}`}
            role="option"
            aria-selected={isSelected(index)}
            aria-disabled={isDisabled?.(index) === true}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={count}
            style={{ height: `${rowHeight}px`, transform: `translateY(${start}px)` }}
          >
            {props.renderRow(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
