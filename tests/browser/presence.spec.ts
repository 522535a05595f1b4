import { savePresenceRules, saveReason } from '../../src/contract/operations/presence.ts'
import { listQueues, saveQueue } from '../../src/contract/operations/queues.ts'
import { accept, become, offer, presence, reply, row, tab } from './desk.ts'
import { refusedWith } from './guard.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

// Rules of the workspace are changed here, and the clock is moved.
test.use({ productOf: 'presence' })

const secondMs = 1_000

const agentRow = (page: Page, name: string): Locator =>
  page.getByRole('table', { name: 'Agents' }).getByRole('row').filter({ hasText: name })

async function board(page: Page): Promise<Page> {
  await page.goto('/board')
  await expect(page.getByRole('table', { name: 'Agents' })).toBeVisible()
  return page
}

/** Choose something of the presence menu that is no state. */
async function choose(page: Page, name: string): Promise<void> {
  await presence(page).click()
  await page.getByRole('menuitem', { name }).click()
}

/** Press On break with something in hand: it is asked for. */
async function wantsBreak(page: Page): Promise<void> {
  await presence(page).click()
  await page.getByRole('menuitemradio', { name: 'On break' }).click()
  await expect(presence(page)).toContainText('Break when the last one is done')
  await expect(presence(page)).toContainText('Available')
}

/** Finish the interaction that is open: there is no wrap-up. */
async function finish(page: Page, name: string): Promise<void> {
  // What came while the pointer is in the list is not in it yet: it is open.
  if (!(await reply(page, name).isVisible())) await row(page, name).click()
  await expect(reply(page, name)).toBeVisible()
  await page.keyboard.press('Alt+KeyC')
  await expect(reply(page, name)).toHaveCount(0)
  await expect(row(page, name)).toHaveCount(0)
}

test('force ready: a break is asked for, nothing new comes, it begins when the last one is done, and is cancelled', async ({
  open,
  team,
  phones,
  calls,
  guard,
}) => {
  guard.expect(refusedWith(409)) // Whoever wants a break with something in hand is told to ask for it.
  const administrator = await calls(people.mara)
  const rules = { readyRule: 'force_ready', breakWaitSeconds: 0, graceSeconds: 60, version: 0 } as const
  await administrator.must(savePresenceRules, rules)
  const line = await team({ name: 'Force', agents: ['Selma Novak', 'Tiago Reis'], wrapUpSeconds: 0, capacity: 3 })
  const selma = await open(line.agents[0])
  await become(selma, 'Available')
  const writers = []
  for (const name of ['Abel Costa', 'Bruna Dias', 'Caio Melo']) {
    const phone = await phones.add(name, line.number)
    await phone.writes('Good morning')
    await accept(selma, name)
    writers.push(phone)
  }
  const vera = await board(await open(people.vera))
  const tiago = await open(line.agents[1])
  await become(tiago, 'Available')

  // Whoever holds three does not walk away: the press asks for a break instead.
  await wantsBreak(selma)
  await finish(selma, 'Abel Costa')
  const dora = await phones.add('Dora Lins', line.number)
  await dora.writes('Hello')
  await accept(tiago, dora.name)
  await expect(offer(selma, dora.name)).toHaveCount(0)

  // Cancelled: she is asked again. Now it is Tiago who waits for his.
  await wantsBreak(tiago)
  await choose(selma, 'Cancel the break')
  await expect(presence(selma)).not.toContainText('Break when the last one is done')
  const elza = await phones.add('Elza Pinto', line.number)
  await elza.writes('Hello')
  await accept(selma, elza.name)

  await choose(selma, 'Request a break')
  for (const name of [elza.name, 'Bruna Dias']) await finish(selma, name)
  await expect(presence(selma)).toContainText('Break when the last one is done')
  await finish(selma, 'Caio Melo')
  await expect(presence(selma)).toContainText('On break')
  await expect(agentRow(vera, 'Selma Novak')).toContainText('Free, on a break')
})

