import { createAccessHandlers } from './access.ts';
import { createAudienceHandlers } from './audience.ts';
import { createCatalogHandlers } from './catalog.ts';
import { createChatHandlers } from './chat.ts';
import { createDataHandlers } from './data.ts';
import { createDispatchHandlers } from './dispatch.ts';
import { createDraftHandlers } from './draft.ts';
import { createExclusionHandlers } from './exclusion.ts';
import { createFollowUpHandlers } from './followup.ts';
import { createHistoryHandlers } from './history.ts';
import { createWordHandlers } from './i18n.ts';
import { createNotifyHandlers } from './notify.ts';
import { createPageHandlers, type PageEvents } from './page.ts';
import { createPanelHandlers } from './panel.ts';
import { createPeopleHandlers } from './people.ts';
import { createPreparedHandlers } from './prepared.ts';
import { createPreflightHandlers } from './preflight.ts';
import { createRecipeHandlers } from './recipe.ts';
import { createReplyHandlers } from './reply.ts';
import { createRoomHandlers } from './room.ts';
import { createSettingsHandlers } from './settings.ts';
import { createSetupHandlers } from './setup.ts';
import { createShortcutHandlers } from './shortcuts.ts';
import { createSiteHandlers, type SitePorts } from './site.ts';
import { createTestHandlers } from './test.ts';
import { createUpdateHandlers } from './update.ts';
import { createWorkHandlers } from './work.ts';
import type { Handlers } from '../../messaging/server.ts';
import type { Services } from '../services.ts';
import type { SlicePorts } from '../../util/time-slice.ts';

/** What the handlers need besides the services; only the start of the background can provide it. */
export interface HandlerPorts extends PageEvents, SitePorts {
  readonly slice: SlicePorts;
  /** Deletes everything that the extension stored; resolves to the number of records left. */
  readonly eraseAll: () => Promise<number>;
  /** Sets the width of panels that are not open, px. Open panels follow the setting by themselves. */
  readonly setPanelWidth: (widthPx: number) => Promise<void>;
  readonly updateSeen: () => Promise<void>;
  /** Shows a test notification; resolves to false without the permission. */
  readonly testNotice: () => Promise<boolean>;
}

/** Collects the handlers of all messages. The file name of a handler begins with the prefix of its message. */
export function createHandlers(services: Services, ports: HandlerPorts): Handlers {
  return {
    ...createAccessHandlers(services),
    ...createAudienceHandlers(services),
    ...createCatalogHandlers(services),
    ...createChatHandlers(services),
    ...createDataHandlers(services, ports),
    ...createDispatchHandlers(services),
    ...createDraftHandlers(services),
    ...createExclusionHandlers(services),
    ...createFollowUpHandlers(services),
    ...createHistoryHandlers(services),
    ...createNotifyHandlers(ports),
    ...createPageHandlers(services, ports),
    ...createPanelHandlers(services),
    ...createPeopleHandlers(services, ports.slice),
    ...createPreflightHandlers(services),
    ...createPreparedHandlers(services),
    ...createRecipeHandlers(services),
    ...createReplyHandlers(services),
    ...createRoomHandlers(services),
    ...createSettingsHandlers(services, ports),
    ...createSetupHandlers(services),
    ...createShortcutHandlers(),
    ...createSiteHandlers(services, ports),
    ...createTestHandlers(services),
    ...createUpdateHandlers(services, ports),
    ...createWordHandlers(services),
    ...createWorkHandlers(services),
  };
}
