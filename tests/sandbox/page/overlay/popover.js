import { h } from '../core/dom.js';

const LAYER = 1025;

/**
 * A popover: not modal, teleported into the root, closed by a pointer or by focus outside and by Escape.
 * @param {{root: HTMLElement, anchor: HTMLElement, content: HTMLElement, onClose(): void}} options
 */
export function openPopover({ root, anchor, content, onClose }) {
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const wrapper = h(
    'div',
    { 'data-reka-popper-content-wrapper': true, style: `position:fixed;left:0;top:0;z-index:${LAYER}` },
    content,
  );
  root.append(wrapper);

  function place() {
    // A fixed position refers to the viewport, or to the root if it is a containing block, so the offset is measured.
    wrapper.style.transform = 'none';
    const origin = wrapper.getBoundingClientRect();
    const around = anchor.getBoundingClientRect();
    content.style.width = `${Math.max(around.width, 240)}px`;
    const top = around.top - origin.top - content.offsetHeight - 4;
    wrapper.style.transform = `translate(${Math.round(around.left - origin.left)}px, ${Math.round(top)}px)`;
  }

  place();
  window.addEventListener('resize', place, { signal });
  const outside = (event) => !event.composedPath().includes(wrapper) && !event.composedPath().includes(anchor);
  setTimeout(() => {
    document.addEventListener('pointerdown', (event) => outside(event) && close(), { signal });
    document.addEventListener('focusin', (event) => outside(event) && close(), { signal });
  }, 0);
  document.addEventListener('keydown', (event) => event.key === 'Escape' && close(), { signal });

  let open = true;
  function close() {
    if (!open) return;
    open = false;
    lifetime.abort();
    wrapper.remove();
    onClose();
  }
  return { close };
}
