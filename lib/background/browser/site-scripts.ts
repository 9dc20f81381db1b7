import { injectIntoOpenTab, isInTab, registerForHosts } from '../../platform/inject.ts';
import { builtInHosts, isBuiltInHost, patternOf } from '../../platform/permissions.ts';
import { tabsAt } from '../../platform/tabs.ts';

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

  async function injectIfMissing(tabId: number): Promise<void> {
    if (!(await isInTab(tabId))) await injectIntoOpenTab(tabId);
  }

  return {
    /** Registers what is missing; idempotent, since browsers drop registrations on an update. */
    register: async (): Promise<void> => registerForHosts(await addedPatterns()),
    /**
     * Puts the scripts into the open tabs of our sites where none of this version answers. Asked first, so it costs a message a
     * tab and mounts nothing twice. Not waited for: a frozen tab answers when it thaws.
     */
    async injectMissing(): Promise<void> {
      const tabs = await tabsAt([...builtInHosts(), ...(await addedPatterns())]);
      for (const tabId of tabs) void injectIfMissing(tabId).catch(ports.onError);
    },
  };
}
