import type { I18n } from '../../lib/platform/i18n.ts';

/**
 * The details of a finding about one person as a text: queue and agent, time, sender, variables, template, number of messages,
 * group or field, country.
 *
 * @param show formats a phone number; it masks the number when people are masked
 */
export function detailOf(
  details: Readonly<Record<string, string>>,
  words: I18n,
  show: (number: string) => string = (number) => number,
): string {
  const parts: string[] = [];
  const { queue, agent, at, by, variables, template, country, hour, number, kept, count, days, group, field } = details;
  if (queue !== undefined && queue !== '') parts.push(words.t('detail_queue', { name: queue }));
  if (agent !== undefined && agent !== '') parts.push(words.t('detail_agent', { name: agent }));
  if (at !== undefined && Number.isFinite(Number(at))) parts.push(words.dateTime(Number(at)));
  if (by !== undefined && by !== '') parts.push(words.t('detail_by', { name: by }));
  if (variables !== undefined && variables !== '') parts.push(words.t('detail_variables', { names: variables }));
  if (template !== undefined && template !== '') parts.push(words.t('detail_template', { name: template }));
  if (count !== undefined && days !== undefined)
    parts.push(words.t('detail_often', { count: Number(count), days: words.number(Number(days)) }));
  if (group !== undefined) parts.push(words.t('detail_group', { name: group }));
  if (field !== undefined) parts.push(words.t('detail_field', { name: field }));
  parts.push(...ofFlow(details, words));
  if (country !== undefined && country !== '') parts.push(country);
  if (number !== undefined && kept !== undefined)
    parts.push(words.t('detail_twin', { number: show(number), kept: show(kept) }));
  if (hour !== undefined && hour !== '') parts.push(words.t('detail_hour', { hour }));
  return parts.join(' · ');
}

/** The details about what the flow sends, where its chats open, and what people did with earlier messages. */
function ofFlow(details: Readonly<Record<string, string>>, words: I18n): string[] {
  const parts: string[] = [];
  const { status, language, sector, when, flow, places, given, last } = details;
  if (language !== undefined) parts.push(words.t('detail_language', { status: status ?? '', language }));
  if (sector !== undefined) parts.push(words.t('detail_sector', { name: sector }));
  if (when === 'now' || when === 'soon') parts.push(words.tOf('detailClosed', when));
  if (flow !== undefined) parts.push(words.t('detail_flow', { name: flow }));
  if (places !== undefined && given !== undefined) parts.push(words.t('detail_places', { places, given }));
  if (last !== undefined) parts.push(words.t('detail_last', { count: Number(last) }));
  return parts;
}
