import type { PressGate } from '../../lib/models/panel/press-gate.ts';

const PRESSING_KEYS = new Set(['Enter', ' ']);

/**
 * Reports to the press gate which keys and buttons the agent holds down, anywhere in the window. A release event can be
 * missing: a menu swallows it, another window receives it, or macOS sends no keyup while Command is held. Later events
 * reveal each of these cases.
 *
 * @param root the panel; pointer moves are observed only there, not over the page
 */
export function watchHolds(
  gate: PressGate,
  ports: { readonly root: EventTarget; readonly isTrusted: (event: Event) => boolean; readonly signal: AbortSignal },
): void {
  const on = (target: EventTarget, name: string, run: (event: Event) => void): void => {
    const options = { capture: true, passive: true, signal: ports.signal };
    target.addEventListener(
      name,
      (event) => {
        if (ports.isTrusted(event)) run(event);
      },
      options,
    );
  };
  const releasePointer = (): void => gate.release('pointer');
  on(globalThis, 'pointerdown', (event) => {
    if (event instanceof PointerEvent && event.button === 0) gate.hold('pointer');
  });
  on(globalThis, 'pointerup', releasePointer);
  on(globalThis, 'pointercancel', releasePointer);
  on(ports.root, 'pointermove', (event) => {
    if (event instanceof PointerEvent && event.buttons === 0) releasePointer();
  });
  on(ports.root, 'change', releasePointer);
  on(ports.root, 'click', releasePointer);
  on(globalThis, 'keydown', (event) => {
    if (event instanceof KeyboardEvent && PRESSING_KEYS.has(event.key)) gate.hold('key');
  });
  on(globalThis, 'keyup', (event) => {
    if (event instanceof KeyboardEvent && (PRESSING_KEYS.has(event.key) || event.key === 'Meta')) gate.release('key');
  });
  on(globalThis, 'blur', (event) => {
    if (event.target !== globalThis) return;
    gate.release('key');
    releasePointer();
  });
}
