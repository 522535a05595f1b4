import { listChannels, saveChannel } from '../../src/contract/operations/channels.ts'
import { listQueues, saveQueue } from '../../src/contract/operations/queues.ts'
import { accept, become } from './desk.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

const place = async (page: Page, name: string) => {
  await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name, exact: true }).click()
}
const told = (page: Page, text: string) =>
  expect(page.getByRole('status').filter({ hasText: text }).first()).toBeAttached()
const line = (page: Page, table: string, name: string): Locator =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name })

test('a channel is switched off with work in it, and its agent deactivated: who waits is seen, and nothing is lost', async ({
  open,
  team,
  phones,
  calls,
}) => {
  test.setTimeout(120_000)
  const mill = await team({ name: 'Windmill', agents: ['Tibor Halasz'], capacity: 1 })
  const administrator = await calls(people.mara)
  const [mara, vera, tibor] = [await open(people.mara), await open(people.vera), await open(mill.agents[0])]
  await become(tibor, 'Available')
  const uma = await phones.add('Uma Castellan', mill.number)
  await uma.writes('Is the flour ground?')
  await accept(tibor, uma.name)
  const viggo = await phones.add('Viggo Strand', mill.number)
  await viggo.writes('And mine?')
  await vera.getByRole('link', { name: 'Live board' }).click()
  await expect(line(vera, 'Waiting', viggo.name)).toBeVisible()

  await test.step('the channel is switched off', async () => {
    await mara.getByRole('link', { name: 'Administration' }).click()
    await place(mara, 'Channels')
    await mara.getByRole('link', { name: /Windmill/ }).click()
    await mara.getByRole('switch', { name: 'Active' }).click()
    await expect(mara.getByText('Switched off with work in it: 1 waiting, 1 in hand.')).toBeVisible()
    await mara.keyboard.press('Control+KeyS')
    await told(mara, 'The channel has been saved.')
    await place(mara, 'Channels')
    await expect(line(mara, 'Channels', 'Windmill')).toContainText('Off · 2 open')
    await expect(line(vera, 'Waiting', viggo.name)).toContainText('channel is off')
    await expect(tibor.getByText('This channel is switched off.')).toBeVisible()
  })

  await test.step('what is written meanwhile is kept, and the agent who holds work is deactivated', async () => {
    await viggo.writes('Hello?')
    await place(mara, 'Users')
    await mara.getByRole('link', { name: /Tibor Halasz/ }).click()
    await mara.getByRole('button', { name: 'Deactivate', exact: true }).click()
    const question = mara.getByRole('dialog')
    await expect(question).toContainText('They hold 1 interaction, which goes back to its queue and waits there.')
    await question.getByRole('button', { name: 'Deactivate' }).click()
    await told(mara, 'Tibor Halasz can no longer sign in.')
    await tibor.waitForURL('**/sign-in**')
    await expect(line(vera, 'Waiting', uma.name)).toBeVisible()
  })

  await test.step('switched on again and with somebody new it goes on', async () => {
    const { channels } = await administrator.must(listChannels, {})
    const stored = channels.find(({ id }) => id === mill.channelId)!
    await administrator.must(saveChannel, { ...stored, active: true, accessToken: null, addAppSecret: null })
    await expect(line(vera, 'Waiting', viggo.name)).not.toContainText('channel is off')
    await expect(line(vera, 'Waiting', uma.name)).toBeVisible()
  })
})

test('what cannot be is refused where it is typed, and what is odd is said: hours, a limit of zero, a queue of nobody', async ({
  open,
  team,
  calls,
}) => {
  const mill = await team({ name: 'Watermill', agents: ['Ilka Vance'] })
  const administrator = await calls(people.mara)
  const mara = await open(people.mara)
  await mara.getByRole('link', { name: 'Administration' }).click()

  await test.step('hours that overlap, and hours that the clock skips', async () => {
    await place(mara, 'Calendars')
    await mara.getByRole('button', { name: 'New calendar' }).first().click()
    const form = mara.getByRole('region', { name: 'New calendar' })
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Watermill hours')
    await form.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Lisbon')
    await mara.getByRole('option', { name: 'Europe/Lisbon' }).click()
    await form.getByRole('button', { name: 'Add hours on Monday' }).click()
    await form.getByRole('textbox', { name: 'Monday: opens at' }).last().fill('16:00')
    await form.getByRole('textbox', { name: 'Monday: closes at' }).last().fill('20:00')
    await mara.keyboard.press('Control+KeyS')
    await expect(form.getByText('This overlaps 09:00–17:00 of the same day.').first()).toBeVisible()
    await form.getByRole('textbox', { name: 'Monday: opens at' }).last().fill('18:00')
    await form.getByRole('button', { name: 'Add a special day' }).click()
    await form.getByRole('textbox', { name: 'Name of the special day' }).fill('Night of the clocks')
    await form.getByLabel('Night of the clocks: date').fill('2028-03-26')
    await form.getByRole('button', { name: 'Add hours on Night of the clocks' }).click()
    await form.getByRole('textbox', { name: 'Night of the clocks: opens at' }).fill('00:30')
    await form.getByRole('textbox', { name: 'Night of the clocks: closes at' }).fill('01:30')
    await expect(form.getByText('the clock is put forward: of 00:30–01:30, 30 minutes are left.')).toBeVisible()
    await mara.keyboard.press('Control+KeyS')
    await told(mara, 'The calendar has been saved.')
  })

  await test.step('a limit of zero', async () => {
    await place(mara, 'Users')
    await mara.getByRole('link', { name: /Ilka Vance/ }).click()
    await mara.getByRole('switch', { name: 'A limit of their own' }).click()
    await mara.getByRole('textbox', { name: 'Interactions per agent' }).fill('0')
    await mara.keyboard.press('Control+KeyS')
    await expect(mara.getByText(/from 1 to 100/).first()).toBeVisible()
    await mara.getByRole('button', { name: 'Discard' }).click()
  })

  await test.step('a queue of nobody, and two who save it at once', async () => {
    await place(mara, 'Queues')
    await mara.getByRole('link', { name: /Watermill/ }).click()
    await mara.getByRole('textbox', { name: 'Description' }).fill('Where the stones turn')
    const { queues } = await administrator.must(listQueues, {})
    const stored = queues.find(({ id }) => id === mill.queueId)!
    await administrator.must(saveQueue, { ...stored, description: 'By the river', members: [] })
    await mara.getByRole('button', { name: 'Look', exact: true }).click()
    await expect(mara.getByRole('cell', { name: 'By the river' })).toBeVisible()
    await mara.getByRole('button', { name: 'Put my changes on top' }).click()
    await mara.keyboard.press('Control+KeyS')
    await told(mara, 'The queue has been saved.')
    await expect(mara.getByText('Nobody is in this queue')).toBeVisible()
    await place(mara, 'Queues')
    await expect(line(mara, 'Queues', 'Watermill')).toContainText('Nobody')
  })
})
