/**
 * A flow as the flow engine runs it, read from `retrieve_flow_definitions`: the actions of a node, then its exits.
 * Contains only what the analysis needs. A part that could not be read is `not-understood`; it never counts as
 * harmless.
 */

/** What an action does. `other`: an action of the engine that sends nothing and opens nothing. */
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

/**
 * A text that the engine evaluates, or its translation. `isTemplateValue`: a value for a placeholder of a WhatsApp
 * template.
 */
export interface FlowText {
  readonly text: string;
  readonly isTemplateValue: boolean;
  /** Language code of a translation; null for the flow's own language. */
  readonly language: string | null;
}

/** A reference to another object of the definition. */
export interface FlowReference {
  readonly uuid: string | null;
  readonly name: string | null;
}

/** One action of a node. Fields that do not apply to its kind are null or empty. */
export interface FlowAction {
  readonly kind: ActionKind;
  /** The action type as written in the definition. */
  readonly type: string;
  /** All texts that the action evaluates, translations included. */
  readonly texts: readonly FlowText[];
  /** The free text of a message. */
  readonly text: string | null;
  /** The WhatsApp template that a message sends; null for a message without a template. */
  readonly template: FlowReference | null;
  /** How many values the message gives its template; null without a template, or where it does not say. */
  readonly templateValues: number | null;
  /** For a ticket: its sector (the engine's ticketer) and its queue (the engine's topic). */
  readonly sector: FlowReference | null;
  readonly queue: FlowReference | null;
  /** For a sub-flow or a session: the flow that it starts. */
  readonly flow: FlowReference | null;
  /** For a sub-flow: the calling flows do not continue after it. */
  readonly isTerminal: boolean;
  /** Names of the contact fields, groups or channel that the action changes. */
  readonly writes: readonly string[];
}

/** Where a run goes after a node. `destination` null: the run ends there. */
interface FlowExit {
  readonly exitUuid: string;
  readonly destination: string | null;
}

/** The part of a node that waits for the contact or chooses an exit. */
export interface FlowRouter {
  /** `switch`, `random`, `smart`. */
  readonly type: string;
  /** Set when the run stops here until the contact writes. `timeoutSeconds` null: it waits until the run expires. */
  readonly wait: { readonly timeoutSeconds: number | null } | null;
  /** The exits that its categories name. Null when they could not be read; then every exit may be taken. */
  readonly exitUuids: ReadonlySet<string> | null;
  /** Exits that are taken only when the contact did not write in time. */
  readonly timeoutExitUuids: ReadonlySet<string>;
  /** The expression that a split evaluates, as written (`@contact.groups`). */
  readonly operand: string | null;
  readonly texts: readonly FlowText[];
}

/** One step of a flow: actions, then a router, then one of the exits. */
export interface FlowNode {
  readonly nodeUuid: string;
  /** False: the node did not fit the schema, so it may do anything and go anywhere. */
  readonly isUnderstood: boolean;
  /** Executed in this order, before the router. */
  readonly actions: readonly FlowAction[];
  readonly router: FlowRouter | null;
  readonly exits: readonly FlowExit[];
}

/** One flow with its nodes. */
export interface FlowDefinition {
  readonly flowUuid: string;
  readonly name: string;
  /** For example `13.1.0`; null when it is missing. */
  readonly specVersion: string | null;
  readonly language: string | null;
  /** Minutes of silence after which a run ends; null when the definition does not say. */
  readonly expireMinutes: number | null;
  /** A run begins at the first node. */
  readonly nodes: readonly FlowNode[];
  /** Translations that belong to nothing in the nodes. */
  readonly strayTexts: readonly FlowText[];
}

/** The answer of `retrieve_flow_definitions`: the flow and every flow it depends on. */
export interface FlowDefinitions {
  /** Number of nodes in all flows. When there are too many, the flows are listed here without their nodes. */
  readonly nodeCount: number;
  readonly flows: readonly FlowDefinition[];
}
