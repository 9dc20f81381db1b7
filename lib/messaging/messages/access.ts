import * as z from 'zod/mini';
import { FlowsProject, ProjectUuid, SectorUuid } from '../../ids.ts';
import { AccessView } from '../views.ts';
import { frame, frameOrExtensionPage, none, okOrRefused, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `access:*`: read and set the sector toggle; choose the secondary project.

export const accessInputs = {
  'access:check': { input: none, from: frameOrExtensionPage, needs: 'document' },
  'access:set-toggle': { input: z.object({ sectorUuid: SectorUuid, on: z.boolean() }), from: frame },
  /** The secondary projects of a principal project, as the server lists them. */
  'access:list-projects': { input: none, from: frame },
  'access:choose-project': { input: z.object({ projectUuid: ProjectUuid }), from: frame },
} as const satisfies MessageInputs;

export const accessOutputs = {
  'access:check': { kind: 'query', output: AccessView },
  'access:set-toggle': { kind: 'mutation', output: okOrRefused },
  'access:list-projects': {
    kind: 'query',
    output: z.object({ projects: z.array(FlowsProject), badRows: z.number() }),
  },
  'access:choose-project': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof accessInputs>;
