import { readFileSync } from 'node:fs'
import { readDay } from '../../src/contract/operations/whatif.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

/** A day of the room takes seconds on a busy computer. */
const played = { timeout: 45_000 }

test('a supervisor makes up a day, changes two things and reads the difference; then keeps it and plays a day that was', async ({
  open,
  team,
  phones,
}) => {
  test.slow() // It plays several days, on a computer that does other things as well.
  const vera = await open(people.vera)
  await test.step('make up a day', async () => {
    await vera.goto('/admin/what-if')
    await expect(vera.getByRole('heading', { name: 'What if', level: 1 })).toBeVisible()
    await vera.getByRole('combobox', { name: 'Begin with' }).selectOption('A quiet Monday')
    await expect(vera.getByText('A quiet Monday: 10 agents, 2 queues, 350 people write')).toBeVisible()
    await vera.getByRole('textbox', { name: 'Agents' }).fill('8')
    await expect(vera.getByText('8 agents, 2 queues')).toBeVisible()
    await expect(vera.getByText('The figures are up to date.')).toBeVisible(played)
    await expect(tile(vera, 'Answered in time')).toContainText('%')
  })

  await test.step('change two things, with the keyboard alone', async () => {
    const kind = vera.getByRole('combobox', { name: 'Change', exact: true })
    await kind.selectOption('More or fewer agents')
    await vera.getByRole('textbox', { name: 'How many' }).fill('4')
    await vera.keyboard.press('Enter')
    await expect(vera.getByText('4 agents more on Sales, from 9:00 to 13:00')).toBeVisible()
    await kind.selectOption('How an agent is picked')
    await vera.getByRole('button', { name: 'Add a change' }).press('Enter')
    await expect(vera.getByText('“Best first” everywhere')).toBeVisible()
  })

  await test.step('read the difference', async () => {
    await expect(vera.getByText('The figures are up to date.')).toBeVisible(played)
    const inTime = tile(vera, 'Answered in time')
    await expect(inTime).toContainText(/Now: [\d.]+%/)
    await expect(inTime).toContainText(/[+−][\d.]+% (better|worse)/)
    await expect(tile(vera, 'Wait, on average')).toContainText('better')
    const queues = vera.getByRole('table', { name: 'Queue by queue' })
    await expect(queues.getByRole('rowheader')).toHaveText(['Sales', 'Support'])
    const waiting = vera.getByRole('figure', { name: 'How many wait, over the day' })
    await waiting.getByText('As a table').click()
    await expect(waiting.getByRole('rowheader', { name: '8:00', exact: true })).toBeVisible()
    await expect(vera.getByText('Agents hold several conversations at once.')).toBeVisible()
  })

  await test.step('a change that does not fit says so', async () => {
    await vera.getByRole('combobox', { name: 'Change', exact: true }).selectOption('More or fewer agents')
    await vera.getByRole('textbox', { name: 'How many' }).fill('-50')
    await vera.keyboard.press('Enter')
    await expect(told(vera, 'There are not so many agents to take away.')).toBeVisible()
  })

  const kept = await test.step('keep it as a file, open it again', async () => {
    const [download] = await Promise.all([
      vera.waitForEvent('download'),
      vera.getByRole('button', { name: 'Save as a file' }).click(),
    ])
    const file = readFileSync(await download.path(), 'utf8')
    await vera.getByRole('button', { name: /^Remove: 4 agents/ }).click()
    await expect(vera.getByText('4 agents more on Sales')).toBeHidden()
    await give(vera, 'broken.json', '{"kind":"something"}')
    await expect(told(vera, 'It is not a file of this room.')).toBeVisible()
    await give(vera, 'kept.json', file)
    await expect(vera.getByText('4 agents more on Sales, from 9:00 to 13:00')).toBeVisible()
    return file
  })
  expect(JSON.parse(kept)).toMatchObject({
    kind: 'switchboard what-if',
    changes: [{ kind: 'agents' }, { kind: 'strategy' }],
  })

  await test.step('shorten the line: who is turned away stands beside who gave up', async () => {
    await expect(tile(vera, 'Gave up')).toBeVisible(played)
    await expect(tile(vera, 'Turned away')).toBeHidden()
    await vera.getByRole('combobox', { name: 'Change', exact: true }).selectOption('How many may wait')
    await vera.getByRole('textbox', { name: 'How many' }).fill('1')
    await vera.getByRole('combobox', { name: 'What happens then' }).selectOption('They go to another queue')
    await vera.getByRole('combobox', { name: 'Queue', exact: true }).selectOption('Support')
    await vera.getByRole('combobox', { name: 'Which queue' }).selectOption('Support')
    await vera.getByRole('button', { name: 'Add a change' }).press('Enter')
    await expect(told(vera, 'Choose another queue to send them on to.')).toBeVisible()
    await vera.getByRole('combobox', { name: 'What happens then' }).selectOption('It ends')
    await vera.getByRole('button', { name: 'Add a change' }).press('Enter')
    await expect(vera.getByText('At most 1 wait on Support; then they are turned away')).toBeVisible()
    await expect(tile(vera, 'Turned away')).toContainText(/[+][\d.]+% worse/, played)
    const queues = vera.getByRole('table', { name: 'Queue by queue' })
    await expect(queues.getByRole('columnheader', { name: 'Turned away' })).toBeVisible()
    await vera.getByRole('button', { name: /^Remove: At most 1 wait/ }).click()
    await expect(tile(vera, 'Turned away')).toBeHidden(played)
  })

  await test.step('end a play that takes long, and begin it again', async () => {
    await vera.getByText('Made up', { exact: true }).click()
    await vera.getByRole('combobox', { name: 'Begin with' }).selectOption('A large house, 300 agents')
    await vera.getByRole('button', { name: 'Cancel' }).click()
    await expect(vera.getByText('Cancelled.')).toBeVisible()
    await vera.getByRole('combobox', { name: 'Begin with' }).selectOption('A quiet Monday')
    await expect(vera.getByText('The figures are up to date.')).toBeVisible(played)
  })

  await test.step('cancelled before it has begun it does not begin', async () => {
    let begun = 0
    vera.on('worker', () => begun++)
    await vera.clock.install()
    await vera.clock.pauseAt(Date.now() + 1_000)
    await vera.getByRole('combobox', { name: 'Begin with' }).selectOption('A large house, 300 agents')
    await vera.getByRole('button', { name: 'Cancel' }).click()
    await expect(vera.getByText('Cancelled.')).toBeVisible()
    await vera.clock.runFor(1_000)
    await vera.clock.resume()
    await vera.getByRole('combobox', { name: 'Begin with' }).selectOption('A quiet Monday')
    await expect(vera.getByText('The figures are up to date.')).toBeVisible(played)
    expect(begun).toBe(1)
  })

  await test.step('a day that was', async () => {
    const lanterns = await team({ name: 'Lanterns', agents: ['Ottilie Brandt'] })
    const leocadia = await phones.add('Leocadia Finch', lanterns.number)
    await leocadia.writes('Is my lantern there?')
    await vera.getByText('A day that was').click()
    await vera.getByRole('button', { name: 'Load the day' }).click()
    await expect(vera.getByText('Nobody wrote that day.')).toBeVisible()
    await vera.locator('input[type="date"]').fill(today())
    await vera.getByRole('button', { name: 'Load the day' }).click()
    await expect(vera.getByText('Nobody wrote that day.')).toBeHidden()
    await expect(vera.getByText(`The day of ${today()}`)).toBeVisible()
    await expect(vera.getByText('Offers are accepted after 6 seconds on average')).toBeAttached()
    await expect(vera.getByText('The figures are up to date.')).toBeVisible(played)
    await expect(vera.getByRole('rowheader', { name: /Lanterns/ })).toBeVisible()
  })
})

