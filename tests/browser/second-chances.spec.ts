import type { Instant } from '../../src/contract/ids.ts'
import { endConversation, getView } from '../../src/contract/operations/routing.ts'
import { getBoardDay, saveBusinessDay } from '../../src/contract/operations/supervision.ts'
import { dayAround } from '../../src/modules/supervision/core/day.ts'
import { accept, become, offer, ours, presence, reply, row, say, tab, thread } from './desk.ts'
import { LINE_IS_AWAY } from './guard.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

/** People get a second chance: somebody else is asked, what was not sent is not lost, and the figures are asked for anew. */

/** Its clock is moved. */
test.use({ productOf: 'second chances' })

const secondMs = 1_000

test('an administrator gives somebody a time of their own to accept: their offer lapses then, and the next one has theirs', async ({
  open,
  team,
  phones,
}) => {
  const lamps = await team({ name: 'Lampshades', agents: ['Runa Eklund', 'Silvio Neri'], acceptSeconds: 30 })
  const [runa, silvio] = lamps.agents
  const mara = await open(people.mara)
  for (const [{ id, name }, seconds] of [
    [runa, '15'],
    [silvio, '55'],
  ] as const)
    await test.step(`${name} has ${seconds} seconds`, async () => {
      await mara.goto(`/admin/users/${id}`)
      const own = mara.getByRole('switch', { name: 'A time of their own to accept' })
      await expect(own).not.toBeChecked()
      await own.press('Space')
      const time = mara.getByRole('textbox', { name: 'Accept within' })
      await time.fill('61')
      await mara.keyboard.press('Control+KeyS')
      await expect(mara.getByText('A whole number from 15 to 60.', { exact: true })).toBeVisible()
      await time.fill(seconds)
      await mara.keyboard.press('Control+KeyS')
      await expect(mara.getByText('The user has been saved.').last()).toBeVisible()
      await mara.reload()
      await expect(own).toBeChecked()
      await expect(time).toHaveValue(`${seconds} s`)
    })

  // Runa is idle longer, so she is asked first.
  const [first, second] = [await open(runa), await open(silvio)]
  await become(first, 'Available')
  await become(second, 'Available')
  const wilma = await phones.add('Wilma Bask', lamps.number)
  await wilma.writes('Is the green one still there?')
  await expect(offer(first, wilma.name)).toContainText('accept within 15 seconds')
  await phones.advance(16 * secondMs)
  await expect(presence(first)).toContainText('Not responding')
  await expect(offer(second, wilma.name)).toContainText('accept within 55 seconds')
  await phones.advance(40 * secondMs)
  await accept(second, wilma.name)
  await expect(row(second, wilma.name)).toBeVisible()
})

test('of too many files that are dropped at once the first stay, and it is said', async ({ serving }) => {
  const scene = { team: 'Notebooks', agent: 'Hauke Brandt', customer: 'Salma Idrissi', says: 'May I have the notes?' }
  const { page, customer } = await serving(scene)
  const dropped = await page.evaluateHandle(`(() => {
    const data = new DataTransfer()
    for (let n = 1; n <= 12; n++) data.items.add(new File(['note ' + n], 'note-' + n + '.txt', { type: 'text/plain' }))
    return data
  })()`)
  await reply(page, customer.name).dispatchEvent('drop', { dataTransfer: dropped })
  await expect(page.getByText('At most 10 files at once: the last 2 were left out.').last()).toBeVisible()
  const files = page.getByRole('button', { name: /^Remove note-\d+\.txt$/ })
  await expect(files).toHaveCount(10)
  await expect(page.getByRole('button', { name: 'Remove note-10.txt' })).toBeVisible()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect.poll(async () => (await customer.messages()).filter(({ type }) => type === 'document').length).toBe(10)
})

