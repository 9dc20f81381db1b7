import * as z from 'zod/mini';
import { accessOutputs } from './messages/access.ts';
import { audienceOutputs } from './messages/audience.ts';
import { catalogOutputs } from './messages/catalog.ts';
import { chatOutputs } from './messages/chat.ts';
import { dataOutputs } from './messages/data.ts';
import { dispatchOutputs } from './messages/dispatch.ts';
import { draftOutputs } from './messages/draft.ts';
import { exclusionOutputs } from './messages/exclusion.ts';
import { followupOutputs } from './messages/followup.ts';
import { historyOutputs } from './messages/history.ts';
import { i18nOutputs } from './messages/i18n.ts';
import { notifyOutputs } from './messages/notify.ts';
import { pageOutputs } from './messages/page.ts';
import { panelOutputs } from './messages/panel.ts';
import { peopleOutputs } from './messages/people.ts';
import { preflightOutputs } from './messages/preflight.ts';
import { preparedOutputs } from './messages/prepared.ts';
import { recipeOutputs } from './messages/recipe.ts';
import { replyOutputs } from './messages/reply.ts';
import { roomOutputs } from './messages/room.ts';
import { settingsOutputs } from './messages/settings.ts';
import { setupOutputs } from './messages/setup.ts';
import { shortcutsOutputs } from './messages/shortcuts.ts';
import { siteOutputs } from './messages/site.ts';
import { testOutputs } from './messages/test.ts';
import { updateOutputs } from './messages/update.ts';
import { workOutputs } from './messages/work.ts';

// Views import this half of the protocol, the background the other one (protocol-inputs.ts). Both halves of a message
// are written in messages/<prefix>.ts.

/** The answer to every message, and whether the client may repeat the message. */
export const PROTOCOL_OUTPUTS = {
  ...accessOutputs,
  ...audienceOutputs,
  ...catalogOutputs,
  ...chatOutputs,
  ...dataOutputs,
  ...dispatchOutputs,
  ...draftOutputs,
  ...exclusionOutputs,
  ...followupOutputs,
  ...historyOutputs,
  ...i18nOutputs,
  ...notifyOutputs,
  ...pageOutputs,
  ...panelOutputs,
  ...peopleOutputs,
  ...preflightOutputs,
  ...preparedOutputs,
  ...recipeOutputs,
  ...replyOutputs,
  ...roomOutputs,
  ...settingsOutputs,
  ...setupOutputs,
  ...shortcutsOutputs,
  ...siteOutputs,
  ...testOutputs,
  ...updateOutputs,
  ...workOutputs,
};

/**
 * Why a call failed: an error kind of lib/weni/api or one of our own. `detail` contains no names, numbers or tokens.
 */
export const CallError = z.object({
  kind: z.literal([
    'session',
    'checking',
    'forbidden',
    'rejected',
    'rate-limit',
    'offline',
    'server',
    'intercepted',
    'contract',
    'not-found',
    'storage',
    'refused',
    'disconnected',
    'internal',
  ]),
  detail: z.string(),
});
