import type { PanelParts } from '../../components/panel/parts.ts';

declare global {
  interface Window {
    /** The second script calls this with its components; in the isolated world, out of the page's reach. */
    disparoParts?: (parts: PanelParts) => void;
  }
}
