import { h, icon } from '../core/dom.js';
import { readKey, writeKey } from '../core/storage.js';
import { openPopover } from '../overlay/popover.js';

/**
 * Bottom left: the only way to open the page's own dispatch. It opens by pointer only, as measured on the real page.
 */
export function viewOptions(app, { openFlows }) {
  let popover = null;
  const arrow = h('span', { class: 'view-button__arrow' }, icon('up'));
  const badge =
    readKey(localStorage, 'viewOptionsNewSeen') === true ? null : h('span', { class: 'new-badge' }, app.t('isNew'));
  const button = h(
    'section',
    { class: 'view-button', role: 'button', tabindex: '0', 'data-testid': 'view-btn', onclick: toggle },
    h('span', { class: 'view-button__label' }, app.t('viewOptions')),
    badge,
    arrow,
  );

  function toggle() {
    if (popover) {
      popover.close();
      return;
    }
    writeKey(localStorage, 'viewOptionsNewSeen', true);
    badge?.remove();
    arrow.replaceChildren(icon('down'));
    popover = openPopover({
      root: app.root,
      anchor: button,
      content: content(app, { openFlows, close: () => popover?.close() }),
      onClose: () => {
        popover = null;
        arrow.replaceChildren(icon('up'));
      },
    });
  }

  return h('footer', { class: 'chats-layout-footer' }, h('div', { class: 'view-options__trigger' }, button));
}

function content(app, { openFlows, close }) {
  const entry = (testid, name, text, action) =>
    h(
      'button',
      {
        type: 'button',
        class: 'view-options__entry',
        'data-testid': testid,
        onclick: () => {
          close();
          action();
        },
      },
      icon(name, 20),
      text,
    );
  const themeButton = (choice, name) => {
    const active = app.theme.dark === (choice === 'dark');
    const button = h(
      'button',
      {
        type: 'button',
        class: `view-options__theme${active ? ' view-options__theme--active' : ''}`,
        'data-testid': `theme-${choice}-button`,
        onclick: () => {
          app.theme.set(choice);
          for (const other of button.parentElement.children)
            other.classList.toggle('view-options__theme--active', other === button);
        },
      },
      icon(name, 20),
      app.t(choice),
    );
    return button;
  };
  const soundOn = () => readKey(localStorage, 'preferencesSound') !== 'no';
  const soundText = h('span', {}, app.t(soundOn() ? 'on' : 'off'));
  const sound = h('button', {
    type: 'button',
    role: 'switch',
    class: 'switch',
    'aria-checked': String(soundOn()),
    'aria-label': app.t('sound'),
    'data-testid': 'switch-sound',
    onclick: () => {
      writeKey(localStorage, 'preferencesSound', soundOn() ? 'no' : 'yes');
      sound.setAttribute('aria-checked', String(soundOn()));
      soundText.textContent = app.t(soundOn() ? 'on' : 'off');
    },
  });
  return h(
    'div',
    { class: 'view-options', 'data-testid': 'view-options-content' },
    entry('show-see_history', 'history', app.t('generalHistory'), () => app.router.push('/closed-chats')),
    app.viewedAgent === null ? entry('show-flows-trigger', 'send', app.t('flows'), openFlows) : null,
    entry('show-quick-messages', 'bolt', app.t('quickMessages'), () => undefined),
    entry('show-dashboard', 'chart', app.t('dashboard'), () => app.router.push('/dashboard/manager')),
    h('hr', {}),
    h('p', {}, app.t('theme')),
    h('div', { class: 'view-options__themes' }, themeButton('light', 'sun'), themeButton('dark', 'moon')),
    h('p', {}, app.t('sound')),
    h('div', { class: 'view-options__sound' }, sound, soundText),
  );
}
