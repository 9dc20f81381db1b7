import { readName } from '../../util/seen-text.ts';
import type * as z from 'zod/mini';
import { ContactUuid, RoomUuid, type FlowUuid } from '../../ids.ts';
import { TemplateDataWire, type FlowStartWire, type FlowTemplatesWire, type FlowWire } from './schemas-flows.ts';

/** A flow as a list row. Times are epoch ms. */
export interface Flow {
  readonly flowUuid: FlowUuid;
  readonly name: string;
  /** `message`, `voice`, `background` or `survey`. */
  readonly type: string;
  readonly isArchived: boolean;
  /** Label names as written: only exactly `chats` counts. */
  readonly labels: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A button of a template; `type` is Meta's word (`URL`, `PHONE_NUMBER`, `QUICK_REPLY`, …). */
interface TemplateButton {
  readonly type: string;
  readonly text: string | null;
  readonly url: string | null;
}

/** `type` is `HEADER`, `BODY`, `FOOTER` or `BUTTONS`. */
interface TemplateComponent {
  readonly type: string;
  readonly format: string | null;
  readonly text: string | null;
  readonly buttons: readonly TemplateButton[];
}

/** A WhatsApp template for a preview; null = Meta did not say. */
export interface FlowTemplate {
  readonly name: string | null;
  readonly language: string | null;
  readonly status: string | null;
  readonly category: string | null;
  readonly components: readonly TemplateComponent[];
  readonly variables: readonly string[];
}

/**
 * The templates of a flow that could be found. `total` 0 does not mean "sends none": templates that cannot be found are
 * left out silently, so ask `flowDefinition` too (.github/docs/contract/rest.md#templates).
 */
export interface FlowTemplates {
  readonly total: number;
  readonly templates: readonly FlowTemplate[];
  /** Every name that `params` must carry, each once. */
  readonly variables: readonly string[];
}

/** One line of the native history: one start, its first contact alone. */
export interface FlowStartRow {
  readonly contactUuid: ContactUuid | null;
  readonly contactName: string | null;
  readonly flowName: string | null;
  /** Full name of the starter, `""` when unknown. Not unique. */
  readonly userName: string;
  readonly createdAt: number;
  readonly roomUuid: RoomUuid | null;
}

/** A flow in our words. */
export function toFlow(wire: z.infer<typeof FlowWire>): Flow {
  return {
    flowUuid: wire.uuid,
    name: wire.name,
    type: wire.type,
    isArchived: wire.archived,
    labels: wire.labels.map((label) => label.name),
    createdAt: wire.created_on,
    modifiedAt: wire.modified_on,
  };
}

/** The templates of a flow in our words. */
export function toFlowTemplates(wire: z.infer<typeof FlowTemplatesWire>): FlowTemplates {
  const templates = wire.templates.map((template) => toTemplate(template.data, template.variables));
  return {
    total: wire.total_template_qty,
    templates,
    variables: [...new Set(templates.flatMap((template) => template.variables))],
  };
}

// A preview is worth less than the send: a template nobody can read is shown as empty, its variables still count.
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
      buttons: (component.buttons ?? []).map((button) => ({ type: button.type, text: button.text ?? null, url: button.url ?? null })),
    })),
    variables,
  };
}

/** A line of the native history in our words; an address that is no contact uuid becomes null. */
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
