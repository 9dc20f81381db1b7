import { digitsOfUrns, numberOf } from '../contacts/contact-row.ts';
import type { Draft, DraftPerson } from '../draft/draft.ts';
import { estimateDurationMs, requestsOf } from './pace-estimate.ts';
import type { FlowFacts, PersonChecks, PreflightFacts } from './preflight-facts.ts';
import { formatDigits } from '../numbers/phone-key.ts';
import { missingExclusions } from './missing-exclusions.ts';
import { judgePerson, type PersonFinding, UNCHECKED } from './preflight-person.ts';
import {
  type BatchRefusal,
  type DroppedMembers,
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  type FindingLevel,
  type PreflightReport,
} from './preflight-report.ts';
import { renderTemplate } from '../draft/template-text.ts';
import { findTwins, linesOf } from '../contacts/twins.ts';
import {
  firstNameOf,
  isSameForEverybody,
  listMissingOptional,
  listPersonProblems,
  listPlanProblems,
  type ValueSource,
  resolveParams,
  type VariablePlan,
} from '../draft/variables.ts';

const DROP_REASONS = ['duplicate', 'blocked', 'stopped', 'noUrn', 'unticked'] as const;

/**
 * Judges collected facts: lists everything that prevents sending, needs attention or is not known, and computes the
 * numbers on screen. It makes no calls and uses no clock. A missing fact becomes an `unknown` finding; it never counts
 * as fine.
 */
export function evaluatePreflight(facts: PreflightFacts): PreflightReport {
  const { draft, now } = facts;
  const findings = new FindingList();
  const flow = facts.flow.known ? facts.flow.value : null;
  const plan = toPlan(facts, flow);
  addOverall(findings, facts, flow);
  for (const problem of listPlanProblems(plan))
    findings.addOverall('variable-unmapped', 'blocker', { variables: problem.variable, problem: problem.kind });

  const context = {
    now,
    defaultCountry: facts.defaultCountry,
    places: facts.places,
    sends: flow?.sends ?? 'unknown',
    reading: flow?.reading ?? null,
    fatigue: facts.fatigue,
    exclusions: facts.exclusions,
    nights: new Map<string, boolean | null>(),
  };
  for (const person of draft.people) {
    const checks = facts.people.get(person.contactUuid) ?? UNCHECKED;
    for (const finding of judgePerson(person, checks, context)) findings.addPerson(person, finding);
    addVariableFindings(findings, plan, { person, checks });
    addLength(findings, flow, { plan, person, checks });
  }
  addTwins(findings, facts);

  const batchRefusal = draft.people.length > 1 ? refuseBatches(facts, flow, plan) : null;
  const batchesPossible = draft.people.length > 1 && batchRefusal === null;
  const requests = requestsOf(draft.mode === 'batches' && batchesPossible ? 'batches' : 'singles', draft.people.length);
  if (requests > Math.max(0, facts.pace.perHour - (facts.usedThisHour ?? 0)))
    findings.addOverall('budget-short', 'warning', {});

  return {
    draftRevision: draft.revision,
    flowUuid: draft.flowUuid,
    evaluatedAt: now,
    status: facts.status,
    people: draft.people.length,
    requests,
    batchesPossible,
    batchRefusal,
    flowMark: flow?.mark ?? null,
    dropped: listDropped(draft),
    findings: findings.list(),
    checks: facts.checks,
    budget: {
      perHour: facts.pace.perHour,
      used: facts.usedThisHour,
      share: requests / Math.max(1, facts.pace.perHour),
    },
    durationMs: estimateDurationMs(requests, facts.pace, facts.usedThisHour ?? 0),
    firstText: renderFirst(draft, facts, { flow, plan }),
    cap: facts.cap,
  };
}