test('a closed laptop: after the grace period they are away, and what they held goes back or stays as the queue says', async ({
  open,
  team,
  phones,
  calls,
}) => {
  const administrator = await calls(people.mara)
  const back = await team({ name: 'Livechat', agents: ['Ulla Berg', 'Viktor Sand'], wrapUpSeconds: 0 })
  const keeps = await team({ name: 'Casework', agents: ['Wanda Kolbe'], wrapUpSeconds: 0 })
  const { queues } = await administrator.must(listQueues, {})
  const queue = queues.find(({ id }) => id === back.queueId)
  if (!queue) throw new Error('the queue of the team is there')
  const { membership: _membership, pickOrder: _order, waiting: _waiting, ...settings } = queue
  await administrator.must(saveQueue, { ...settings, onAgentGone: 'return' })

  const [ulla, wanda] = [await open(back.agents[0]), await open(keeps.agents[0])]
  await become(ulla, 'Available')
  await become(wanda, 'Available')
  const fay = await phones.add('Fay Winter', back.number)
  await fay.writes('Are you there?')
  await accept(ulla, fay.name)
  const gil = await phones.add('Gil Santos', keeps.number)
  await gil.writes('My case')
  await accept(wanda, gil.name)
  const viktor = await open(back.agents[1])
  await become(viktor, 'Available')
  const vera = await board(await open(people.vera))
  await expect(agentRow(vera, 'Ulla Berg')).toContainText('Busy')

  await ulla.context().close()
  await wanda.context().close()
  await expect(async () => {
    await phones.advance(20 * secondMs)
    await expect(agentRow(vera, 'Ulla Berg')).toContainText('Away', { timeout: 3 * secondMs })
  }).toPass()
  await accept(viktor, fay.name)
  await expect(agentRow(vera, 'Viktor Sand')).toContainText('Busy')
  await expect(async () => {
    await phones.advance(20 * secondMs)
    await expect(agentRow(vera, 'Wanda Kolbe')).toContainText('Away', { timeout: 3 * secondMs })
  }).toPass()

  const ullaAgain = await open(back.agents[0])
  await expect(ullaAgain.getByText('1 conversation went back to the queue.')).toBeVisible()
  await expect(row(ullaAgain, fay.name)).toHaveCount(0)
  // One way back, beside what happened.
  await ullaAgain.getByRole('button', { name: 'Become available' }).click()
  await expect(presence(ullaAgain)).toContainText('Available')
  const wandaAgain = await open(keeps.agents[0])
  await expect(wandaAgain.getByText('What you hold is still yours.')).toBeVisible()
  await expect(row(wandaAgain, gil.name)).toBeVisible()
})

test('a lapse makes an agent not responding until they are back; a rejection says why, and the supervisor sees it', async ({
  open,
  team,
  phones,
  calls,
}) => {
  const administrator = await calls(people.mara)
  await administrator.must(saveReason, { id: null, kind: 'reject', name: 'Not my language', active: true })
  const line = await team({
    name: 'Lapses',
    agents: ['Xaver Huber', 'Yara Dinis'],
    acceptSeconds: 15,
    wrapUpSeconds: 0,
  })
  const xaver = await open(line.agents[0])
  await become(xaver, 'Available')
  const vera = await board(await open(people.vera))
  const hana = await phones.add('Hana Mori', line.number)
  await hana.writes('Hello?')
  await expect(offer(xaver, hana.name)).toBeVisible()
  await phones.advance(16 * secondMs)
  await expect(xaver.getByText('You missed an offer.')).toBeVisible()
  await expect(presence(xaver)).toContainText('Not responding')
  await expect(agentRow(vera, 'Xaver Huber')).toContainText('Not responding')
  await tab(xaver, 'Queue').click()
  await expect(row(xaver, hana.name)).toBeVisible()

  await xaver.getByRole('button', { name: 'I am back' }).click()
  await expect(presence(xaver)).toContainText('Available')
  await expect(offer(xaver, hana.name)).toBeVisible()
  const yara = await open(line.agents[1])
  await become(yara, 'Available')
  await offer(xaver, hana.name).getByRole('button', { name: 'Reject with a reason' }).click()
  await xaver.getByRole('menuitem', { name: 'Not my language' }).click()
  await expect(presence(xaver)).toContainText('On break')
  await expect(agentRow(vera, 'Xaver Huber')).toContainText('Not my language')
  await accept(yara, hana.name)
})

test('a queue that wants its agents undivided: set on its screen, and nothing else comes until it is done', async ({
  open,
  team,
  phones,
}) => {
  const line = await team({ name: 'Complaints', agents: ['Zita Varga'], wrapUpSeconds: 0 })
  const zita = await open(line.agents[0])
  await become(zita, 'Available')
  const mara = await open(people.mara)
  await mara.goto(`/admin/queues/${line.queueId}`)
  await mara.getByRole('radio', { name: /^Only who does nothing else, and then nothing else comes/ }).click()
  await mara.getByRole('button', { name: 'Save changes' }).click()
  await expect(mara.getByText('The queue has been saved.').last()).toBeVisible()
  const ida = await phones.add('Ida Kern', line.number)
  const jan = await phones.add('Jan Prins', line.number)
  const vera = await board(await open(people.vera))
  await ida.writes('I complain')
  await accept(zita, ida.name)
  // Why nothing comes is said to her, and to who looks after her.
  await expect(presence(zita)).toContainText('Undivided: nothing else')
  await expect(agentRow(vera, 'Zita Varga')).toContainText('undivided: nothing else comes until it is done')
  await jan.writes('So do I')
  await tab(zita, 'Queue').click()
  await expect(row(zita, jan.name)).toBeVisible()
  await expect(offer(zita, jan.name)).toHaveCount(0)
  await tab(zita, 'Mine').click()
  await finish(zita, ida.name)
  await accept(zita, jan.name)
})

