import { defaultPreferences, getPreferences, savePreferences } from '../../src/contract/operations/identity.ts'
import { endConversation } from '../../src/contract/operations/routing.ts'
import { become, offer, ours, reply, tab } from './desk.ts'
import type { Phone } from './phones.ts'
import { expect, type Page, test } from './product.ts'

/** Who is quicker than the line loses no key, no word and no time to think again. */

const SEND = '**/api/conversations/send'

/** What this address answers is held back until `letGo`. `asked` settles when somebody has asked. */
async function heldBack(page: Page, url: string | RegExp) {
  const gate = Promise.withResolvers<void>()
  const question = Promise.withResolvers<void>()
  await page.route(url, async (route) => {
    question.resolve()
    await gate.promise
    await route.continue()
  })
  return { letGo: gate.resolve, asked: question.promise }
}

/** Accept what somebody writes, while the part that shows conversations is still being fetched. */
async function acceptSlowly(page: Page, customer: Phone) {
  // Begun anew: nothing but the list has been fetched.
  await page.goto('/desk')
  const pane = await heldBack(page, /\/assets\/Conversation-.*\.js/)
  await customer.writes('Is the ferry late?')
  await expect(offer(page, customer.name)).toBeVisible()
  await page.keyboard.press('Alt+KeyA')
  await pane.asked
  return pane
}

test('a conversation that takes its time has the caret when it comes, and not when one has gone elsewhere', async ({
  open,
  team,
  phones,
}) => {
  const { agents, number } = await team({ name: 'Ferries', agents: ['Ulrika Sandahl'] })
  const page = await open(agents[0])
  await become(page, 'Available')
  const [first, second] = [await phones.add('Zdenka Horakova', number), await phones.add('Wim Claessens', number)]
  const pane = await acceptSlowly(page, first)
  await expect(page).toHaveURL(/\/desk\/./)
  // Ten seconds are nothing on some lines.
  await page.evaluate('{ const now = performance.now(); performance.now = () => now + 10_000 }')
  pane.letGo()
  await expect(reply(page, first.name)).toBeFocused()

  const again = await acceptSlowly(page, second)
  await expect(page).toHaveURL(/\/desk\/./)
  await page.keyboard.press('/')
  const search = page.getByRole('searchbox', { name: 'Search in the list' })
  await expect(search).toBeFocused()
  again.letGo()
  await expect(reply(page, second.name)).toBeVisible()
  await expect(search).toBeFocused()
})

test('what was sent can be taken back before the server has answered to it', async ({ serving, calls }) => {
  const scene = { team: 'Quays', agent: 'Benoit Carpentier', customer: 'Hedda Lien', says: 'Which quay is it?' }
  const { page, agent, customer } = await serving(scene)
  await (await calls(agent)).must(savePreferences, { ...defaultPreferences, undoSeconds: 15 })
  await page.reload()
  const send = await heldBack(page, SEND)
  await reply(page, customer.name).fill('Quay sven')
  await reply(page, customer.name).press('Control+Enter')
  await send.asked
  await expect(reply(page, customer.name)).toHaveValue('')
  await page.keyboard.press('Control+KeyZ')
  send.letGo()
  await expect(reply(page, customer.name)).toHaveValue('Quay sven')
  await expect(ours(page, 'Quay sven')).toHaveCount(0)
  expect(await customer.texts()).toEqual([])
})

test('a conversation ends after its last message, however slowly that goes out', async ({ serving }) => {
  const scene = { team: 'Piers', agent: 'Kerstin Olander', customer: 'Tadeo Rivas', says: 'May I moor here?' }
  const { page, customer } = await serving(scene)
  const send = await heldBack(page, SEND)
  await reply(page, customer.name).fill('Yes, until Sunday')
  await reply(page, customer.name).press('Control+Enter')
  await send.asked
  const ends: string[] = []
  page.on('request', (request) => request.url().endsWith(endConversation.path) && ends.push(request.url()))
  await page.keyboard.press('Alt+KeyC')
  await tab(page, 'Queue').click()
  expect(ends).toEqual([])
  send.letGo()
  await expect(page.getByRole('region', { name: 'Wrapping up' })).toBeVisible()
  await expect.poll(() => customer.texts()).toEqual(['Yes, until Sunday'])
})

test('the time to take a message back is there before the settings are, and the history where its pane is not', async ({
  open,
  team,
  phones,
  calls,
}) => {
  const { agents, number } = await team({ name: 'Docks', agents: ['Maarten Visser'] })
  await (await calls(agents[0])).must(savePreferences, { ...defaultPreferences, undoSeconds: 15 })
  const page = await open(agents[0])
  await become(page, 'Available')
  const customer = await phones.add('Sunniva Dahl', number)
  await customer.writes('Is the crane free?')
  await expect(offer(page, customer.name)).toBeVisible()
  await page.keyboard.press('Alt+KeyA')
  await expect(reply(page, customer.name)).toBeFocused()
  const settings = await heldBack(page, `**${getPreferences.path}**`)
  await page.reload()
  await reply(page, customer.name).fill('From noon')
  await reply(page, customer.name).press('Control+Enter')
  await expect(ours(page, 'From noon')).toContainText(/Sending in \d+ s/)
  settings.letGo()

  await page.keyboard.press('Alt+KeyI')
  const side = page.getByRole('complementary', { name: 'Contact' })
  await expect(side).toHaveCount(0)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Previous interactions' }).click()
  await expect(page.getByRole('tab', { name: 'History', selected: true })).toBeVisible()
})