test('a template whose answer got lost goes once, however often it is sent; another one is not taken for it', async ({
  serving,
  guard,
}) => {
  guard.expect(LINE_IS_AWAY, /net::ERR_FAILED/)
  const scene = { team: 'Removals', agent: 'Tove Lund', customer: 'Ibrahim Sow', says: 'When does the van come?' }
  const { page, customer } = await serving(scene)
  const dialog = page.getByRole('dialog', { name: 'Send template' })
  const send = dialog.getByRole('button', { name: 'Send template' })
  const fill = async (day: string) => {
    await page.keyboard.press('Alt+KeyT')
    await dialog.getByRole('button', { name: /^order_update/ }).click()
    await dialog.getByRole('textbox', { name: '{{1}}' }).fill('VH-1')
    await dialog.getByRole('textbox', { name: '{{2}}' }).fill(day)
    await dialog.getByRole('textbox', { name: 'Button “Track the van”' }).fill('VH-1')
  }
  const came = async () => (await customer.texts()).map((text) => /will arrive on (\w+)/.exec(text ?? '')?.[1])

  let answers: 'lost' | 'told' = 'lost'
  await page.route('**/api/conversations/send-template', async (route) => {
    const response = await route.fetch()
    return answers === 'lost' ? route.abort() : route.fulfill({ response })
  })
  await fill('Friday')
  // No line shows that it has gone.
  await page.context().setOffline(true)
  await expect(page.getByRole('navigation')).toContainText('Reconnecting')
  await send.click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await expect.poll(came).toEqual(['Friday'])
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await fill('Friday')
  answers = 'told'
  await send.click()
  await expect(dialog).toHaveCount(0)
  await page.context().setOffline(false)
  await expect(ours(page, 'will arrive on Friday')).toHaveCount(1)
  expect(await came()).toEqual(['Friday'])

  // Something else has a number of its own, whatever became of what was sent before.
  answers = 'lost'
  await fill('Sunday')
  await send.click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  answers = 'told'
  await dialog.getByRole('textbox', { name: '{{2}}' }).fill('Monday')
  await send.click()
  await expect(dialog).toHaveCount(0)
  await expect.poll(came).toEqual(['Friday', 'Sunday', 'Monday'])
  // What the thread shows has come: once more is another one.
  await expect(ours(page, 'will arrive on Sunday')).toHaveCount(1)
  await fill('Sunday')
  await send.click()
  await expect.poll(came).toEqual(['Friday', 'Sunday', 'Monday', 'Sunday'])
})

const onItsWay = (page: Page, text: string): Locator =>
  page.getByRole('article', { name: 'Message on its way' }).filter({ hasText: text })

/** The same person with the same conversation in one more tab of their browser. */
async function anotherTab(page: Page, name: string): Promise<Page> {
  const other = await page.context().newPage()
  await other.goto('/desk')
  await tab(other, 'Mine').click()
  await row(other, name).click()
  await expect(thread(other, name)).toBeVisible()
  return other
}

test('three tabs: what one leaves unsent another sends, in order, and nothing is lost or goes twice', async ({
  serving,
  guard,
}) => {
  guard.expect(LINE_IS_AWAY, /net::ERR_FAILED/)
  const scene = { team: 'Three Tabs', agent: 'Frieda Moll', customer: 'Nico Baros', says: 'Is the lift repaired?' }
  const { page: first, customer } = await serving(scene)
  const second = await anotherTab(first, customer.name)
  const third = await anotherTab(first, customer.name)
  const said = ['It was repaired this morning', 'It stops at every floor', 'But for the cellar']
  await first.context().setOffline(true)
  await say(first, customer.name, said[0]!)
  await say(first, customer.name, said[1]!)
  await expect(onItsWay(first, said[1]!)).toContainText('Waits for the connection')
  await say(second, customer.name, said[2]!)
  await expect(onItsWay(second, said[2]!)).toContainText('Waits for the connection')
  await expect(onItsWay(second, said[0]!)).toHaveCount(0)
  await first.close({ runBeforeUnload: true })
  const shown = async (text: string) => (await onItsWay(second, text).count()) + (await onItsWay(third, text).count())
  for (const text of said) await expect.poll(() => shown(text)).toBe(1)
  // Then the one that has them goes as well, if it is not the last.
  await second.close()
  for (const text of said) await expect(onItsWay(third, text)).toBeVisible()
  await third.context().setOffline(false)
  await expect.poll(() => customer.texts()).toEqual(said)
  for (const text of said) await expect(ours(third, text)).toHaveCount(1)

  // The server has it, its answer got lost, and meanwhile a tab is opened that finds it unsent.
  let lost = 0
  await third.route('**/api/conversations/send', async (route) => {
    lost++
    await route.fetch()
    await route.abort()
  })
  await say(third, customer.name, 'Tomorrow it goes there too')
  await expect.poll(() => lost).toBeGreaterThan(0)
  const fourth = await anotherTab(third, customer.name)
  await expect(ours(fourth, 'Tomorrow it goes there too')).toHaveCount(1)
  await expect(onItsWay(fourth, 'Tomorrow it goes there too')).toHaveCount(0)
  // Who asks again hears that it came.
  await third.unroute('**/api/conversations/send')
  await expect(onItsWay(third, 'Tomorrow it goes there too')).toHaveCount(0)
  expect(await customer.texts()).toEqual([...said, 'Tomorrow it goes there too'])
})

