/** Made by the build (panel-parts.ts): hands what both scripts of the panel use to the second one. */
declare module 'virtual:panel-shared' {
  export function share(): void;
}

/** The second script calls this with its components; a property of the isolated world's global, out of the page's reach. */
declare var __disparoParts: ((parts: import('../../components/panel/parts.ts').PanelParts) => void) | undefined;