const tile = (page: Page, name: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) })

const told = (page: Page, text: string): Locator => page.getByRole('alert').filter({ hasText: text })

const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(Date.now())

async function give(page: Page, name: string, text: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Open a file' }).click(),
  ])
  await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
}

test('a change that is made while a day is being loaded is kept', async ({ open }) => {
  const vera = await open(people.vera)
  await vera.goto('/admin/what-if')
  await vera.getByText('A day that was').click()
  const gate = Promise.withResolvers<void>()
  await vera.route(`**${readDay.path}*`, async (route) => {
    await gate.promise
    await route.continue()
  })
  const asked = vera.waitForRequest(`**${readDay.path}*`)
  await vera.getByRole('button', { name: 'Load the day' }).click()
  await asked
  await vera.getByRole('combobox', { name: 'Change', exact: true }).selectOption('How an agent is picked')
  await vera.getByRole('button', { name: 'Add a change' }).press('Enter')
  const change = vera.getByRole('button', { name: /^Remove: / })
  await expect(change).toHaveCount(1)
  const read = vera.waitForResponse(`**${readDay.path}*`)
  gate.resolve()
  await read
  await expect(vera.getByRole('button', { name: 'Load the day' })).toBeEnabled()
  await expect(change).toHaveCount(1)
})
