import type { FlowReference } from '../../flow/definition.ts';
import type { FlowReading, TicketPlace } from '../../flow/reading.ts';
import type { FlowPlaceView, FlowReadingView } from '../../messaging/flow-reading-view.ts';

/**
 * Converts the analysis of a flow for a view. Null when the definition could not be read.
 *
 * @param sectorNames names of the sectors that the agent can read, by uuid; they name a sector that the definition
 * leaves without a name
 */
export function toReadingView(reading: FlowReading, sectorNames: ReadonlyMap<string, string>): FlowReadingView | null {
  if (reading.batchSafe.risk === 'unread') return null;
  const { opensChat } = reading;
  const place = ({ sector, queue }: TicketPlace): FlowPlaceView => ({
    sector: nameOf(sector) ?? sectorNames.get(sector?.uuid?.toLowerCase() ?? '') ?? null,
    queue: nameOf(queue),
    sectorUuid: sector?.uuid ?? null,
  });
  return {
    opensChat: {
      value: opensChat.value,
      where: opensChat.places.map(place),
      isOnlyLate: opensChat.isOnlyLate,
    },
    sendsTemplate: reading.sendsTemplate.value,
    sendsFreeMessage: reading.sendsFreeMessage.value,
    marketing: reading.marketing.value,
    endsAfter: reading.endsAfter.value,
    writes:
      reading.writes.value === 'unknown'
        ? 'unknown'
        : { fields: reading.writes.value.fields.map(cut), groups: reading.writes.value.groups.map(cut) },
    channel: reading.channel.value === null ? null : cut(reading.channel.value),
    isWhole: reading.isWhole,
    steps: reading.steps.list.map((step) => ({
      kind: step.kind,
      depth: step.depth,
      about: step.about,
      ...(step.timeoutSeconds === undefined ? {} : { timeoutSeconds: step.timeoutSeconds }),
      ...(step.place === undefined ? {} : { place: place(step.place) }),
    })),
    areStepsCut: reading.steps.isCut,
    rehearsal: {
      items: reading.rehearsal.items.map(({ kind, depth, startsPath, text, place: at }) => ({
        kind,
        depth,
        startsPath,
        text,
        ...(at === undefined ? {} : { place: place(at) }),
      })),
      isCut: reading.rehearsal.isCut,
    },
  };
}

/**
 * The part of an analysis that counts as "the flow changed since you looked": what happens before the contact has
 * answered, and where an answer lands. Ids of nodes, later steps and names from other lists are left out.
 */
export function markOfReading(reading: FlowReading): unknown {
  const { opensChat, sendsTemplate, sendsFreeMessage, marketing, rehearsal } = reading;
  return [
    [
      opensChat.value,
      opensChat.places.map(({ sector, queue }) => [sector?.uuid, nameOf(sector), queue?.uuid, nameOf(queue)]),
    ],
    [sendsTemplate.value, sendsFreeMessage.value, marketing.value],
    rehearsal.items.map(({ kind, depth, text }) => [kind, depth, text]),
  ];
}

function nameOf(reference: FlowReference | null): string | null {
  const name = cut(reference?.name?.trim() ?? '');
  return name === '' ? null : name;
}

/** Weni's own names are shorter. A definition may hold longer ones, and each would go to every view. */
const NAME_LENGTH = 200;

function cut(name: string): string {
  return name.slice(0, NAME_LENGTH);
}
