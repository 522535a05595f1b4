import { addNote, maxNoteText } from '../../src/contract/operations/conversations.ts'
import { defaultPreferences, getPreferences, savePreferences } from '../../src/contract/operations/identity.ts'
import { planMessage } from '../../src/contract/operations/later.ts'
import { setPresence } from '../../src/contract/operations/presence.ts'
import { acceptOffer, endConversation, finishWrapUp } from '../../src/contract/operations/routing.ts'
import { accept, become, offer, ours, reply, row, tab } from './desk.ts'
import { refusedWith } from './guard.ts'
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

test('what is planned leaves the field it stood in, and takes nothing of what was written since', async ({
  open,
  team,
  phones,
}) => {
  const { agents, number } = await team({ name: 'Jetties', agents: ['Lovisa Ekman'] })
  const page = await open(agents[0])
  await become(page, 'Available')
  const [first, second] = [await phones.add('Amadou Ba', number), await phones.add('Birte Holst', number)]
  for (const customer of [first, second]) {
    await customer.writes('Is there room?')
    await accept(page, customer.name)
  }
  await reply(page, second.name).fill('Only for Birte')
  await row(page, first.name).click()
  await reply(page, first.name).fill('There is room from Monday on.')
  const plan = await heldBack(page, `**${planMessage.path}`)
  await page.getByRole('button', { name: 'Send later' }).click()
  await page.getByRole('menuitem', { name: 'In an hour' }).click()
  await plan.asked
  await reply(page, first.name).fill('There is room from Monday on. And a crane.')
  await row(page, second.name).click()
  await expect(reply(page, second.name)).toHaveValue('Only for Birte')
  plan.letGo()
  await expect(row(page, first.name)).toContainText('Planned')
  await expect(reply(page, second.name)).toHaveValue('Only for Birte')
  await row(page, first.name).click()
  await expect(reply(page, first.name)).toHaveValue('And a crane.')
})

test('a note is kept once and whole, and a note that is refused holds the wrap-up', async ({ serving, guard }) => {
  const scene = { team: 'Moorings', agent: 'Anneke Prins', customer: 'Milan Kral', says: 'Which rope?' }
  const { page, customer } = await serving(scene)
  const notes = page.getByRole('article', { name: /^Note/ })
  await page.getByRole('button', { name: 'Note', exact: true }).click()
  const note = page.getByRole('textbox', { name: 'Note' })
  const first = await heldBack(page, `**${addNote.path}`)
  await note.fill('He has a small boat.')
  await note.press('Control+Enter')
  await first.asked
  await note.pressSequentially(' And a dog.')
  first.letGo()
  await expect(note).toHaveValue('And a dog.')
  await note.fill('')

  await page.keyboard.press('Alt+KeyC')
  const wrapUp = page.getByRole('region', { name: 'Wrapping up' })
  await expect(wrapUp).toBeVisible()
  await note.fill('x'.repeat(maxNoteText + 1))
  guard.expect(refusedWith(400))
  await note.press('Control+Enter')
  await expect(wrapUp.getByRole('alert')).toBeVisible()

  await note.fill('He comes back on Friday.')
  const sent: string[] = []
  page.on('request', (request) => request.url().endsWith(addNote.path) && sent.push(request.url()))
  await page.unroute(`**${addNote.path}`)
  const second = await heldBack(page, `**${addNote.path}`)
  await note.press('Control+Enter')
  await second.asked
  await note.press('Control+Enter')
  second.letGo()
  await expect(wrapUp).toHaveCount(0)
  expect(sent).toHaveLength(1)
  await row(page, customer.name).or(page.getByText('Choose a conversation')).first().waitFor()
  await expect(notes).toHaveCount(0)
})

test('whoever has gone on while a wrap-up is finished is left where they write', async ({ open, team, phones }) => {
  const { agents, number } = await team({ name: 'Slipways', agents: ['Doortje Maas'] })
  const page = await open(agents[0])
  await become(page, 'Available')
  const names = ['Ewa Lis', 'Finn Aas', 'Gaia Neri'] as const
  for (const name of names) {
    await (await phones.add(name, number)).writes('Hello')
    await accept(page, name)
  }
  await page.keyboard.press('Alt+KeyC')
  await expect(page.getByRole('region', { name: 'Wrapping up' })).toBeVisible()
  const finish = await heldBack(page, `**${finishWrapUp.path}`)
  await page.keyboard.press('Control+Enter')
  await finish.asked
  await row(page, names[1]).click()
  await reply(page, names[1]).fill('I am looking')
  finish.letGo()
  await expect(row(page, names[2])).toHaveCount(0)
  await expect(reply(page, names[1])).toBeFocused()
  await expect(reply(page, names[1])).toHaveValue('I am looking')
})

test('what the server refuses is said, and shown as it is: being available, and how loud it is', async ({
  open,
  team,
  guard,
}) => {
  const { agents } = await team({ name: 'Beacons', agents: ['Ylva Sten'] })
  const page = await open(agents[0])
  guard.expect(refusedWith(503))
  const away = { status: 503, json: { refusal: 'database_away' } }
  for (const { path } of [setPresence, savePreferences]) await page.route(`**${path}`, (route) => route.fulfill(away))
  await page.getByRole('button', { name: 'Become available' }).click()
  await expect(page.getByText('The database does not answer', { exact: false }).first()).toBeVisible()
  await page.goto('/me')
  const volume = page.getByRole('slider', { name: 'Volume' })
  const before = await volume.getAttribute('aria-valuenow')
  await volume.press('ArrowLeft')
  await expect(page.getByText('Not saved.', { exact: false }).first()).toBeVisible()
  await expect(volume).toHaveAttribute('aria-valuenow', before ?? '')
})

test('whoever begins to write while an offer is being accepted is not called away', async ({ open, team, phones }) => {
  const { agents, number } = await team({ name: 'Breakers', agents: ['Oona Virta'] })
  const page = await open(agents[0])
  await become(page, 'Available')
  const names = ['Pia Holt', 'Rui Faria', 'Saga Dahl'] as const
  for (const name of names.slice(0, 2)) {
    await (await phones.add(name, number)).writes('Hello')
    await accept(page, name)
  }
  await (await phones.add(names[2], number)).writes('Hello')
  await expect(offer(page, names[2])).toBeVisible()
  const taking = await heldBack(page, `**${acceptOffer.path}`)
  await page.keyboard.press('Alt+KeyA')
  await taking.asked
  await row(page, names[0]).click()
  await reply(page, names[0]).fill('One moment')
  taking.letGo()
  await expect(
    page
      .getByText(`You hold ${names[2]} now.`)
      .or(page.getByRole('button', { name: `Go to ${names[2]}` }))
      .first(),
  ).toBeVisible()
  await expect(reply(page, names[0])).toBeFocused()
})

test('a command is found without its accents', async ({ open, team, calls }) => {
  const { agents } = await team({ name: 'Weirs', agents: ['Xenia Brandt'] })
  await (await calls(agents[0])).must(savePreferences, { ...defaultPreferences, language: 'es' })
  const page = await open(agents[0])
  await expect(page.getByRole('tab', { name: /^Mías/ })).toBeVisible()
  await page.keyboard.press('Control+KeyK')
  await page.getByRole('textbox', { name: 'Paleta de órdenes' }).fill('mias')
  await expect(page.getByRole('button', { name: 'Mías' })).toBeVisible()
})
