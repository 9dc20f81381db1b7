// Names of Firefox's privileged scope, where some functions of browser.ts run.
declare const ChromeUtils: {
  importESModule(url: string): {
    ExtensionParent: {
      apiManager: {
        global: {
          browserActionFor(
            extension: unknown,
          ):
            | { action: { getContextData(tab: unknown): { badgeText: string; title: string } }; widget: { id: string } }
            | undefined;
        };
      };
    };
    AddonManager: { getAddonByID(id: string): Promise<{ reload(): Promise<void> }> };
  };
};
declare const WebExtensionPolicy: {
  getByID(id: string): {
    extension: {
      manifest: { commands: Record<string, unknown> };
      backgroundState: string;
      on(event: string, listener: () => void): void;
      terminateBackground(options: {
        disableResetIdleForTest: boolean;
        ignoreDevToolsAttached: boolean;
      }): Promise<void>;
    };
  };
};
declare const Cc: {
  '@mozilla.org/security/certoverride;1': {
    getService(name: unknown): { setDisableAllSecurityChecksAndLetAttackersInterceptMyData(isOff: boolean): void };
  };
  '@mozilla.org/memory-reporter-manager;1': {
    getService(name: unknown): {
      minimizeMemoryUsage(done: () => void): void;
      /** Reports of all processes; `amount` in bytes for most paths. */
      getReports(
        handle: (process: string, path: string, kind: number, units: number, amount: number) => void,
        handleData: null,
        finish: () => void,
        finishData: null,
        isAnonymous: boolean,
      ): void;
    };
  };
};
declare const Ci: { nsICertOverrideService: unknown; nsIMemoryReporterManager: unknown };
declare const CustomizableUI: { addWidgetToArea(widgetId: string, area: string): void };
declare const Services: {
  obs: { notifyObservers(subject: null, topic: string): void };
  io: { offline: boolean };
  wm: { getEnumerator(type: 'navigator:browser'): Iterable<{ gBrowser: typeof gBrowser }> };
};
interface FrameMessages {
  addMessageListener(name: string, listener: (message: { data: string }) => void): void;
  removeMessageListener(name: string, listener: (message: { data: string }) => void): void;
  loadFrameScript(url: string, allowDelayedLoad: boolean): void;
}
declare const gBrowser: { selectedTab: unknown; selectedBrowser: { messageManager: FrameMessages } };
interface Element {
  doCommand(): void;
}
