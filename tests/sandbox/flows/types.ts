/** Flows' side of a project: contacts, groups, flows, templates. Times are epoch ms. */
export interface FlowsContact {
  readonly index: number;
  readonly uuid: string;
  readonly name: string | null;
  readonly language: string | null;
  readonly urns: readonly string[];
  readonly groups: readonly { readonly uuid: string; readonly name: string | null }[];
  readonly fields: Readonly<Record<string, string | null>>;
  readonly blocked: boolean | null;
  readonly stopped: boolean | null;
  readonly isDeleted: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly lastSeenAt: number | null;
}

export interface FlowsGroup {
  readonly uuid: string;
  readonly name: string | null;
  readonly query: string | null;
  readonly status: 'ready' | 'evaluating';
  /** Whether the seeded contact with that index belongs to the group. */
  readonly has: (index: number) => boolean;
  readonly count: () => number;
}

type TemplateComponent =
  | { readonly type: 'HEADER'; readonly format: 'TEXT' | 'IMAGE'; readonly text?: string }
  | { readonly type: 'BODY'; readonly text: string; readonly example?: unknown }
  | { readonly type: 'FOOTER'; readonly text: string }
  | {
      readonly type: 'BUTTONS';
      readonly buttons: readonly {
        readonly type: string;
        readonly text: string;
        readonly url?: string;
        readonly phone_number?: string;
      }[];
    };

export interface MetaTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED';
  readonly category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  readonly parameter_format?: 'POSITIONAL' | 'NAMED';
  readonly components: readonly TemplateComponent[];
}

/**
 * A templating node. `data: null`: Flows or Meta cannot find the template, so flow_templates silently leaves it out.
 */
export interface FlowTemplate {
  readonly variables: readonly string[];
  readonly name: string;
  readonly data: MetaTemplate | null;
}

/** When the flow opens its ticket: never, after the contact's answer (history), or at once (answers arrive live). */
export type TicketMoment = 'never' | 'afterReply' | 'atOnce';

/** An action of the flow engine; further fields by type. */
export interface FlowAction {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface FlowNode {
  readonly uuid: string;
  readonly actions: readonly FlowAction[];
  readonly exits: readonly { readonly uuid: string; readonly destination_uuid: string | null }[];
  readonly router?: {
    readonly type: string;
    readonly operand: string;
    readonly wait?: { readonly type: string };
    readonly categories: readonly { readonly uuid: string; readonly name: string; readonly exit_uuid: string }[];
    readonly cases: readonly unknown[];
    readonly default_category_uuid: string | null;
  };
}

export interface Flow {
  readonly uuid: string;
  readonly name: string;
  readonly type: 'message' | 'voice' | 'background' | 'survey';
  readonly archived: boolean;
  readonly labels: readonly { readonly uuid: string; readonly name: string }[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly templates: readonly FlowTemplate[];
  /** The text of a plain send_msg node when the flow has no template. */
  readonly text: string;
  readonly ticket: TicketMoment;
  /** The nodes of a flow with its own nodes; null: they are made from templates, text and ticket. */
  readonly nodes: readonly FlowNode[] | null;
  /** The queue (engine uuid) that its open-ticket node names. */
  readonly queue: string;
  isDeleted: boolean;
}
