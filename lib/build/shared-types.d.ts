/** Made by the build (panel-parts.ts): hands what both scripts of the panel use to the second one. */
declare module 'virtual:panel-shared' {
  export function share(): void;
}
