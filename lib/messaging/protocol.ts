import type * as z from 'zod/mini';
import type { PROTOCOL_INPUTS } from './protocol-inputs.ts';
import type { CallError as CallErrorSchema, PROTOCOL_OUTPUTS } from './protocol-outputs.ts';

// Types alone: the schemas are in protocol-inputs.ts and protocol-outputs.ts, so that each side carries only what it parses.

export type MessageName = keyof typeof PROTOCOL_INPUTS;
export type InputOf<Name extends MessageName> = z.infer<(typeof PROTOCOL_INPUTS)[Name]['input']>;
export type OutputOf<Name extends MessageName> = z.infer<(typeof PROTOCOL_OUTPUTS)[Name]['output']>;
export type CallError = z.infer<typeof CallErrorSchema>;
