import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { matching, sized, whole } from '../../lib/fits.ts';
import { Guid } from '../../lib/ids.ts';

const accepts = (schema: z.ZodMiniType, value: unknown) => schema.safeParse(value).success;

describe('checks of schemas', () => {
  it('accept whole numbers between two bounds, bounds included', () => {
    const schema = z.number().check(whole(1, 4));

    expect([1, 4, 0, 5, 2.5, Number.NaN, '2'].map((value) => accepts(schema, value))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('accept texts and lists by their length', () => {
    expect([accepts(z.string().check(sized(1)), ''), accepts(z.string().check(sized(1)), 'a')]).toEqual([false, true]);
    expect([
      accepts(z.array(z.number()).check(sized(0, 1)), [1]),
      accepts(z.array(z.number()).check(sized(0, 1)), [1, 2]),
    ]).toEqual([true, false]);
  });

  it('accept texts by a pattern', () => {
    const country = z.string().check(matching(/^[A-Z]{2}$/));

    expect(['BR', 'br', 'BRA'].map((text) => accepts(country, text))).toEqual([true, false, false]);
  });

  it('name the field that does not fit', () => {
    const parsed = z.object({ days: z.number().check(whole(1)) }).safeParse({ days: 0 });

    expect(parsed.error?.issues.map((issue) => issue.path)).toEqual([['days']]);
  });

  it('accept any UUID as an id, whatever its version, and nothing around it', () => {
    const uuid = '0F1e2d3c-1111-0111-8111-111111111111';

    expect([uuid, `${uuid} `, `x${uuid}`, uuid.slice(1), '', null].map((value) => accepts(Guid, value))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
