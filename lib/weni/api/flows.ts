import { readName } from '../../util/seen-text.ts';
import type * as z from 'zod/mini';
import { ContactUuid, RoomUuid, type FlowUuid } from '../../ids.ts';
import { TemplateDataWire, type FlowStartWire, type FlowTemplatesWire, type FlowWire } from './schemas-flows.ts';

/** A flow as it appears in the list. Times are epoch ms. */
export interface Flow {
  readonly flowUuid: FlowUuid;
  readonly name: string;
  /** `message`, `voice`, `background` or `survey`. */
  readonly type: string;
  readonly isArchived: boolean;
  /** Label names as written. Only a label named exactly `chats` counts. */
  readonly labels: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** How many runs of the flow exist, of everybody who started it; null when the row does not tell. */
  readonly runs: number | null;
}

/** A button of a template. `type` is Meta's name for the kind: `URL`, `PHONE_NUMBER`, `QUICK_REPLY`, … */
interface TemplateButton {
  readonly type: string;
  readonly text: string | null;
  readonly url: string | null;
}

/** A part of a template. `type` is `HEADER`, `BODY`, `FOOTER` or `BUTTONS`. */
interface TemplateComponent {
  readonly type: string;
  readonly format: string | null;
  readonly text: string | null;
  readonly buttons: readonly TemplateButton[];
}

/** A WhatsApp template, for the preview. A value that Meta did not give is null. */
export interface FlowTemplate {
  readonly name: string | null;
  readonly language: string | null;
  readonly status: string | null;
  readonly category: string | null;
  readonly components: readonly TemplateComponent[];
  readonly variables: readonly string[];
}

/**
 * The templates of a flow that the engine found. `total` 0 does not mean that the flow sends no template: the engine
 * silently leaves out templates that it cannot find, so read `flowDefinition` too
 * (.github/docs/contract/rest.md#templates).
 */
export interface FlowTemplates {
  readonly total: number;
  readonly templates: readonly FlowTemplate[];
  /** Names of all variables that `params` must contain, each once. */
  readonly variables: readonly string[];
}

/** One row of the server's history of starts. A row is one start and names only the first of its contacts. */
export interface FlowStartRow {
  readonly contactUuid: ContactUuid | null;
  readonly contactName: string | null;
  readonly flowName: string | null;
  /** Full name of the user who started it; `""` when unknown. Several users may share one name. */
  readonly userName: string;
  readonly createdAt: number;
  readonly roomUuid: RoomUuid | null;
}

export function toFlow(wire: z.infer<typeof FlowWire>): Flow {
  return {
    flowUuid: wire.uuid,
    name: wire.name,
    type: wire.type,
    isArchived: wire.archived,
    labels: wire.labels.map((label) => label.name),
    createdAt: wire.created_on,
    modifiedAt: wire.modified_on,
    runs:
      wire.runs === null ? null : wire.runs.active + wire.runs.completed + wire.runs.interrupted + wire.runs.expired,
  };
}

export function toFlowTemplates(wire: z.infer<typeof FlowTemplatesWire>): FlowTemplates {
  const templates = wire.templates.map((template) => toTemplate(template.data, template.variables));
  return {
    total: wire.total_template_qty,
    templates,
    variables: [...new Set(templates.flatMap((template) => template.variables))],
  };
}

// A template whose data cannot be read gets an empty preview, because the preview is not needed to send. Its variables
// still count.
function toTemplate(data: unknown, variables: readonly string[]): FlowTemplate {
  const parsed = TemplateDataWire.safeParse(data);
  const wire = parsed.success ? parsed.data : {};
  return {
    name: wire.name ?? null,
    language: wire.language ?? null,
    status: wire.status ?? null,
    category: wire.category ?? null,
    components: (wire.components ?? []).map((component) => ({
      type: component.type,
      format: component.format ?? null,
      text: component.text ?? null,
      buttons: (component.buttons ?? []).map((button) => ({
        type: button.type,
        text: button.text ?? null,
        url: button.url ?? null,
      })),
    })),
    variables,
  };
}

/** Converts a row of the server's history; a contact address that is not a uuid (a URN) becomes null. */
export function toFlowStartRow(wire: z.infer<typeof FlowStartWire>): FlowStartRow {
  const contact = ContactUuid.safeParse(wire.contact_data.external_id);
  const room = RoomUuid.safeParse(wire.room);
  return {
    contactUuid: contact.success ? contact.data : null,
    contactName: readName(wire.contact_data.name ?? null),
    flowName: wire.name,
    userName: wire.user ?? '',
    createdAt: wire.created_on,
    roomUuid: room.success ? room.data : null,
  };
}
