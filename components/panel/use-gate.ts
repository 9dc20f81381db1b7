import { useLayoutEffect } from 'preact/hooks';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/**
 * Whether a press may confirm the screen that this component renders. Reports the screen to the press gate as soon as
 * it is painted.
 *
 * @param screen name of the screen, as in the model that handles the press; null while there is nothing to confirm
 */
export function useGate(screen: string | null): boolean {
  const { gate } = usePanel();
  const { afterPaint } = useView();
  useLayoutEffect(() => {
    if (screen === null) return undefined;
    let leave = (): void => {};
    const cancel = afterPaint(() => (leave = gate.painted(screen)));
    return () => {
      cancel();
      leave();
    };
  }, [screen, gate, afterPaint]);
  return screen !== null && gate.isOpen(screen);
}
