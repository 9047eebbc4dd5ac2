import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

interface Menu {
  readonly items: readonly {
    readonly id: string;
    readonly optionGroupIds: readonly string[];
    readonly taxClass: string;
  }[];
  readonly optionGroups: readonly { readonly id: string }[];
}

describe('what dishes still need', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let owner: ConsoleClient;

  beforeEach(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    owner = await landing.as('owner');
  });
  afterEach(async () => {
    await landing.close();
    folder.remove();
  });

  it('is kept: a used group of choices stays, naming its dishes; an unused one goes', async () => {
    const menu = await owner.query<Menu>('ordering.menu.list');
    const used = menu.items.flatMap((item) => item.optionGroupIds)[0];
    const remove = (id: string | undefined) => owner.call('ordering.menu.deleteOptionGroup', { id }, 'POST');
    expect((await remove(used)).problem?.code).toBe('record_in_use');
    const { id } = await owner.mutate<{ id: string }>('ordering.menu.saveOptionGroup', {
      name: { en: 'Cut' },
      min: 0,
      max: 1,
      options: [{ id: crypto.randomUUID(), name: { en: 'Thin' }, priceDelta: 0, available: true, maxQuantity: 1 }],
    });
    expect((await remove(id)).problem).toBeUndefined();
    expect((await remove(id)).problem?.code).toBe('record_missing');
  });

  it('is kept: a tax class of a dish stays, so that no dish is silently free of tax', async () => {
    const { taxClasses } = await owner.query<OrderingSettings>('ordering.settings.get');
    const [food, alcohol] = taxClasses;
    const update = (changes: object) => owner.call('ordering.settings.update', changes, 'POST');
    expect((await update({ taxClasses: [food] })).problem?.code).toBe('record_in_use');
    const spare = { id: 'spare', name: { en: 'Spare' }, eatInPpm: 0, takeAwayPpm: 0 };
    expect((await update({ taxClasses: [food, alcohol, spare] })).problem).toBeUndefined();
    expect((await update({ taxClasses: [food, alcohol] })).problem).toBeUndefined();
    const charge = { ppm: 100_000, taxClass: 'spare', takeAway: false };
    expect((await update({ serviceCharge: charge })).problem?.code).toBe('record_in_use');
    expect(
      (await update({ taxClasses: [food, alcohol, spare], serviceCharge: { ...charge, taxClass: spare.id } })).problem,
    ).toBeUndefined();
    expect((await update({ taxClasses: [food, alcohol] })).problem?.detail).toContain('服务费');
  });

  it('refuses an EMV account that does not fit its template', async () => {
    const merchantQr = {
      templateId: '26',
      globalId: 'x'.repeat(32),
      accountId: 'y'.repeat(60),
      categoryCode: '5812',
      countryCode: 'CN',
      merchantName: 'Osmanthus Lane',
      merchantCity: 'Suzhou',
      localName: '',
    };
    const update = (changes: object) => owner.call('ordering.settings.update', changes, 'POST');
    expect((await update({ merchantQr })).problem?.code).toBe('validation_failed');
    expect((await update({ merchantQr: { ...merchantQr, accountId: 'y'.repeat(59) } })).problem).toBeUndefined();
  });
});