/** The facts of one person from which values are computed. */
function toPersonFacts(person: DraftPerson, checks: PersonChecks | undefined): ValueSource {
  const contact = checks?.contact.known === true ? checks.contact.value : null;
  return {
    contactUuid: person.contactUuid,
    name: contact?.name ?? person.name,
    number: contact === null ? '' : numberOf(contact.urns),
    fields: contact?.fields ?? {},
    values: person.values ?? {},
  };
}

/** What fills the placeholders of a template for one person. */
function toTemplateValues(plan: VariablePlan, person: ValueSource): Parameters<typeof renderTemplate>[1] {
  return {
    params: resolveParams(plan, person),
    contact: {
      name: person.name,
      firstName: firstNameOf(person.name),
      number: person.number,
      fields: person.fields,
    },
  };
}

function toPlan(facts: PreflightFacts, flow: FlowFacts | null): VariablePlan {
  return {
    names: flow?.variables ?? Object.keys(facts.draft.variables),
    optional: flow?.otherVariables ?? [],
    mappings: facts.draft.variables,
    agent: facts.agent,
    language: flow?.templates[0]?.language,
  };
}

function addOverall(findings: FindingList, facts: PreflightFacts, flow: FlowFacts | null): void {
  const { draft, gate, sender } = facts;
  if (draft.people.length === 0) findings.addOverall('no-people', 'blocker', {});
  if (draft.flowUuid === null) findings.addOverall('no-flow', 'blocker', {});
  if (!gate.known) findings.addOverall('gate-closed', 'unknown', {});
  else if (!gate.value.open) findings.addOverall('gate-closed', 'blocker', { reason: gate.value.reason });
  if (flow === null) findings.addOverall('template-not-approved', 'unknown', {});
  for (const template of flow?.templates ?? []) addTemplate(findings, template);
  for (const { template, places, given } of flow?.unfilled ?? [])
    findings.addOverall('placeholder-unfilled', 'warning', {
      template,
      places: String(places),
      given: String(given),
    });
  for (const template of flow?.unlistedTemplates ?? [])
    findings.addOverall('template-not-approved', 'unknown', template === '' ? {} : { template });
  if (flow?.sends === 'unknown' && flow.isDefinitionRead && flow.unlistedTemplates.length === 0)
    findings.addOverall('template-not-approved', 'unknown', {});
  if (flow?.isDefinitionRead === false) findings.addOverall('flow-unread', 'unknown', {});
  if (flow?.reading?.opensChat.value === 'never') findings.addOverall('opens-no-chat', 'warning', {});
  addSectors(findings, facts, flow);
  addMissingExclusions(findings, facts);
  if (flow?.readsAnyVariable === true) findings.addOverall('variable-in-text', 'unknown', {});
  if (!sender.known) findings.addOverall('sender-offline', 'unknown', {});
  else if (sender.value === 'offline') findings.addOverall('sender-offline', 'warning', {});
  if (!facts.historyReadable.known) findings.addOverall('sent-by-anyone', 'unknown', {});
}

/** Characters that WhatsApp takes in a part of a template once its values are filled in. */
const TEXT_LIMITS = { body: 1_024, header: 60 } as const;

function addLength(
  findings: FindingList,
  flow: FlowFacts | null,
  one: { readonly plan: VariablePlan; readonly person: DraftPerson; readonly checks: PersonChecks },
): void {
  const source = toPersonFacts(one.person, one.checks);
  for (const template of flow?.templates ?? []) {
    const rendered = renderTemplate(template, toTemplateValues(one.plan, source));
    const isTooLong = (['body', 'header'] as const).some(
      (part) => rendered[part].reduce((length, piece) => length + piece.text.length, 0) > TEXT_LIMITS[part],
    );
    if (isTooLong)
      return findings.addPerson(one.person, {
        kind: 'text-too-long',
        level: 'blocker',
        details: { template: template.name },
      });
  }
}

