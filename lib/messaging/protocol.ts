import type * as z from 'zod/mini';
import type { PROTOCOL_INPUTS } from './protocol-inputs.ts';
import type { CallError as CallErrorSchema, PROTOCOL_OUTPUTS } from './protocol-outputs.ts';

// Types only. The schemas are in two files, so that the bundle of each side contains only the schemas it parses with.

export type MessageName = keyof typeof PROTOCOL_INPUTS;
export type InputOf<Name extends MessageName> = z.infer<(typeof PROTOCOL_INPUTS)[Name]['input']>;
export type OutputOf<Name extends MessageName> = z.infer<(typeof PROTOCOL_OUTPUTS)[Name]['output']>;
export type CallError = z.infer<typeof CallErrorSchema>;