test('a channel that is switched off: what somebody holds of it is not counted against places that are none', async ({
  open,
  team,
  phones,
}) => {
  const line = await team({ name: 'Old number', agents: ['Abril Nieto'], wrapUpSeconds: 0 })
  const abril = await open(line.agents[0])
  await become(abril, 'Available')
  const kurt = await phones.add('Kurt Hall', line.number)
  await kurt.writes('Hello')
  await accept(abril, kurt.name)
  const vera = await board(await open(people.vera))
  await expect(agentRow(vera, 'Abril Nieto')).toContainText('1 of 5')

  const mara = await open(people.mara)
  await mara.goto(`/admin/channels/${line.channelId}`)
  await mara.getByRole('switch', { name: 'Active' }).press('Space')
  await mara.getByRole('button', { name: 'Save changes' }).click()
  await expect(agentRow(vera, 'Abril Nieto')).toContainText('holds what came on a channel that is off')
  await expect(agentRow(vera, 'Abril Nieto')).not.toContainText('of 0')
  await expect(abril.getByText('1 held', { exact: true })).toBeVisible()
})

test('an administrator sets personal settings for everybody: greyed out with the reason, and back as each had it', async ({
  open,
  team,
}) => {
  const line = await team({ name: 'Habits', agents: ['Bastian Roth'] })
  const bastian = await open(line.agents[0])
  await bastian.goto('/me')
  const enter = bastian.getByRole('switch', { name: 'Enter sends, Shift Enter makes a new line' })
  const undo = bastian.getByRole('combobox', { name: 'Time to take a sent message back, in seconds' })
  const reason = bastian.getByText('Set by an administrator for everybody')
  await expect(undo).toHaveValue('0')
  const order = bastian.getByRole('combobox', { name: 'Order of my interactions' })
  await undo.selectOption('3')
  await order.selectOption('accepted')
  await expect(enter).not.toBeChecked()
  await expect(reason).toHaveCount(0)

  const mara = await open(people.mara)
  const set = async (label: string, value: string) => {
    await mara.getByRole('combobox', { name: label }).selectOption({ label: value })
  }
  const save = async () => {
    await mara.getByRole('button', { name: 'Save changes' }).click()
    await expect(mara.getByText('The personal settings have been saved.').last()).toBeVisible()
    await expect(mara.getByRole('dialog')).toHaveCount(0)
  }
  await mara.goto('/admin/users')
  await mara.getByRole('button', { name: 'Personal settings' }).click()
  await set('Enter sends, Shift Enter makes a new line', 'On')
  await set('Time to take a sent message back, in seconds', '10 seconds')
  await set('Order of my interactions', 'Longest wait first')
  await save()
  // It holds at once, and says so; what is not set stays theirs.
  await expect(enter).toBeDisabled()
  await expect(enter).toBeChecked()
  await expect(enter).toHaveAccessibleDescription('Set by an administrator for everybody')
  await expect(undo).toBeDisabled()
  await expect(undo).toHaveValue('10')
  await expect(undo).toHaveAccessibleDescription('Set by an administrator for everybody')
  await expect(reason).toHaveCount(3)
  await expect(bastian.getByText('What is greyed out an administrator has set for everybody.')).toBeVisible()
  await bastian.goto('/desk')
  const orderOfList = bastian.getByRole('button', { name: 'Order of my interactions: Longest wait first' })
  await orderOfList.focus()
  await expect(bastian.getByRole('tooltip', { name: 'An administrator has set this for everybody.' })).toBeVisible()
  await expect(orderOfList).toBeDisabled()

  await mara.getByRole('button', { name: 'Personal settings' }).click()
  await set('Enter sends, Shift Enter makes a new line', 'Everybody sets it themselves')
  await set('Time to take a sent message back, in seconds', 'Everybody sets it themselves')
  await set('Order of my interactions', 'Everybody sets it themselves')
  await save()
  await bastian.goto('/me')
  await expect(enter).toBeEnabled()
  await expect(enter).not.toBeChecked()
  await expect(undo).toBeEnabled()
  await expect(undo).toHaveValue('3')
  await expect(order).toHaveValue('accepted')
  await expect(reason).toHaveCount(0)
})
