import type { IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import { Icon } from './Icon.tsx';
import { useTrusted } from './trusted.ts';

interface ButtonProps {
  children: ComponentChildren;
  onPress: () => void;
  look?: 'primary' | 'secondary' | 'tertiary' | 'danger';
  icon?: IconNode;
  small?: boolean;
  wide?: boolean;
  disabled?: boolean;
  /** Not usable for a short time. The button keeps its place, focus and name, and a press does nothing. */
  waits?: boolean;
  /**
   * Set while the button cannot do its own work: it looks disabled, but keeps the focus, and a press calls this, which
   * shows the reason.
   */
  onBlockedPress?: (() => void) | undefined;
  /** Sends, confirms, retries or switches something, so only trusted events count. */
  trusted?: boolean;
  /** Id of the element that says why the button is disabled. */
  describedBy?: string | undefined;
  label?: string;
  expanded?: boolean;
  /** Takes the focus when the screen that contains it appears. */
  first?: boolean;
}

/** A button with a text. */
export function Button({
  children,
  onPress,
  look = 'secondary',
  icon,
  small,
  wide,
  disabled,
  waits,
  onBlockedPress,
  trusted,
  describedBy,
  label,
  expanded,
  first,
}: ButtonProps) {
  const onTrusted = useTrusted();
  const isBlocked = onBlockedPress !== undefined;
  const names = ['button', isBlocked && 'blocked', look, small === true && 'small', wide === true && 'wide']
    .filter((name) => name !== false)
    .join(' ');
  return (
    <button
      type="button"
      class={names}
      disabled={disabled === true}
      aria-disabled={waits === true || isBlocked ? true : undefined}
      aria-describedby={describedBy}
      aria-label={label}
      aria-expanded={expanded}
      data-first={first === true ? true : undefined}
      onClick={
        isBlocked
          ? onBlockedPress
          : waits === true
            ? undefined
            : trusted === true
              ? onTrusted<MouseEvent>(onPress)
              : onPress
      }
    >
      {icon !== undefined && <Icon node={icon} size="small" />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  node: IconNode;
  label: string;
  /** The key that does the same, shown in the tooltip, for example `Ctrl+K`. */
  keys?: string;
  onPress: () => void;
  small?: boolean;
  disabled?: boolean;
  trusted?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  filled?: boolean;
}

/** A button with only an icon; `label` is its name for screen readers and its tooltip. */
export function IconButton({
  node,
  label,
  keys,
  onPress,
  small,
  disabled,
  trusted,
  pressed,
  expanded,
  filled,
}: IconButtonProps) {
  const onTrusted = useTrusted();
  return (
    <button
      type="button"
      class={small === true ? 'icon-button small' : 'icon-button'}
      aria-label={label}
      title={keys === undefined ? label : `${label} (${keys})`}
      aria-keyshortcuts={keys === undefined ? undefined : keys.replace('Ctrl', 'Control').replace('Esc', 'Escape')}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled === true}
      onClick={trusted === true ? onTrusted<MouseEvent>(onPress) : onPress}
    >
      <Icon node={node} size={small === true ? 'small' : undefined} class={filled === true ? 'filled' : undefined} />
    </button>
  );
}
