import * as z from 'zod/mini';
import { SectorUuid } from '../../ids.ts';
import { AccessView } from '../views.ts';
import { frame, frameOrExtensionPage, none, okOrRefused, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `access:*`: read and set the sector toggle.

export const accessInputs = {
  'access:check': { input: none, from: frameOrExtensionPage, needs: 'document' },
  'access:set-toggle': { input: z.object({ sectorUuid: SectorUuid, on: z.boolean() }), from: frame },
} as const satisfies MessageInputs;

export const accessOutputs = {
  'access:check': { kind: 'query', output: AccessView },
  'access:set-toggle': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof accessInputs>;
