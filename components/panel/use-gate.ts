import { useLayoutEffect } from 'preact/hooks';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/**
 * Whether a press may confirm the screen this component draws, told to the gate as soon as it is painted.
 *
 * @param screen names what is shown, as the model that takes the press names it; null while there is nothing to confirm
 */
export function useGate(screen: string | null): boolean {
  const { gate } = usePanel();
  const { afterPaint } = useView();
  useLayoutEffect(() => {
    if (screen === null) return undefined;
    let leave = (): void => {};
    const callOff = afterPaint(() => (leave = gate.painted(screen)));
    return () => {
      callOff();
      leave();
    };
  }, [screen, gate, afterPaint]);
  return screen !== null && gate.isOpen(screen);
}
