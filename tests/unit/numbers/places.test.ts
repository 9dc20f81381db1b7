import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourIn, isNightIn, nextMorningOfAll } from '../../../lib/numbers/local-time.ts';
import { formatDigits, phoneKey, phoneSpellings } from '../../../lib/numbers/phone-key.ts';
import { PLACES_WITHOUT_METADATA } from '../../../lib/numbers/phone.ts';
import { phones } from './phones.ts';

const T2025 = Date.UTC(2025, 0);
const T2027 = Date.UTC(2027, 0);

describe('the place of a number', () => {
  it.each([
    ['5582999000001', ['America/Sao_Paulo']],
    ['5568999000001', ['America/Rio_Branco']],
    ['556732211234', ['America/Campo_Grande']],
    ['5597999000001', ['America/Manaus', 'America/Eirunepe']],
    ['351912345678', ['Atlantic/Azores', 'Europe/Lisbon']],
    ['999123', []],
  ])('%s is in %j', (digits, zones) => {
    expect(phones.zonesOf(digits, phones.countryOf(digits))).toEqual(zones);
  });

  it('has night from nine in the evening to eight in the morning', () => {
    const at = (hour: number) => Date.UTC(2026, 10, 20, hour + 3);
    const night = Array.from({ length: 24 }, (_, hour) => hour).filter(
      (hour) => isNightIn(['America/Sao_Paulo'], at(hour)) === true,
    );

    expect(night).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 21, 22, 23]);
    expect(hourIn('America/Sao_Paulo', at(0))).toBe(0);
  });

  it('has no known night without a zone, and when two zones disagree', () => {
    expect(isNightIn([], 0)).toBeNull();
    expect(isNightIn(['America/Manaus', 'America/Eirunepe'], Date.UTC(2026, 10, 20, 12, 30))).toBeNull();
  });

  it.each([
    // São Paulo is three hours behind UTC, Rio Branco five: at night the west decides.
    ['at night in both', ['America/Sao_Paulo', 'America/Rio_Branco'], '2026-11-21T02:10Z', '2026-11-21T13:00Z'],
    [
      'when only the east has its morning',
      ['America/Sao_Paulo', 'America/Rio_Branco'],
      '2026-11-21T11:30Z',
      '2026-11-21T13:00Z',
    ],
    ['in the daytime', ['America/Sao_Paulo'], '2026-11-21T15:00Z', '2026-11-22T11:00Z'],
    ['right at eight', ['America/Sao_Paulo'], '2026-11-21T11:00Z', '2026-11-22T11:00Z'],
    ['with a zone of a quarter of an hour', ['Asia/Kathmandu'], '2026-11-20T20:00Z', '2026-11-21T02:15Z'],
  ])('finds when the night is over for all: %s', (_name, zones, now, expected) => {
    expect(new Date(nextMorningOfAll(zones, Date.parse(now)) ?? 0).toISOString()).toBe(
      new Date(Date.parse(expected)).toISOString(),
    );
  });

  it('knows no morning for all without a zone, or for zones whose days do not meet', () => {
    expect(nextMorningOfAll([], 0)).toBeNull();
    expect(nextMorningOfAll(['America/Sao_Paulo', 'Asia/Karachi', 'Pacific/Honolulu'], 0)).toBeNull();
  });

  it('is awake everywhere at the morning it found, and was not a quarter before', () => {
    const zone = fc.constantFrom(
      'America/Sao_Paulo',
      'America/Rio_Branco',
      'America/Noronha',
      'Europe/Lisbon',
      'America/New_York',
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(zone, { minLength: 1 }),
        fc.date({ noInvalidDate: true, min: new Date(T2025), max: new Date(T2027) }),
        (zones, date) => {
          const at = nextMorningOfAll(zones, date.getTime());

          expect(at).not.toBeNull();
          expect(at ?? 0).toBeGreaterThan(date.getTime());
          expect(zones.map((each) => isNightIn([each], at ?? 0))).not.toContain(true);
          expect(zones.map((each) => isNightIn([each], (at ?? 0) - 1))).toContain(true);
        },
      ),
    );
  });

  it('is read from its digits, or is unknown', () => {
    expect(['5582999000001', '351912345678', '999999999999', ''].map(phones.countryOf)).toEqual([
      'BR',
      'PT',
      null,
      null,
    ]);
  });

  it('is known only in Brazil when there is no metadata', () => {
    const { countryOf, zonesOf } = PLACES_WITHOUT_METADATA;

    expect(['5582999000001', '351912345678', ''].map(countryOf)).toEqual(['BR', null, null]);
    expect([zonesOf('5592999000001', 'BR'), zonesOf('351912345678', null)]).toEqual([['America/Manaus'], []]);
  });
});

describe('the spellings of a number', () => {
  it('share one key', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('11', '28', '31', '82', '99'),
        fc.integer({ min: 20_000_000, max: 99_999_999 }),
        fc.boolean(),
        (area, subscriber, nine) => {
          const digits = `55${area}${nine ? '9' : ''}${subscriber}`;
          const spellings = phoneSpellings(digits);

          expect(spellings).toContain(digits);
          expect(new Set(spellings.map(phoneKey)).size).toBe(1);
          expect(spellings).toHaveLength(String(subscriber).charAt(0) >= '6' ? 2 : 1);
        },
      ),
    );
  });

  it('are looked up on the server when a number is searched', () => {
    expect(phones.searchSpellings('82 99900-0001', 'BR')).toEqual(['558299000001', '5582999000001']);
    expect(phones.searchSpellings('3321-1234', 'BR')).toEqual(['33211234']);
    expect(phones.searchSpellings('ana', 'BR')).toEqual([]);
    expect(phones.searchSpellings('whatsapp:\u202a82 99900\u20110001,\u202c', 'BR')).toEqual([
      '558299000001',
      '5582999000001',
    ]);
  });

  it('keep a landline apart from the mobile number that has one more digit, the 9', () => {
    expect(phoneKey('551133211234')).not.toBe(phoneKey('5511933211234'));
  });

  it('are the same when read back from the form in lists', () => {
    for (const digits of ['5582999000001', '558233211234', '351912345678', '14155552671']) {
      expect(phones.parse(formatDigits(digits), 'BR')).toMatchObject({ ok: true, digits });
    }
    expect([
      formatDigits('5582999000001'),
      formatDigits('558299000001'),
      formatDigits('351912345678'),
      formatDigits(''),
    ]).toEqual(['+55 (82) 99900-0001', '+55 (82) 9900-0001', '+351912345678', '']);
  });
});
