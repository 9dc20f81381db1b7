import * as z from 'zod/mini';
import { ContactUuid, GroupUuid } from '../../ids.ts';
import { InvalidReason, UnclearReason } from '../../numbers/line-result.ts';
import { ContactRow } from '../../contacts/contact-row.ts';
import { GroupRow } from '../views.ts';
import {
  frame,
  frameOrExtensionPage,
  lineResults,
  none,
  peoplePage,
  refresh,
  Refusal,
  workId,
  type MessageInputs,
  type MessageOutputs,
} from './parts.ts';

// Messages `people:*`: search, groups, pasted lines and tables, new contacts.

export const peopleInputs = {
  /**
   * Empty `text`: all contacts, most recently changed first. `cursor`: `next` of the answer before; null: the first
   * result page.
   */
  'people:search': { input: z.object({ text: z.string(), cursor: z.nullable(z.string()) }), from: frame },
  'people:list-groups': { input: refresh, from: frame },
  'people:expand-group': { input: z.object({ groupUuid: GroupUuid, cursor: z.nullable(z.string()) }), from: frame },
  'people:resolve-lines': { input: z.object({ lines: z.array(z.string()), workId }), from: frameOrExtensionPage },
  /** Parses a delimited text, which the view has decoded. */
  'people:read-table': { input: z.object({ text: z.string() }), from: frameOrExtensionPage, needs: 'document' },
  /**
   * Looks up the same text by its number column. Each result carries all columns of its line in `values`, by header.
   */
  'people:resolve-table': {
    input: z.object({ text: z.string(), numberColumn: z.number(), nameColumn: z.nullable(z.number()), workId }),
    from: frameOrExtensionPage,
  },
  'people:create': { input: z.object({ name: z.string(), number: z.string() }), from: frame },
  /** Judges a number while it is typed: how it is read, or why it is no number. Makes no request. */
  'people:check-number': { input: z.object({ number: z.string() }), from: frame, needs: 'document' },
  /**
   * Name, number and fields of contacts that the background remembers. With `ask`, a few unknown ones are read from
   * the server.
   */
  'people:facts': { input: z.object({ contactUuids: z.array(ContactUuid), ask: z.boolean() }), from: frame },
  'people:recents': { input: none, from: frame },
} as const satisfies MessageInputs;

export const peopleOutputs = {
  'people:search': { kind: 'query', output: peoplePage },
  'people:list-groups': { kind: 'query', output: z.object({ groups: z.array(GroupRow), badRows: z.number() }) },
  'people:expand-group': { kind: 'query', output: peoplePage },
  'people:resolve-lines': { kind: 'query', output: lineResults },
  /** Headers, the first rows, and the columns that look like number and name. Null: the text has no rows. */
  'people:read-table': {
    kind: 'query',
    output: z.object({
      table: z.nullable(
        z.object({
          headers: z.array(z.string()),
          preview: z.array(z.array(z.string())),
          rows: z.number(),
          guess: z.object({ numberColumn: z.nullable(z.number()), nameColumn: z.nullable(z.number()) }),
          formulaCells: z.number(),
          cutRows: z.number(),
        }),
      ),
    }),
  },
  'people:resolve-table': { kind: 'query', output: lineResults },
  'people:create': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), contact: ContactRow, existed: z.boolean() }),
      Refusal,
    ]),
  },
  'people:check-number': {
    kind: 'query',
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), number: z.string() }),
      z.object({ ok: z.literal(false), reason: z.union([InvalidReason, UnclearReason]) }),
    ]),
  },
  'people:facts': {
    kind: 'query',
    output: z.object({
      people: z.array(
        z.object({
          contactUuid: ContactUuid,
          name: z.nullable(z.string()),
          number: z.string(),
          fields: z.record(z.string(), z.nullable(z.string())),
        }),
      ),
    }),
  },
  'people:recents': { kind: 'query', output: z.object({ rows: z.array(ContactRow) }) },
} as const satisfies MessageOutputs<typeof peopleInputs>;
