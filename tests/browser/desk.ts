import { expect, type Locator, type Page } from '@playwright/test'
import { isFocused } from './keys.ts'

/** What a person sees of the desk, by the words and roles that everybody has, whatever it looks like. */

export const offer = (page: Page, name: string): Locator => page.getByRole('article', { name: `Offer: ${name}` })
export const thread = (page: Page, name: string): Locator =>
  page.getByRole('log', { name: `Conversation with ${name}` })
export const reply = (page: Page, name: string): Locator => page.getByRole('textbox', { name: `Reply to ${name}` })
export const row = (page: Page, name: string): Locator => page.getByRole('option', { name })
export const tab = (page: Page, name: 'Offers' | 'Mine' | 'Queue'): Locator =>
  page.getByRole('tablist', { name: 'Offers, mine and queue' }).getByRole('tab', { name: new RegExp(`^${name}`) })
export const presence = (page: Page): Locator =>
  page.getByRole('complementary', { name: 'Interactions' }).getByRole('button', {
    name: /^(Available|On break|Working offline|Signed out)/,
  })

/** A message of ours, or of theirs, in the open conversation. */
export const ours = (page: Page, text: string): Locator =>
  page.getByRole('article', { name: new RegExp(`^Us, .*${escaped(text)}`) })
export const theirs = (page: Page, name: string, text: string): Locator =>
  page.getByRole('article', { name: new RegExp(`^${escaped(name)}, .*${escaped(text)}`) })

/** How far a message of ours got, as the ticks say it. */
export async function expectTick(message: Locator, word: 'Sending' | 'Sent' | 'Delivered' | 'Read' | 'Not delivered') {
  await expect(message.getByRole('img', { name: word, exact: true })).toBeVisible()
}

/** As many as the presence menu may have. */
const MENU_ITEMS = 20

/** Say what one is doing, with the presence menu and the keyboard. */
export async function become(page: Page, state: 'Available' | 'On break' | 'Working offline'): Promise<void> {
  await expect(presence(page)).toBeVisible()
  await page.keyboard.press('Alt+KeyB')
  const item = page.getByRole('menuitemradio', { name: state })
  const hasFocus = page.getByRole('menu').locator(':focus')
  await expect(hasFocus).toBeAttached()
  for (let step = 0; step < MENU_ITEMS && !(await isFocused(item)); step++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(presence(page)).toContainText(state)
}

/** Accept the top offer, which is from `name`, and wait until one may write in its conversation. */
export async function accept(page: Page, name: string): Promise<void> {
  await expect(offer(page, name)).toBeVisible()
  await page.keyboard.press('Alt+KeyA')
  await expect(reply(page, name)).toBeFocused()
}

/** Write to the contact of the open conversation and send it. */
export async function say(page: Page, name: string, text: string): Promise<void> {
  await reply(page, name).fill(text)
  await reply(page, name).press('Control+Enter')
  await expect(reply(page, name)).toHaveValue('')
}

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