/** An excluded group or field that the project does not have excludes nobody. */
function addMissingExclusions(findings: FindingList, facts: PreflightFacts): void {
  const { exclusions, groupNames } = facts;
  // A contact carries all fields of its project, those without a value too.
  const fields = [...facts.people.values()].flatMap(({ contact }) =>
    contact.known && contact.value !== null ? Object.keys(contact.value.fields) : [],
  );
  const missing = missingExclusions(exclusions, {
    groups: groupNames.known ? groupNames.value : null,
    fields: fields.length === 0 ? null : fields,
  });
  for (const group of missing.groups) findings.addOverall('exclusion-missing', 'warning', { group });
  for (const field of missing.fields) findings.addOverall('exclusion-missing', 'warning', { field });
  if (exclusions.groups.length > 0 && !groupNames.known) findings.addOverall('exclusion-missing', 'unknown', {});
}

/** The engine refuses the chat of an answer while its sector is closed, and while nobody of the sector is online. */
function addSectors(findings: FindingList, facts: PreflightFacts, flow: FlowFacts | null): void {
  const opens = flow?.reading?.opensChat.value ?? 'unknown';
  if (opens === 'never' || opens === 'unknown') return;
  for (const { sector, closed } of facts.sectors.known ? facts.sectors.value : []) {
    const named: Record<string, string> = sector === null ? {} : { sector };
    if (closed === 'now' || closed === 'soon')
      findings.addOverall('sector-closed', 'warning', { ...named, when: closed });
    else if (closed === null) findings.addOverall('sector-hours-unknown', 'info', named);
  }
  if (!facts.sectors.known) findings.addOverall('sector-hours-unknown', 'info', {});
  // The agent's own status is all that can be read of who is online.
  if (facts.sender.known && facts.sender.value === 'offline') findings.addOverall('nobody-online', 'unknown', {});
}

function addTemplate(findings: FindingList, template: FlowFacts['templates'][number]): void {
  const status = template.status.trim().toUpperCase();
  if (status === 'APPROVED') return;
  const language = template.language?.trim() ?? '';
  // The server tells the first translation only, so the others may be approved.
  if (status !== '' && language !== '') {
    findings.addOverall('template-language', 'warning', { template: template.name, status: template.status, language });
    return;
  }
  findings.addOverall('template-not-approved', status === '' ? 'unknown' : 'blocker', {
    template: template.name,
    status: template.status,
  });
}

function addVariableFindings(
  findings: FindingList,
  plan: VariablePlan,
  one: { readonly person: DraftPerson; readonly checks: PersonChecks },
): void {
  const problems = listPersonProblems(plan, toPersonFacts(one.person, one.checks));
  const name = (kind: 'empty' | 'too-long') =>
    problems.filter((problem) => problem.kind === kind).map((problem) => problem.variable);
  const empty = name('empty');
  // Also block when the contact could not be read: values are frozen at confirmation, so this one would be sent empty.
  if (empty.length > 0) {
    findings.addPerson(one.person, {
      kind: 'variable-empty',
      level: 'blocker',
      details: { variables: empty.join(', ') },
    });
  }
  const unset = listMissingOptional(plan, toPersonFacts(one.person, one.checks));
  if (unset.length > 0)
    findings.addPerson(one.person, {
      kind: 'variable-in-text',
      level: 'warning',
      details: { variables: unset.join(', ') },
    });
  const tooLong = name('too-long');
  if (tooLong.length > 0)
    findings.addPerson(one.person, {
      kind: 'variable-too-long',
      level: 'blocker',
      details: { variables: tooLong.join(', ') },
    });
}

function refuseBatches(facts: PreflightFacts, flow: FlowFacts | null, plan: VariablePlan): BatchRefusal | null {
  switch (flow === null ? 'unread' : flow.batchRisk) {
    case 'ticket-first':
      return 'ticket-first';
    case 'session-first':
    case 'broadcast-first':
      return 'others-first';
    case 'unread':
      return 'unread';
    case null:
      break;
    default:
      return 'not-understood';
  }
  if (!isSameForEverybody(plan)) return 'values-differ';
  return facts.draft.people.every((person) => hasSurelyNoChat(facts.people.get(person.contactUuid)))
    ? null
    : 'open-chats';
}

