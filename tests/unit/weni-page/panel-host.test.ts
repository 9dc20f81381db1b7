// @vitest-environment happy-dom
import { describe, expect, it, onTestFinished } from 'vitest';
import { installGuards } from '../../../lib/weni/page/guards.ts';
import { createPanelHost } from '../../../lib/weni/page/panel-host.ts';

function arrange() {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  return { controller, ...createPanelHost(document, window, controller.signal) };
}

const nextTask = () => new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(null))));

describe('panel host', () => {
  it('is a child of <html>, above everything, with an open shadow root, and hidden from session recorders', () => {
    const { host, root } = arrange();

    expect(host.parentElement).toBe(document.documentElement);
    expect(host.style.zIndex).toBe('2147483647');
    expect(host.style.position).toBe('fixed');
    expect(root.mode).toBe('open');
    expect(host.hasAttribute('data-hj-suppress')).toBe(true);
    expect(host.classList.contains('rr-block')).toBe(true);
  });

  it('does not take the focus', () => {
    const input = document.createElement('input');
    document.body.append(input);
    input.focus();

    arrange();

    expect(document.activeElement).toBe(input);
  });

  it('is put back when the page removes it, but not without end', async () => {
    const { host } = arrange();

    host.remove();
    await nextTask();
    const first = host.isConnected;
    for (let n = 0; n < 6; n += 1) {
      host.remove();
      await nextTask();
    }

    expect(first).toBe(true);
    expect(host.isConnected).toBe(false);
  });

  it('may be moved into <body>, and is removed when its signal aborts', async () => {
    const { host, controller } = arrange();

    document.body.append(host);
    await nextTask();
    const parent = host.parentElement;
    controller.abort();

    expect(parent).toBe(document.body);
    expect(host.isConnected).toBe(false);
  });

  it('is placed at the given box', () => {
    const { host, moveTo } = arrange();

    moveTo({ topPx: 64, heightPx: 700, rightPx: 0, widthPx: 380 });

    expect([host.style.top, host.style.height, host.style.right, host.style.width]).toEqual([
      '64px',
      '700px',
      '0px',
      '380px',
    ]);
  });
});

describe('guards', () => {
  it("stop every key, input, pointer and focus event of the panel at its host, after the panel's own handlers", () => {
    const { host, root, controller } = arrange();
    installGuards(host, window, controller.signal);
    const button = document.createElement('button');
    root.append(button);
    const types = ['keydown', 'input', 'beforeinput', 'paste', 'compositionend', 'pointerdown', 'click', 'focusin'];
    const own: string[] = [];
    const page: string[] = [];
    for (const type of types) {
      button.addEventListener(type, () => own.push(type));
      window.addEventListener(type, () => page.push(type));
    }

    for (const type of types) button.dispatchEvent(new Event(type, { bubbles: true, composed: true }));

    expect(own).toEqual(types);
    expect(page).toEqual([]);
  });

  it('hide from the focus trap of a page dialog that the focus moved to the panel, only while the panel is mounted', () => {
    const { host, controller } = arrange();
    installGuards(host, window, controller.signal);
    const trap: (EventTarget | null)[] = [];
    const hear = (event: FocusEvent): void => {
      trap.push(event.relatedTarget);
    };
    document.addEventListener('focusout', hear);
    onTestFinished(() => document.removeEventListener('focusout', hear));
    const leave = (relatedTarget: EventTarget | null) =>
      document.body.dispatchEvent(new FocusEvent('focusout', { bubbles: true, composed: true, relatedTarget }));

    leave(host);
    leave(null);
    controller.abort();
    leave(host);

    expect(trap).toEqual([null, host]);
  });
});
