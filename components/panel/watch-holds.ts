import type { PressGate } from '../../lib/models/panel/press-gate.ts';

const PRESSING_KEYS = new Set(['Enter', ' ']);

/**
 * Tells the gate what the agent holds down, anywhere in the window. A release may never be told: a menu or a list of
 * choices swallows it, another window got it, or macOS keeps quiet while Command is down. Each of those is noticed by
 * what follows it.
 *
 * @param root the panel: the pointer's moves are followed there alone, not over the page
 */
export function watchHolds(gate: PressGate, ports: { readonly root: EventTarget; readonly isTrusted: (event: Event) => boolean; readonly signal: AbortSignal }): void {
  const on = (target: EventTarget, name: string, run: (event: Event) => void): void => {
    const options = { capture: true, passive: true, signal: ports.signal };
    target.addEventListener(name, (event) => { if (ports.isTrusted(event)) run(event); }, options);
  };
  const letPointerGo = (): void => gate.release('pointer');
  on(globalThis, 'pointerdown', (event) => { if (event instanceof PointerEvent && event.button === 0) gate.hold('pointer'); });
  on(globalThis, 'pointerup', letPointerGo);
  on(globalThis, 'pointercancel', letPointerGo);
  on(ports.root, 'pointermove', (event) => { if (event instanceof PointerEvent && event.buttons === 0) letPointerGo(); });
  on(ports.root, 'change', letPointerGo);
  on(ports.root, 'click', letPointerGo);
  on(globalThis, 'keydown', (event) => { if (event instanceof KeyboardEvent && PRESSING_KEYS.has(event.key)) gate.hold('key'); });
  on(globalThis, 'keyup', (event) => {
    if (event instanceof KeyboardEvent && (PRESSING_KEYS.has(event.key) || event.key === 'Meta')) gate.release('key');
  });
  on(globalThis, 'blur', (event) => {
    if (event.target !== globalThis) return;
    gate.release('key');
    letPointerGo();
  });
}
