import 'wxt/browser';

// WXT generates this declaration with `wxt prepare`. It is repeated here so that the type check needs no build step.
declare module 'wxt/browser' {
  interface WxtRuntime {
    getURL(path: string): string;
  }
}
