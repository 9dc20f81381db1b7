import { onAlarm } from '../../platform/alarms.ts';
import { onShortcut } from '../../platform/commands.ts';
import { onBrowserStart, onInstalled, onUpdateAvailable } from '../../platform/lifecycle.ts';
import { onNoticeClicked } from '../../platform/notifications.ts';
import { onPermissionsChanged } from '../../platform/permissions.ts';
import { onMessage, onView } from '../../platform/runtime.ts';
import { onManagedPolicyChanged } from '../../platform/storage-areas.ts';
import { onTabGone } from '../../platform/tabs.ts';

/**
 * Registers each browser listener once, in the first tick of the service worker. An erasure starts a new life in the
 * same worker: calling a function again replaces the handler, so that events go to the newest life only.
 */
export function createBrowserListeners() {
  const once = <Given extends unknown[], Answer, Registered>(
    register: (handle: (...given: Given) => Answer) => Registered,
  ): ((handle: (...given: Given) => Answer) => Registered) => {
    let current: ((...given: Given) => Answer) | null = null;
    let registered: { readonly value: Registered } | null = null;
    return (handle) => {
      current = handle;
      registered ??= { value: register((...given) => (current ?? handle)(...given)) };
      return registered.value;
    };
  };
  return {
    onMessage: once(onMessage),
    onView: once(onView),
    onAlarm: once(onAlarm),
    onShortcut: once(onShortcut),
    onTabGone: once(onTabGone),
    onInstalled: once(onInstalled),
    onBrowserStart: once(onBrowserStart),
    onPermissionsChanged: once(onPermissionsChanged),
    onManagedPolicyChanged: once(onManagedPolicyChanged),
    onUpdateAvailable: once(onUpdateAvailable),
    onNoticeClicked: once(onNoticeClicked),
    onOnline: once((handle: () => void) => globalThis.addEventListener('online', handle)),
    onOffline: once((handle: () => void) => globalThis.addEventListener('offline', handle)),
  };
}