test('the keyboard is not lost when a search is closed or a list becomes empty', async ({
  open,
  team,
  phones,
  calls,
}) => {
  const desk = await team({ name: 'Ropery', agents: ['Greet Aerts'], wrapUpSeconds: 0 })
  const greet = await open(desk.agents[0])
  const vera = await open(people.vera)
  const list = greet.getByRole('complementary', { name: 'Interactions' })
  await become(greet, 'Available')
  const orla = await phones.add('Orla Quinn', desk.number)
  await orla.writes('How long is the long rope?')
  await accept(greet, orla.name)

  const search = greet.getByRole('searchbox', { name: 'Search in the list' })
  for (const leave of ['Escape', 'Tab+Enter'] as const) {
    await greet.getByRole('listbox').focus()
    await greet.keyboard.press('/')
    await expect(search).toBeFocused()
    await search.fill('nobody of this name')
    await expect(row(greet, orla.name)).toHaveCount(0)
    if (leave === 'Tab+Enter') {
      await greet.keyboard.press('Tab')
      await greet.keyboard.press('Enter')
      await expect(list).toBeFocused()
    } else await greet.keyboard.press('Escape')
    await expect(search).toHaveCount(0)
    await expect(greet.locator(':focus')).toHaveCount(1)
  }

  await greet.getByRole('listbox').focus()
  const greetsCalls = await calls(desk.agents[0])
  const { interactions } = await greetsCalls.must(getView, {})
  const [held] = Object.values(interactions)
  await greetsCalls.must(endConversation, { interactionId: held!.id, dispositionId: null })
  await expect(row(greet, orla.name)).toHaveCount(0)
  await expect(list).toBeFocused()

  await become(greet, 'On break')
  await vera.goto('/board')
  const paul = await phones.add('Paul Ferrer', desk.number)
  await paul.writes('And the short one?')
  await vera.getByRole('searchbox', { name: 'Name or number' }).fill(paul.name)
  const acts = vera.getByRole('button', { name: `Actions for ${paul.name}` })
  await acts.focus()
  await become(greet, 'Available')
  await accept(greet, paul.name)
  await expect(acts).toHaveCount(0)
  await expect(vera.locator(':focus')).toHaveCount(1)
})

test('a board that stays open over midnight counts the new day, also when nobody answered just then', async ({
  open,
  team,
  phones,
  calls,
  guard,
}) => {
  guard.expect(/net::ERR_FAILED/)
  const zone = 'Asia/Tokyo'
  const night = await team({ name: 'Night Porter', agents: ['Haru Endo'], wrapUpSeconds: 0 })
  const administrator = await calls(people.mara)
  const { version } = await administrator.must(getBoardDay, {})
  await administrator.must(saveBusinessDay, { zone, version })
  const haru = await open(night.agents[0])
  const vera = await open(people.vera)
  await vera.goto('/board')
  await expect(vera.getByText(`Today since 00:00 (${zone})`)).toBeVisible()
  const tile = vera.getByRole('region', { name: 'Queues' }).getByRole('listitem').filter({ hasText: night.name })
  await become(haru, 'Available')
  const kei = await phones.add('Kei Sato', night.number)
  await kei.writes('May I come in late?')
  await accept(haru, kei.name)
  await haru.keyboard.press('Alt+KeyC')
  await expect(tile).toContainText(/Done today1(?!\d)/)

  let asked = 0
  await vera.route('**/api/supervision/day', (route) => (asked++ === 0 ? route.abort() : route.continue()))
  const { now } = (await phones.control('POST', '/clock', { advanceMs: 1 })) as { now: Instant }
  await phones.advance(dayAround(zone, now).to - now + secondMs)
  await expect(tile).toContainText(/Done today0(?!\d)/)
  expect(asked).toBeGreaterThan(1)
})
