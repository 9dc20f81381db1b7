import { injectIntoOpenTab, registerForHosts } from '../platform/inject.ts';
import { builtInHosts, isBuiltInHost, patternOf } from '../platform/permissions.ts';
import { tabsAt } from '../platform/tabs.ts';

export interface SiteScriptPorts {
  /** Origins the agent added. */
  readonly addedOrigins: () => Promise<readonly string[]>;
  /** Origins the administrator's policy names. */
  readonly managedOrigins: () => readonly string[];
  readonly onError: (error: unknown) => void;
}

/** On which sites our static scripts run beyond those of the install, and in tabs that were open before. */
export function createSiteScripts(ports: SiteScriptPorts) {
  async function addedPatterns(): Promise<readonly string[]> {
    const origins = new Set([...(await ports.addedOrigins()), ...ports.managedOrigins()]);
    return [...new Set([...origins].filter((origin) => URL.canParse(origin) && !origin.includes('*') && !isBuiltInHost(origin)).map(patternOf))];
  }

  async function injectAt(patterns: readonly string[]): Promise<void> {
    for (const tabId of await tabsAt(patterns)) await injectIntoOpenTab(tabId).catch(ports.onError);
  }

  return {
    /** Registers what is missing; idempotent, since browsers drop registrations on an update. */
    register: async (): Promise<void> => registerForHosts(await addedPatterns()),
    /** Puts the scripts into open tabs of one match pattern. */
    injectAt: (pattern: string): Promise<void> => injectAt([pattern]),
    injectEverywhere: async (): Promise<void> => injectAt([...builtInHosts(), ...(await addedPatterns())]),
  };
}
