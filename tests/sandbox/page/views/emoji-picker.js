import { h } from '../core/dom.js';

const EMOJIS = 1_950;
let template = null;

/**
 * When a room is opened, the document grows to about 4,700 elements, 3,900 of them the composer's emoji picker
 * (.github/docs/contract/page.md#elements). This adds as many, so that observers of the document meet the same burst.
 * It is never shown.
 */
export function emojiPicker() {
  template ??= h(
    'div',
    { class: 'emoji-picker', style: 'display:none', 'aria-hidden': 'true' },
    Array.from({ length: EMOJIS }, (_, index) =>
      h('span', { class: 'emoji' }, h('i', {}, String.fromCodePoint(0x1f600 + (index % 80)))),
    ),
  );
  return template.cloneNode(true);
}
