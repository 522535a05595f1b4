import type { Update } from './webhooks.ts'
import type { BusinessNumber, World } from './world.ts'

/** Whose app hears of an update: the number's, or for account fields every app of the account's numbers once. */
export function destinations(world: World, update: Update): BusinessNumber[] {
  if (!world.accounts.get(update.wabaId)?.subscribed) return []
  if (update.phoneNumberId !== null) {
    const number = world.numbers.get(update.phoneNumberId)
    return number && callbackOf(world, number, true) !== null ? [number] : []
  }
  const byUrl = new Map<string, BusinessNumber>()
  for (const number of world.numbers.values())
    if (number.wabaId === update.wabaId && number.callbackUrl !== null) byUrl.set(number.callbackUrl, number)
  return [...byUrl.values()]
}

/** Meta: override of the number, then of the account, then the app's own address; only the last for account fields. */
export function callbackOf(world: World, number: BusinessNumber, overridable: boolean): string | null {
  if (!overridable) return number.callbackUrl
  return number.overrideCallbackUrl ?? world.accounts.get(number.wabaId)?.overrideCallbackUrl ?? number.callbackUrl
}
