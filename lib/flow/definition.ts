/**
 * A flow as the flow engine runs it, read from `retrieve_flow_definitions`: what a node does, then where it goes. Only what
 * a reading needs is here. What could not be read stands as `not-understood`, never as harmless.
 */

/** What an action means for a reading. `other`: known to the engine, and it neither sends nor opens anything. */
export type ActionKind =
  | 'message'
  | 'ticket'
  | 'sub-flow'
  | 'session'
  | 'broadcast'
  | 'field'
  | 'add-groups'
  | 'remove-groups'
  | 'channel'
  | 'call'
  | 'other'
  | 'not-understood';

/** One text that the engine evaluates, or a translation of it. `isTemplateValue`: a value for a placeholder of a WhatsApp template. */
export interface FlowText {
  readonly text: string;
  readonly isTemplateValue: boolean;
  /** Language code of a translation; null for the flow's own language. */
  readonly language: string | null;
}

/** A thing of the definition that another one names. */
export interface FlowReference {
  readonly uuid: string | null;
  readonly name: string | null;
}

export interface FlowAction {
  readonly kind: ActionKind;
  /** As written in the definition. */
  readonly type: string;
  /** Everything evaluated in it, translations included. */
  readonly texts: readonly FlowText[];
  /** The free text of a message. */
  readonly text: string | null;
  /** The WhatsApp template that a message sends; null: a free message. */
  readonly template: FlowReference | null;
  /** Of a ticket: its sector (the engine's ticketer) and its queue (the engine's topic). */
  readonly sector: FlowReference | null;
  readonly queue: FlowReference | null;
  /** Of a sub-flow or of a session: where it goes. */
  readonly flow: FlowReference | null;
  /** Of a sub-flow: nothing of the flows above it goes on afterwards. */
  readonly isTerminal: boolean;
  /** Names of the contact's fields, groups or the channel that it writes. */
  readonly writes: readonly string[];
}

/** Where a node goes on. `destination` null: the run ends there. */
interface FlowExit {
  readonly exitUuid: string;
  readonly destination: string | null;
}

export interface FlowRouter {
  /** `switch`, `random`, `smart`. */
  readonly type: string;
  /** The run stops here until the contact writes. `timeoutSeconds` null: it waits until the flow expires. */
  readonly wait: { readonly timeoutSeconds: number | null } | null;
  /** The exits that its categories name; null where they could not be told apart: then every exit may be taken. */
  readonly exitUuids: ReadonlySet<string> | null;
  /** Exits taken only because the contact did not write in time. */
  readonly timeoutExitUuids: ReadonlySet<string>;
  /** What a split looks at, as written (`@contact.groups`). */
  readonly operand: string | null;
  readonly texts: readonly FlowText[];
}

export interface FlowNode {
  readonly nodeUuid: string;
  /** False: the node did not fit its shape; it may do anything and go anywhere. */
  readonly isUnderstood: boolean;
  /** Done in this order, before the router. */
  readonly actions: readonly FlowAction[];
  readonly router: FlowRouter | null;
  readonly exits: readonly FlowExit[];
}

export interface FlowDefinition {
  readonly flowUuid: string;
  readonly name: string;
  /** `13.1.0`; null where it is not written. */
  readonly specVersion: string | null;
  readonly language: string | null;
  /** Minutes of silence after which a run ends; null where it is not written. */
  readonly expireMinutes: number | null;
  /** A run begins at the first one. */
  readonly nodes: readonly FlowNode[];
  /** Translations of things that are not in the nodes. */
  readonly strayTexts: readonly FlowText[];
}

/** The answer of `retrieve_flow_definitions`: the flow and every flow it depends on. */
export interface FlowDefinitions {
  /** Nodes of all flows together; of too many none is read, and the flows stand here without them. */
  readonly nodeCount: number;
  readonly flows: readonly FlowDefinition[];
}
