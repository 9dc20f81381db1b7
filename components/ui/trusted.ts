import { useView } from './ViewContext.tsx';

/**
 * Wraps a handler so that it ignores events that were not made by a user. Used for everything that sends, confirms,
 * retries or switches, because scripts of the page can dispatch events.
 */
export function useTrusted(): <Kind extends Event>(handler: (event: Kind) => void) => (event: Kind) => void {
  const { isTrusted } = useView();
  return (handler) => (event) => {
    if (isTrusted(event)) handler(event);
  };
}
