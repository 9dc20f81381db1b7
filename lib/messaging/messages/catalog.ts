import * as z from 'zod/mini';
import { FlowUuid } from '../../ids.ts';
import { FlowCatalog, FlowPreview } from '../views.ts';
import { done, frameOrExtensionPage, refresh, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `catalog:*`: the flows that an agent can choose.

export const catalogInputs = {
  'catalog:list-flows': { input: refresh, from: frameOrExtensionPage },
  'catalog:preview-flow': { input: z.object({ flowUuid: FlowUuid }), from: frameOrExtensionPage },
  'catalog:set-favourite': { input: z.object({ flowUuid: FlowUuid, on: z.boolean() }), from: frameOrExtensionPage },
} as const satisfies MessageInputs;

export const catalogOutputs = {
  'catalog:list-flows': { kind: 'query', output: FlowCatalog },
  'catalog:preview-flow': { kind: 'query', output: FlowPreview },
  'catalog:set-favourite': { kind: 'mutation', output: done },
} as const satisfies MessageOutputs<typeof catalogInputs>;
