import { injectIntoOpenTab, isInTab, registerForHosts } from '../../platform/inject.ts';
import { builtInHosts, isBuiltInHost, patternOf } from '../../platform/permissions.ts';
import { tabsAt } from '../../platform/tabs.ts';

export interface SiteScriptPorts {
  /** Origins that the agent added. */
  readonly addedOrigins: () => Promise<readonly string[]>;
  /** Origins that the administrator's policy names. */
  readonly managedOrigins: () => readonly string[];
  readonly onError: (error: unknown) => void;
}

/**
 * Runs our content scripts on sites beyond those of the manifest, and in tabs that were open before the scripts were
 * registered.
 */
export function createSiteScripts(ports: SiteScriptPorts) {
  async function addedPatterns(): Promise<readonly string[]> {
    const origins = new Set([...(await ports.addedOrigins()), ...ports.managedOrigins()]);
    return [
      ...new Set(
        [...origins]
          .filter((origin) => URL.canParse(origin) && !origin.includes('*') && !isBuiltInHost(origin))
          .map(patternOf),
      ),
    ];
  }

  async function injectIfMissing(tabId: number): Promise<void> {
    if (!(await isInTab(tabId))) await injectIntoOpenTab(tabId);
  }

  return {
    /**
     * Registers the scripts that are missing. Idempotent; called at every start, since browsers drop registrations on
     * an update.
     */
    register: async (): Promise<void> => registerForHosts(await addedPatterns()),
    /**
     * Injects the scripts into open tabs of our sites in which no script of this version answers. Each tab is asked
     * first, so that nothing is mounted twice. The injections are not awaited: a frozen tab answers only when it thaws.
     */
    async injectMissing(): Promise<void> {
      const tabs = await tabsAt([...builtInHosts(), ...(await addedPatterns())]);
      for (const tabId of tabs) void injectIfMissing(tabId).catch(ports.onError);
    },
  };
}
