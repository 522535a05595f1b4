import { listQueues, removeQueue, saveQueue } from '../../src/contract/operations/queues.ts'
import { become, offer, presence, row, tab } from './desk.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

const tile = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Queues' }).getByRole('listitem').filter({ hasText: name })
const waits = (page: Page, name: string): Locator =>
  page.getByRole('table', { name: 'Waiting' }).getByRole('row').filter({ hasText: name })
const agentRow = (page: Page, name: string): Locator =>
  page.getByRole('table', { name: 'Agents' }).getByRole('row').filter({ hasText: name })

/** Something from the menu of a row, with the keyboard. */
async function act(page: Page, of: string, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${of}` }).press('Enter')
  await page.getByRole('menuitem', { name: item }).click()
}

async function choose(page: Page, label: string, option: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}

test('a supervisor sees a queue fill, moves, gives and takes back, sends on a break and signs out', async ({
  open,
  team,
  phones,
}) => {
  const harbour = await team({ name: 'Lighthouse', agents: ['Oda Lindqvist', 'Pim Verhoeven'] })
  const pier = await team({ name: 'Pier', agents: ['Quinn Abara'] })
  const [oda, pim] = [await open(harbour.agents[0]), await open(harbour.agents[1])]
  await become(oda, 'On break')
  const vera = await open(people.vera)
  await vera.getByRole('link', { name: 'Live board' }).click()
  await expect(tile(vera, harbour.name)).toContainText('Nobody waits')

  // It fills.
  const xenia = await phones.add('Xenia Ortega', harbour.number)
  const yusuf = await phones.add('Yusuf Demir', harbour.number)
  await xenia.writes('Is the ferry late?')
  await expect(waits(vera, xenia.name)).toBeVisible()
  await yusuf.writes('My boat has no mooring')
  await expect(waits(vera, yusuf.name)).toBeVisible()
  await expect(tile(vera, harbour.name)).toContainText('Nobody is ready')

  // One is moved.
  await act(vera, yusuf.name, 'Move to a queue')
  await choose(vera, 'Queue', new RegExp(pier.name))
  await vera.getByRole('dialog').getByRole('button', { name: 'Move to a queue' }).click()
  await expect(waits(vera, yusuf.name)).toContainText(pier.name)

  // One is given to somebody, who is told.
  await act(vera, xenia.name, 'Give to an agent')
  await choose(vera, 'Agent', /Oda Lindqvist/)
  await vera.getByRole('dialog').getByRole('button', { name: 'Give to an agent' }).click()
  await expect(oda.getByText(`${people.vera.name} gave you ${xenia.name}.`).last()).toBeVisible()
  await expect(row(oda, xenia.name)).toBeVisible()
  await expect(agentRow(vera, 'Oda Lindqvist')).toContainText('Busy, on a break')
  await expect(waits(vera, xenia.name)).toHaveCount(0)

  // And taken back.
  await act(vera, 'Oda Lindqvist', /^Take back to the queue: Xenia Ortega/)
  await expect(oda.getByText(`${people.vera.name} moved ${xenia.name} to ${harbour.name}.`).last()).toBeVisible()
  await expect(tab(oda, 'Mine')).toContainText('0')
  await expect(waits(vera, xenia.name)).toContainText(harbour.name)

  // An agent who is being asked is sent on a break: the offer leaves them.
  await become(pim, 'Available')
  await expect(offer(pim, xenia.name)).toBeVisible()
  await act(vera, 'Pim Verhoeven', 'Send on a break: Coffee')
  await expect(presence(pim)).toContainText('On break')
  await expect(offer(pim, xenia.name)).toHaveCount(0)
  await expect(agentRow(vera, 'Pim Verhoeven')).toContainText('Free, on a break · Coffee')

  // Another is signed out, at once and everywhere.
  await act(vera, 'Oda Lindqvist', 'Sign out')
  await vera.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await oda.waitForURL('**/sign-in**')
  await expect(vera.getByText('Oda Lindqvist is signed out.').last()).toBeVisible()
})

test('from a queue to its line on the board and back: what was typed stays, and only who may change it is led there', async ({
  open,
  team,
}) => {
  const breakwater = await team({ name: 'Breakwater', agents: [] })
  const jetty = await team({ name: 'Jetty', agents: [] })
  const mara = await open(people.mara)
  await mara.goto(`/admin/queues/${breakwater.queueId}`)
  const description = mara.getByRole('textbox', { name: 'Description' })
  await description.fill('Boats and moorings')
  const toBoard = mara.getByRole('main').getByRole('link', { name: 'Live board' })
  await toBoard.press('Enter')
  await mara.getByRole('dialog', { name: 'Changes not saved' }).getByRole('button', { name: 'Stay here' }).click()
  await expect(description).toHaveValue('Boats and moorings')
  await mara.keyboard.press('Control+KeyS')
  await expect(mara.getByRole('status').filter({ hasText: 'The queue has been saved.' })).not.toHaveCount(0)

  await toBoard.press('Enter')
  const queue = mara.getByRole('combobox', { name: 'Queue' })
  for (const _arrival of ['by the link', 'by a reload']) {
    await expect(tile(mara, breakwater.name)).toBeVisible()
    await expect(tile(mara, jetty.name)).toHaveCount(0)
    await expect(queue).toHaveValue(breakwater.name)
    await mara.reload()
  }
  await queue.click()
  await mara.getByRole('option', { name: jetty.name, exact: true }).click()
  await expect(tile(mara, jetty.name)).toBeVisible()
  await expect(tile(mara, breakwater.name)).toHaveCount(0)
  await mara.getByRole('link', { name: 'Settings of Jetty' }).press('Enter')
  await expect(mara.getByRole('heading', { name: jetty.name, level: 1 })).toBeVisible()

  const vera = await open(people.vera)
  await vera.goto(`/board?queue=${breakwater.queueId}`)
  await expect(tile(vera, breakwater.name)).toBeVisible()
  await expect(vera.getByRole('link', { name: /^Settings of / })).toHaveCount(0)
})

test('the board finds names without their accents, and outlives the queue it was narrowed to', async ({
  open,
  team,
  phones,
  calls,
}) => {
  const { number, queueId } = await team({ name: 'Quayside', agents: [] })
  const mara = await calls(people.mara)
  const like = (await mara.must(listQueues, {})).queues.find(({ id }) => id === queueId)
  const { id } = await mara.must(saveQueue, { ...like!, id: null, version: 0, name: 'Sandbar' })
  const jose = await phones.add('José Ibarra', number)
  await jose.writes('Is the tide out?')
  const vera = await open(people.vera)
  await vera.goto('/board')
  await expect(waits(vera, jose.name)).toBeVisible()
  await vera.getByRole('searchbox', { name: 'Name or number' }).fill('jose')
  await expect(waits(vera, jose.name)).toBeVisible()

  await vera.getByRole('combobox', { name: 'Queue', exact: true }).click()
  await vera.getByRole('option', { name: 'Sandbar' }).click()
  await expect(waits(vera, jose.name)).toHaveCount(0)
  await mara.must(removeQueue, { id })
  await expect(waits(vera, jose.name)).toBeVisible()
})
