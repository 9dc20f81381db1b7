import * as z from 'zod/mini';
import { accessInputs } from './messages/access.ts';
import { audienceInputs } from './messages/audience.ts';
import { catalogInputs } from './messages/catalog.ts';
import { chatInputs } from './messages/chat.ts';
import { dataInputs } from './messages/data.ts';
import { dispatchInputs } from './messages/dispatch.ts';
import { draftInputs } from './messages/draft.ts';
import { exclusionInputs } from './messages/exclusion.ts';
import { followupInputs } from './messages/followup.ts';
import { historyInputs } from './messages/history.ts';
import { i18nInputs } from './messages/i18n.ts';
import { notifyInputs } from './messages/notify.ts';
import { pageInputs } from './messages/page.ts';
import { panelInputs } from './messages/panel.ts';
import { peopleInputs } from './messages/people.ts';
import { preflightInputs } from './messages/preflight.ts';
import { preparedInputs } from './messages/prepared.ts';
import { recipeInputs } from './messages/recipe.ts';
import { replyInputs } from './messages/reply.ts';
import { roomInputs } from './messages/room.ts';
import { settingsInputs } from './messages/settings.ts';
import { setupInputs } from './messages/setup.ts';
import { shortcutsInputs } from './messages/shortcuts.ts';
import { siteInputs } from './messages/site.ts';
import { testInputs } from './messages/test.ts';
import { updateInputs } from './messages/update.ts';
import { workInputs } from './messages/work.ts';

export type { FrameNeed } from './messages/parts.ts';

// The background imports this half of the protocol, views the other one (protocol-outputs.ts). Both halves of a message
// are written in messages/<prefix>.ts.

/** Every message of the extension by name (`subject:verb`): its input and who may send it. */
export const PROTOCOL_INPUTS = {
  ...accessInputs,
  ...audienceInputs,
  ...catalogInputs,
  ...chatInputs,
  ...dataInputs,
  ...dispatchInputs,
  ...draftInputs,
  ...exclusionInputs,
  ...followupInputs,
  ...historyInputs,
  ...i18nInputs,
  ...notifyInputs,
  ...pageInputs,
  ...panelInputs,
  ...peopleInputs,
  ...preflightInputs,
  ...preparedInputs,
  ...recipeInputs,
  ...replyInputs,
  ...roomInputs,
  ...settingsInputs,
  ...setupInputs,
  ...shortcutsInputs,
  ...siteInputs,
  ...testInputs,
  ...updateInputs,
  ...workInputs,
};

/** A message as it is sent. An error is answered as `{ ok: false, error }`; the server never rejects. */
export const Envelope = z.object({ name: z.string(), input: z.unknown() });
