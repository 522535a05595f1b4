import { listQueues, saveQueue } from '../../src/contract/operations/queues.ts'
import { savePolicy } from '../../src/contract/operations/sla.ts'
import { following, plainClocks } from '../../src/modules/sla/core/policy.ts'
import { accept, become, ours, reply, row, say, theirs } from './desk.ts'
import { tabTo } from './keys.ts'
import { expect, type Page, people, test } from './product.ts'

// The clock is moved here.
test.use({ productOf: 'time' })

test('a channel follows a calendar with a holiday: a contact is told once; a clock turns amber, then red', async ({
  open,
  team,
  phones,
  calls,
}) => {
  test.setTimeout(120_000)
  const lighthouse = await team({ name: 'Lighthouse', agents: ['Ottilie Brandt'] })
  const mara = await open(people.mara)

  await test.step('a calendar that is always open, but for today', async () => {
    await mara.getByRole('link', { name: 'Administration' }).click()
    await place(mara, 'Calendars')
    await mara.getByRole('button', { name: 'New calendar' }).first().click()
    const form = mara.getByRole('region', { name: 'New calendar' })
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Lighthouse hours')
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']) {
      await form.getByRole('textbox', { name: `${day}: opens at` }).fill('00:00')
      await form.getByRole('textbox', { name: `${day}: closes at` }).fill('24:00')
    }
    for (const day of ['Saturday', 'Sunday']) {
      await form.getByRole('button', { name: `Add hours on ${day}` }).click()
      await form.getByRole('textbox', { name: `${day}: opens at` }).fill('00:00')
      await form.getByRole('textbox', { name: `${day}: closes at` }).fill('24:00')
    }
    await form.getByRole('button', { name: 'Add a special day' }).click()
    await form.getByRole('textbox', { name: 'Name of the special day' }).fill('Founders’ day')
    await expect(form.getByText(/^Closed now, until /)).toBeVisible()
    await mara.keyboard.press('Control+KeyS')
    await expectTold(mara, 'The calendar has been saved.')
  })

  await test.step('the channel follows it; looking at the calendar keeps what was typed', async () => {
    await place(mara, 'Channels')
    await mara.getByRole('link', { name: /Lighthouse/ }).click()
    await mara.getByRole('textbox', { name: 'Description' }).fill('By the sea')
    await mara.getByRole('combobox', { name: 'Calendar' }).click()
    await mara.getByRole('option', { name: 'Lighthouse hours' }).click()
    await mara.getByRole('button', { name: 'Open the calendar' }).click()
    const drawer = mara.getByRole('dialog', { name: 'Calendar' })
    await expect(drawer.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Lighthouse hours')
    await mara.keyboard.press('Escape')
    await expect(drawer).toBeHidden()
    await expect(mara.getByRole('textbox', { name: 'Description' })).toHaveValue('By the sea')
    await mara.getByRole('textbox', { name: 'Out-of-hours text' }).fill('We are back tomorrow.')
    await mara.keyboard.press('Control+KeyS')
    await expectTold(mara, 'The channel has been saved.')
  })

  const nico = await phones.add('Nico Farrell', lighthouse.number)
  await test.step('who writes on the holiday is told once, and waits', async () => {
    await nico.writes('Are you there?')
    await expect.poll(() => nico.texts()).toEqual(['We are back tomorrow.'])
    await nico.writes('Hello?')
    await expect.poll(async () => (await nico.messages()).length).toBe(3)
    expect(await nico.texts()).toEqual(['We are back tomorrow.'])
  })

  const desk = await open(lighthouse.agents[0])
  await test.step('an agent sees the clock turn amber at 80 percent, then red, and when it was due', async () => {
    await (await calls(people.mara)).must(savePolicy, {
      channelId: lighthouse.channelId,
      queueId: null,
      version: 0,
      serviceLevelSeconds: null,
      abandonAfterSeconds: null,
      clocks: { ...following, next_response: { ...plainClocks.next_response, seconds: 3_600, businessHours: false } },
    })
    const vida = await phones.add('Vida Moss', lighthouse.number)
    await vida.writes('A question')
    await become(desk, 'Available')
    await accept(desk, nico.name)
    await accept(desk, vida.name)
    await expect(row(desk, vida.name)).toContainText('left')
    await reply(desk, vida.name).focus()
    const due = desk.getByText(/^Next response due /)
    await expect(due).toHaveAttribute('data-state', 'good')
    await phones.advance(2_880_000)
    await expect(due).toHaveAttribute('data-state', 'warn')
    await phones.advance(720_000)
    await expect(due).toHaveAttribute('data-state', 'bad')
    await expect(row(desk, vida.name)).toContainText('over')
  })

  await test.step('a queue that takes back what is not answered says in how long, until it is answered (R-084)', async () => {
    const administrator = await calls(people.mara)
    const { queues } = await administrator.must(listQueues, {})
    const queue = queues.find(({ id }) => id === lighthouse.queueId)
    if (!queue) throw new Error('the queue of the team is there')
    const { membership: _membership, pickOrder: _order, waiting: _waiting, ...settings } = queue
    await administrator.must(saveQueue, { ...settings, agentSilenceSeconds: 4_800 })
    const back = desk.getByText(/^Back to the queue: .* left$/)
    await expect(back).toHaveAttribute('data-state', 'good')
    await expect(desk.getByRole('region', { name: 'Clocks' })).toContainText('Back to the queue')
    await phones.advance(300_000)
    await expect(back).toHaveAttribute('data-state', 'warn')
    await say(desk, 'Vida Moss', 'Of course')
    await expect(back).toHaveCount(0)
  })
})

