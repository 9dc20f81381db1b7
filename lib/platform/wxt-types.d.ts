import 'wxt/browser';

// WXT generates this declaration per checkout (`wxt prepare`); written out so that the types need no build step.
declare module 'wxt/browser' {
  interface WxtRuntime {
    getURL(path: string): string;
  }
}
