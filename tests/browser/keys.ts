import { expect, type Locator, type Page } from '@playwright/test'

/** More stops than this on the way to something would be no way. */
const MOST_STOPS = 60

/** Go to something with the Tab key alone, as soon as it can be used. Fails when it cannot be reached. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  await expect(target).toBeEnabled()
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (await isFocused(target)) return
    await page.keyboard.press(key)
  }
  await expect(target, `${MOST_STOPS} presses of ${key} should lead there`).toBeFocused()
}

/** Go to a button or a link with the Tab key, and press it with Enter. */
export async function pressByKey(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

export const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === element.ownerDocument.activeElement)