test('a contact who does not answer is reminded, until they do', async ({ open, team, phones }) => {
  const anchor = await team({ name: 'Anchor', agents: ['Perpetua Lindgren'] })
  const mara = await open(people.mara)
  await mara.goto(`/admin/queues/${anchor.queueId}`)
  const section = mara.getByRole('region', { name: 'Silence' })

  await test.step('an administrator says so, without the mouse, and is told what cannot be', async () => {
    await tabTo(mara, section.getByRole('switch', { name: 'A contact who does not answer is reminded' }))
    await mara.keyboard.press('Space')
    const often = section.getByRole('textbox', { name: 'At most so many times' })
    await expect(section.getByRole('textbox', { name: 'After so long, each time' })).toHaveValue('10')
    await expect(section.getByRole('textbox', { name: 'The reminder says' })).toHaveValue(/^Are you still there\?/)
    await often.fill('4')
    await mara.keyboard.press('Control+KeyS')
    await expect(often).toBeFocused()
    await expect(section.getByText('A whole number from 1 to 3.')).toBeVisible()
    await often.fill('2')
    await mara.keyboard.press('Control+KeyS')
    await expectTold(mara, 'The queue has been saved.')
  })

  const desk = await open(anchor.agents[0])
  await become(desk, 'Available')
  const runa = await phones.add('Runa Solheim', anchor.number)
  await runa.writes('I would like a lamp')
  await accept(desk, runa.name)
  await say(desk, runa.name, 'In which colour?')
  const reminder = expect.stringMatching(/^Are you still there\?/)

  await test.step('after ten minutes of silence, in the name of the house, and again after ten more', async () => {
    await expect.poll(() => runa.texts()).toEqual(['In which colour?'])
    await phones.advance(600_000)
    await expect.poll(() => runa.texts()).toEqual(['In which colour?', reminder])
    await expect(ours(desk, 'Are you still there?')).toContainText('Automatic')
    await phones.advance(600_000)
    await expect.poll(() => runa.texts()).toEqual(['In which colour?', reminder, reminder])
  })

  await test.step('who has answered is reminded no more', async () => {
    await runa.writes('Green')
    await expect(theirs(desk, runa.name, 'Green')).toBeVisible()
    await phones.advance(600_000)
    await say(desk, runa.name, 'It is on its way')
    await expect.poll(() => runa.texts()).toEqual(['In which colour?', reminder, reminder, 'It is on its way'])
  })
})

test('a queue that a promise moves to cannot be removed, and the screen says whose promise it is', async ({
  open,
  team,
  calls,
}) => {
  const pier = await team({ name: 'Pier', agents: ['Solveig Maier'] })
  const jetty = await team({ name: 'Jetty', agents: ['Anselm Kowal'] })
  const administrator = await calls(people.mara)
  const { queues } = await administrator.must(listQueues, {})
  const queue = queues.find(({ id }) => id === pier.queueId)
  if (!queue) throw new Error('the queue of the team is there')
  const { membership: _membership, pickOrder: _order, waiting: _waiting, ...settings } = queue
  const { id } = await administrator.must(saveQueue, {
    ...settings,
    id: null,
    version: 0,
    name: 'Breakers',
    members: [],
  })
  const onBreach = [{ do: 'move' as const, queueId: id }]
  const promise = { channelId: null, queueId: jetty.queueId, serviceLevelSeconds: null, abandonAfterSeconds: null }
  const solution = { ...plainClocks.solution, on: true, onBreach }
  const saved = await administrator.must(savePolicy, { ...promise, clocks: { ...following, solution }, version: 0 })
  const mara = await open(people.mara)
  await mara.goto(`/admin/queues/${id}`)
  const remove = mara.getByRole('button', { name: 'Remove the queue' })
  await remove.focus()
  await expect(mara.getByText('It cannot be removed: promises move conversations here (Jetty).')).toBeVisible()
  await administrator.must(savePolicy, { ...promise, clocks: following, version: saved.version })
  await expect(remove).not.toHaveAttribute('aria-disabled', 'true')
})

const place = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name, exact: true }).click()

const expectTold = (page: Page, text: string) =>
  expect(page.getByRole('status').filter({ hasText: text }).first()).toBeAttached()
