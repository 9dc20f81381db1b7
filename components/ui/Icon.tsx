import type { IconNode } from 'lucide';
import { h } from 'preact';

interface IconProps {
  node: IconNode;
  size?: 'small' | 'large' | undefined;
  class?: string | undefined;
}

/** A lucide icon. Always decorative: its meaning is in the text beside it or in the label of its button. */
export function Icon({ node, size, class: extra }: IconProps) {
  const names = ['icon', size, extra].filter((name) => name !== undefined).join(' ');
  return (
    <svg class={names} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {node.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
