import * as z from 'zod/mini';

/** What a list of flows says of one flow, as its preview told when it was last read. */
export const FlowAbout = z.object({
  sends: z.literal(['templates', 'none', 'unknown']),
  /** The first words of the first template's body, with its placeholders; '' when it has none. */
  text: z.string(),
  /** Meta's category of that template (`MARKETING`); '' when it is not known. */
  category: z.string(),
  /** Meta's status of a template that cannot be sent as it is (`REJECTED`, `PAUSED`); null: all are approved. */
  trouble: z.nullable(z.string()),
  /** When the preview was read, epoch ms. */
  readAt: z.number(),
});
export type FlowAbout = z.infer<typeof FlowAbout>;

/** One line holds no more. */
const TEXT_LENGTH = 80;
/** From worst to least; any other status that is not *approved* comes after them. */
const WORST = ['REJECTED', 'DISABLED', 'PAUSED'];

/** The part of a preview that counts for the list. */
interface Previewed {
  readonly sends: FlowAbout['sends'];
  readonly templates: readonly { readonly body: string | null; readonly status: string; readonly category: string }[];
}

/** Sums up a preview for the list of flows. */
export function aboutOf(preview: Previewed, readAt: number): FlowAbout {
  const [first] = preview.templates;
  const statuses = preview.templates.map(({ status }) => status.toUpperCase()).filter((status) => status !== '');
  const trouble = WORST.find((status) => statuses.includes(status)) ?? statuses.find((status) => status !== 'APPROVED');
  return {
    sends: preview.sends,
    text: (first?.body ?? '').replace(/\s+/g, ' ').trim().slice(0, TEXT_LENGTH),
    category: first?.category ?? '',
    trouble: trouble ?? null,
    readAt,
  };
}
