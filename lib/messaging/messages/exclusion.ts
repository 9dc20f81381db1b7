import * as z from 'zod/mini';
import { ExcludedPerson, MOST_EXCLUDED } from '../../contacts/exclusion-list.ts';
import { sized } from '../../fits.ts';
import { ContactUuid, SessionId } from '../../ids.ts';
import {
  done,
  extensionPage,
  frame,
  frameOrExtensionPage,
  none,
  okOrRefused,
  OwnPerson,
  type MessageInputs,
  type MessageOutputs,
} from './parts.ts';

// Messages `exclusion:*`: the agent's own list of people who are never sent to, one per project.

export const exclusionInputs = {
  /** Puts people on the list of the project on screen. Whoever is on it already stays as they are. */
  'exclusion:add': {
    input: z.object({ people: z.array(OwnPerson).check(sized(1, MOST_EXCLUDED)) }),
    from: frame,
  },
  /** Takes people off a list. `scope`: that of `exclusion:list`; null: the list of the project on screen. */
  'exclusion:remove': {
    input: z.object({ scope: z.nullable(SessionId), contactUuids: z.array(ContactUuid) }),
    from: frameOrExtensionPage,
  },
  'exclusion:list': { input: none, from: frameOrExtensionPage },
  /** Which excluded groups and fields of settings and policy the project on screen does not have. */
  'exclusion:missing-names': { input: none, from: extensionPage },
} as const satisfies MessageInputs;

export const exclusionOutputs = {
  'exclusion:add': { kind: 'mutation', output: okOrRefused },
  'exclusion:remove': { kind: 'mutation', output: done },
  /** The lists of the signed-in agents that hold anybody. */
  'exclusion:list': {
    kind: 'query',
    output: z.object({
      lists: z.array(z.object({ scope: SessionId, projectName: z.string(), people: z.array(ExcludedPerson) })),
    }),
  },
  /** Null: nobody is signed in, so no project can be asked. */
  'exclusion:missing-names': {
    kind: 'query',
    output: z.object({ missing: z.nullable(z.object({ groups: z.array(z.string()), fields: z.array(z.string()) })) }),
  },
} as const satisfies MessageOutputs<typeof exclusionInputs>;
