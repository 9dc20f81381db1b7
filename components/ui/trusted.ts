import { useView } from './ViewContext.tsx';

/**
 * A handler that only a person can trigger: what sends, confirms, retries or switches ignores events that a script of
 * the page made.
 */
export function useTrusted(): <Kind extends Event>(handler: (event: Kind) => void) => (event: Kind) => void {
  const { isTrusted } = useView();
  return (handler) => (event) => {
    if (isTrusted(event)) handler(event);
  };
}