/**
 * Adds a warning for each person who is the same human as another picked person; it names the contact to leave out and
 * the one to keep.
 */
function addTwins(findings: FindingList, facts: PreflightFacts): void {
  const checksOf = (person: DraftPerson): PersonChecks => facts.people.get(person.contactUuid) ?? UNCHECKED;
  const contactOf = (person: DraftPerson) => {
    const { contact } = checksOf(person);
    return contact.known ? contact.value : null;
  };
  // Keep the contact with an open chat, because the conversation continues there; else the contact that wrote last.
  const hasChat = (person: DraftPerson): boolean => {
    const { chat, room } = checksOf(person);
    return (chat.known && chat.value.status !== 'none') || (room.known && room.value !== null);
  };
  const isBetter = (one: DraftPerson, other: DraftPerson): boolean =>
    hasChat(one) === hasChat(other)
      ? (contactOf(one)?.lastSeenAt ?? 0) > (contactOf(other)?.lastSeenAt ?? 0)
      : hasChat(one);
  for (const { person, kept } of findTwins(facts.draft.people, (each) => linesOf(contactOf(each)), isBetter)) {
    const keptNumber = formatDigits(digitsOfUrns(contactOf(kept)?.urns ?? []));
    findings.addPerson(person, {
      kind: 'same-human',
      level: 'warning',
      details: { number: formatDigits(digitsOfUrns(contactOf(person)?.urns ?? [])), kept: keptNumber },
    });
  }
}

// A batch cannot name a room, so each person in it must be known to have none.
function hasSurelyNoChat(checks: PersonChecks | undefined): boolean {
  return (
    checks !== undefined &&
    checks.chat.known &&
    checks.chat.value.status === 'none' &&
    checks.room.known &&
    checks.room.value === null
  );
}

function listDropped(draft: Draft): DroppedMembers[] {
  return draft.groups.flatMap((group) =>
    DROP_REASONS.filter((reason) => group.dropped[reason] > 0).map((reason) => ({
      reason,
      groupUuid: group.groupUuid,
      groupName: group.name,
      count: group.dropped[reason],
      people: (group.droppedMembers ?? [])
        .filter((member) => member.reason === reason)
        .map(({ contactUuid, name }) => ({ contactUuid, name })),
    })),
  );
}

function renderFirst(
  draft: Draft,
  facts: PreflightFacts,
  texts: { readonly flow: FlowFacts | null; readonly plan: VariablePlan },
): PreflightReport['firstText'] {
  const first = draft.people[0];
  if (first === undefined || texts.flow === null || texts.flow.templates.length === 0) return null;
  const person = toPersonFacts(first, facts.people.get(first.contactUuid));
  const values = toTemplateValues(texts.plan, person);
  const templates = texts.flow.templates.map((template) => renderTemplate(template, values));
  return { contactUuid: first.contactUuid, name: person.name, templates };
}

/** Collects findings by kind and level. Findings about the whole dispatch keep one entry per set of details. */
class FindingList {
  private readonly byKind = new Map<string, Finding>();
  private readonly overall: Finding[] = [];

  addOverall(kind: FindingKind, level: FindingLevel, details: Record<string, string>): void {
    this.overall.push({ kind, level, people: [], details });
  }

  addPerson(person: DraftPerson, finding: PersonFinding): void {
    const key = `${finding.kind} ${finding.level}`;
    const known = this.byKind.get(key) ?? { kind: finding.kind, level: finding.level, people: [], details: {} };
    known.people.push({ contactUuid: person.contactUuid, name: person.name, details: { ...finding.details } });
    this.byKind.set(key, known);
  }

  list(): Finding[] {
    return [...this.overall, ...this.byKind.values()].sort(
      (a, b) => FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind),
    );
  }
}
