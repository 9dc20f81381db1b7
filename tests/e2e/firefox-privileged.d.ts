// Names of Firefox's privileged scope, where some functions of browser.ts run.
declare const ChromeUtils: {
  importESModule(url: string): {
    ExtensionParent: { apiManager: { global: { browserActionFor(extension: unknown): { action: { getContextData(tab: unknown): { badgeText: string; title: string } } } } } };
    AddonManager: { getAddonByID(id: string): Promise<{ reload(): Promise<void> }> };
  };
};
declare const WebExtensionPolicy: {
  getByID(id: string): {
    extension: {
      manifest: { commands: Record<string, unknown> };
      backgroundState: string;
      terminateBackground(options: { disableResetIdleForTest: boolean; ignoreDevToolsAttached: boolean }): Promise<void>;
    };
  };
};
declare const Services: { io: { offline: boolean } };
declare const gBrowser: { selectedTab: unknown };
interface Element {
  doCommand(): void;
}
