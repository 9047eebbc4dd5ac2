import { expect } from '@playwright/test';
import { test } from '#tests/support/app.ts';

test('phone, counter and kitchen play an order from the scan to paid, with nothing from outside (acceptance 1)', async ({
  landing,
  openPhone,
  openConsole,
}) => {
  const phone = await openPhone('2');
  const counter = await openConsole('counter');
  const kitchen = await openConsole('kitchen');

  await counter.getByRole('button', { name: 'Open table' }).click();
  await phone.getByRole('button', { name: 'Add Steamed rice to the order' }).click();
  await phone.getByRole('button', { name: /View order/ }).click();
  await phone.getByRole('button', { name: /^Send order/ }).click();
  await expect(phone.getByText('Order received', { exact: true })).toBeVisible();

  const card = counter.locator('.order-card');
  await expect(card).toContainText('Steamed rice');
  await card.getByRole('button', { name: 'Accept' }).click();
  const ticket = kitchen.locator('.ticket');
  await expect(ticket).toContainText('Steamed rice');
  await expect(ticket).toHaveCount(1);
  await ticket.getByRole('button', { name: 'Start' }).click();
  await expect(phone.getByText('Cooking').first()).toBeVisible();
  await ticket.getByRole('button', { name: 'Ready' }).click();
  await ticket.getByRole('button', { name: 'Served' }).click();
  await expect(ticket).toHaveCount(0);

  await counter.locator('.tile', { hasText: '2' }).filter({ hasText: 'Open' }).first().click();
  await counter.getByRole('button', { name: /^Take payment/ }).click();
  await counter.getByRole('button', { name: /^Take ¥3\.00/ }).click();
  await expect(phone.getByText('Paid — thank you').or(phone.getByText(/^Paid/)).first()).toBeVisible();
  await counter.locator('.pay-taken').getByRole('button', { name: 'Close table' }).click();
  await expect(phone.getByText('Thank you for your visit')).toBeVisible();
  await expect.poll(() => landing.landing.ordering.guestStream.size).toBe(0);
});
