import { accept, become, offer, row, say } from './desk.ts'
import { refusedWith } from './guard.ts'
import { tabTo } from './keys.ts'
import type { Phone } from './phones.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'
import type { Team } from './team.ts'

// The clock is moved by minutes here, and bodies of people in other files do not stand in these queues.
test.use({ productOf: 'the line' })

const minuteMs = 60_000

/** The settings of a queue, on the screen of an administrator. */
async function settingsOf(page: Page, { queueId, name }: Team<readonly string[]>): Promise<Locator> {
  await page.goto(`/admin/queues/${queueId}`)
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  return page.getByRole('region', { name: 'The line' })
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+KeyS')
  await expect(page.getByText('The queue has been saved.').last()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Save changes/ })).toBeDisabled()
}

const waits = (page: Page, name: string): Locator =>
  page.getByRole('table', { name: 'Waiting' }).getByRole('row').filter({ hasText: name })

/** Somebody stands in a line, as the board shows it. */
async function stands(board: Page, phone: Phone): Promise<void> {
  await phone.writes('Hello?')
  await expect(waits(board, phone.name)).toBeVisible()
}

async function finish(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Alt+KeyC')
  await expect(row(page, name)).toHaveCount(0)
}

test('the third of two is told so, and stays where they are', async ({ open, team, phones }) => {
  const line = await team({ name: 'Short line', agents: ['Rana Castell'] })
  const mara = await open(people.mara)
  const section = await settingsOf(mara, line)

  // Without the mouse: the limit, what happens then, and what is said.
  const most = section.getByLabel('Most people waiting')
  await tabTo(mara, section.getByLabel('Priority', { exact: true }))
  await tabTo(mara, most)
  await mara.keyboard.type('0')
  await tabTo(mara, section.getByRole('switch', { name: 'Nobody waits longer than a certain time' }))
  await expect(section.getByText('A whole number from 1 to 10,000.')).toBeVisible()
  await tabTo(mara, most, 'Shift+Tab')
  await mara.keyboard.press('Control+KeyA')
  await mara.keyboard.type('2')
  await tabTo(mara, section.getByRole('radio', { name: 'They stay' }))
  await mara.keyboard.press('ArrowDown')
  await expect(section.getByRole('radio', { name: 'They go to another queue' })).toBeFocused()
  await expect(section.getByRole('combobox', { name: 'Which queue' })).toBeVisible()
  await mara.keyboard.press('ArrowUp')
  await expect(section.getByRole('combobox', { name: 'Which queue' })).toHaveCount(0)
  await tabTo(mara, section.getByLabel('What they are told'))
  await mara.keyboard.type('Many are before you. We answer all the same.')
  await save(mara)

  const vera = await open(people.vera)
  await vera.goto('/board')
  const [first, second, third] = [
    await phones.add('Ebba Nyström', line.number),
    await phones.add('Fabio Ricci', line.number),
    await phones.add('Gwen Pritchard', line.number),
  ]
  for (const phone of [first, second, third]) await stands(vera, phone)
  await expect.poll(() => third.texts()).toEqual(['Many are before you. We answer all the same.'])
  expect(await first.texts()).toEqual([])
  expect(await second.texts()).toEqual([])
  await expect(waits(vera, third.name)).toContainText(line.name)
})

test('who waits too long goes to the other queue, with their age', async ({ open, team, phones }) => {
  const line = await team({ name: 'Impatient', agents: ['Sora Whitfield'] })
  const other = await team({ name: 'Patient', agents: ['Tove Almquist'] })
  const mara = await open(people.mara)
  const section = await settingsOf(mara, line)
  await pressWords(section, 'Nobody waits longer than a certain time')
  const longest = section.getByRole('textbox', { name: 'Longest wait' })
  await expect(longest).toHaveValue('30')
  await longest.fill('20')
  await section.getByText('They go to another queue').click()
  await mara.keyboard.press('Control+KeyS')
  await expect(section.getByText('Choose a queue.')).toBeVisible()
  await section.getByRole('combobox', { name: 'Which queue' }).click()
  await mara.getByRole('option', { name: other.name }).click()
  await save(mara)

  const vera = await open(people.vera)
  await vera.goto('/board')
  const ilse = await phones.add('Ilse Brandt', line.number)
  await stands(vera, ilse)
  await phones.advance(19 * minuteMs)
  await expect(waits(vera, ilse.name)).toContainText(/19:\d\d/)
  await expect(waits(vera, ilse.name)).toContainText(line.name)
  await phones.advance(minuteMs)
  await expect(waits(vera, ilse.name)).toContainText(other.name)
  await expect(waits(vera, ilse.name)).toContainText(/20:\d\d/)
})

test('whoever waits is told how long it will take, as soon as that is known', async ({ open, team, phones }) => {
  const line = await team({ name: 'Told', agents: ['Ulla Feldman'], wrapUpSeconds: 0 })
  const mara = await open(people.mara)
  const section = await settingsOf(mara, line)
  await tabTo(mara, section.getByRole('switch', { name: 'Whoever waits is told how long it will take' }))
  await mara.keyboard.press('Space')
  await expect(section.getByLabel('In these words')).toHaveValue(/\{minutes\}/)
  await section.getByLabel('In these words').fill('{ahead} before you, about {minutes} minutes.')
  await save(mara)

  const ulla = await open(line.agents[0])
  await become(ulla, 'Available')
  for (const name of ['Jorun Hagen', 'Kees de Wit']) {
    const phone = await phones.add(name, line.number)
    await phone.writes('Hello?')
    await accept(ulla, name)
    await finish(ulla, name)
    await phones.advance(4 * minuteMs)
  }
  await become(ulla, 'On break')
  const vera = await open(people.vera)
  await vera.goto('/board')
  const [lotte, mirek] = [await phones.add('Lotte Sand', line.number), await phones.add('Mirek Havel', line.number)]
  await stands(vera, lotte)
  await stands(vera, mirek)
  await phones.advance(2 * minuteMs)
  // One in about four minutes; the last was taken about six minutes ago.
  await expect.poll(() => lotte.texts()).toEqual([expect.stringMatching(/^0 before you, about [6-8] minutes\.$/)])
  await expect.poll(() => mirek.texts()).toEqual([expect.stringMatching(/^1 before you, about 1[2-5] minutes\.$/)])
})

test('a queue that names its channels takes nothing else: no agent and no supervisor can send it there', async ({
  open,
  team,
  phones,
  guard,
}) => {
  guard.expect(refusedWith(409))
  // What is passed on to others' queue is out of sight.
  guard.expect(refusedWith(404))
  const cloth = await team({ name: 'Tailors', agents: ['Sunniva Krog'], wrapUpSeconds: 0 })
  const shoes = await team({ name: 'Cobblers', agents: ['Edda Moser'], wrapUpSeconds: 0 })
  const [sunniva, edda] = [await open(cloth.agents[0]), await open(shoes.agents[0])]
  await become(sunniva, 'Available')
  await become(edda, 'Available')
  const bastian = await phones.add('Bastian Roth', cloth.number)
  await bastian.writes('My coat has lost a button')
  await accept(sunniva, bastian.name)
  await sunniva.getByRole('button', { name: 'Pass on' }).click()
  const passing = sunniva.getByRole('dialog', { name: 'Pass on' })
  await passing.getByText('A queue', { exact: true }).click()
  const whereTo = (name: string) => passing.getByRole('option', { name, exact: true })
  await expect(whereTo(shoes.name)).toBeAttached()

  const mara = await open(people.mara)
  await settingsOf(mara, shoes)
  const channels = mara.getByRole('combobox', { name: 'Takes what comes on' })
  const choose = async (name: string) => {
    await channels.click()
    await mara.getByRole('option', { name: new RegExp(`^${name} \\(`) }).click()
    await mara.keyboard.press('Escape')
  }
  await expect(channels).toHaveAttribute('placeholder', 'Every channel')
  await choose(cloth.name)
  await mara.keyboard.press('Control+KeyS')
  // Its own channel would lead to a queue that does not take it.
  await expect(mara.getByText('A channel that leads to this queue is not among those it takes.').last()).toBeVisible()
  await choose(cloth.name)
  await choose(shoes.name)
  await save(mara)

  // Whoever is choosing at that moment sees it go; a supervisor is not offered it either.
  await expect(whereTo(shoes.name)).toHaveCount(0)
  await expect(whereTo(cloth.name)).toBeAttached()
  await sunniva.keyboard.press('Escape')
  await become(sunniva, 'On break')
  const vera = await open(people.vera)
  await vera.goto('/board')
  const cilla = await phones.add('Cilla Ek', cloth.number)
  await stands(vera, cilla)
  await vera.getByRole('button', { name: `Actions for ${cilla.name}` }).press('Enter')
  await vera.getByRole('menuitem', { name: 'Move to a queue' }).click()
  await vera.getByRole('dialog').getByRole('combobox', { name: 'Queue' }).click()
  await expect(vera.getByRole('option').first()).toBeVisible()
  await expect(vera.getByRole('option', { name: shoes.name })).toHaveCount(0)
  // What comes on the channel it names gets there.
  const dario = await phones.add('Dario Conti', shoes.number)
  await dario.writes('The heel came off')
  await accept(edda, dario.name)

  await choose(shoes.name)
  await save(mara)
  await sunniva.getByRole('button', { name: 'Pass on' }).click()
  await passing.getByText('A queue', { exact: true }).click()
  await passing.getByRole('combobox', { name: 'Queue' }).selectOption(shoes.name)
  await passing.getByRole('button', { name: 'Pass on' }).click()
  await expect(offer(edda, bastian.name)).toBeVisible()
})

test('the more urgent come first; where waiting makes up for it, whoever has waited long overtakes them', async ({
  open,
  team,
  phones,
}) => {
  const line = await team({ name: 'Urgent', agents: ['Vilde Ochoa'], capacity: 1, wrapUpSeconds: 0 })
  const mara = await open(people.mara)
  const vera = await open(people.vera)
  await vera.goto('/board')
  const vilde = await open(line.agents[0])
  const section = await settingsOf(mara, line)
  const setPriority = async (value: string) => {
    await section.getByLabel('Priority', { exact: true }).fill(value)
    await save(mara)
  }

  const nadia = await phones.add('Nadia Kruger', line.number)
  await stands(vera, nadia)
  await phones.advance(30 * minuteMs)
  await setPriority('10')
  const oskar = await phones.add('Oskar Lind', line.number)
  await stands(vera, oskar)
  await become(vilde, 'Available')
  await accept(vilde, oskar.name)
  await become(vilde, 'On break')
  await finish(vilde, oskar.name)

  // Ten points are ten minutes from now on. Switched with the mouse and with the keyboard, by its words and by itself.
  const ages = section.getByRole('switch', { name: 'Waiting makes up for priority' })
  await pressWords(section, 'Waiting makes up for priority')
  await expect(ages).toBeChecked()
  await ages.press('Space')
  await expect(ages).not.toBeChecked()
  await pressByKeySpace(mara, ages)
  await expect(ages).toBeChecked()
  await expect(section.getByText('who has waited 600 seconds longer')).toBeVisible()
  await save(mara)
  const petra = await phones.add('Petra Soler', line.number)
  await stands(vera, petra)
  await become(vilde, 'Available')
  await expect(offer(vilde, nadia.name)).toBeVisible()
  await accept(vilde, nadia.name)
  await say(vilde, nadia.name, 'Thank you for waiting')
  await expect.poll(() => nadia.texts()).toEqual(['Thank you for waiting'])
  await finish(vilde, nadia.name)
  await accept(vilde, petra.name)
})

test('an open board follows a changed service level at once, and flags what somebody has in hand for too long', async ({
  open,
  team,
  phones,
}) => {
  const line = await team({ name: 'Slow hands', agents: ['Wilma Tanaka'], wrapUpSeconds: 0 })
  const vera = await open(people.vera)
  await vera.goto('/board')
  const tile = vera.getByRole('region', { name: 'Queues' }).getByRole('listitem').filter({ hasText: line.name })
  const wilma = await open(line.agents[0])
  const quentin = await phones.add('Quentin Abbas', line.number)
  await stands(vera, quentin)
  await phones.advance(minuteMs / 2)
  await become(wilma, 'Available')
  await accept(wilma, quentin.name)
  await expect(tile).toContainText(/Service level100 %/)

  const mara = await open(people.mara)
  await mara.goto(`/admin/promises/${line.queueId}`)
  const level = mara.getByRole('region', { name: 'Service level' })
  await level.getByRole('textbox', { name: 'Taken within' }).fill('20')
  await level.getByRole('textbox', { name: 'Too long in hand after' }).fill('600')
  await mara.keyboard.press('Control+KeyS')
  await expect(mara.getByText('The promises have been saved.').last()).toBeVisible()
  await expect(tile).toContainText(/Service level0 %/)
  await expect(tile).toContainText(/Too long in hand0 · 0/)

  await phones.advance(10 * minuteMs)
  await expect(tile).toContainText(/Too long in hand1 · 0/)
  const agent = vera.getByRole('table', { name: 'Agents' }).getByRole('row').filter({ hasText: 'Wilma Tanaka' })
  await expect(agent).toContainText('1 too long')
  await finish(wilma, quentin.name)
  await expect(tile).toContainText(/Too long in hand0 · 1/)
  await expect(agent).not.toContainText('too long')
  await tile.getByText('Answered', { exact: true }).hover()
  await expect(vera.getByRole('tooltip')).toHaveText(
    'Of all answered or abandoned today: answered within 20 seconds: 0 %. Answered later: 100 %.',
  )
})

/** Press the words of a switch with the mouse. The switch lies over them, and hears it: that is where a person presses. */
const pressWords = (section: Locator, words: string): Promise<void> => section.getByText(words).click({ force: true })

async function pressByKeySpace(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Space')
}

test('an administrator sees where a message would go, and it goes there', async ({ open, team, phones }) => {
  const line = await team({ name: 'Harbour tours', agents: ['Ortrud Brandis'] })
  const [ortrud] = line.agents
  const mara = await open(people.mara)
  await mara.goto(`/admin/channels/${line.channelId}`)
  const button = mara.getByRole('button', { name: 'Where would a message go now?' })
  await tabTo(mara, button)
  await mara.keyboard.press('Enter')
  const way = mara.getByRole('dialog', { name: 'The way of a message' })
  await expect(way.getByText(`It waits in ${line.name}.`)).toBeVisible()
  await expect(way.getByText('1 person may be asked, but is not free now. It waits.')).toBeVisible()

  const desk = await open(ortrud)
  await become(desk, 'Available')
  await way.getByRole('button', { name: 'Look again' }).click()
  await expect(way.getByText(/^Asked first, for \d+ seconds$/)).toBeVisible()
  await expect(way.getByText(/^Ortrud Brandis: /)).toBeVisible()
  const phone = await phones.add('Henrike Falk', line.number)
  await phone.writes('When is the next tour?')
  await expect(offer(desk, phone.name)).toBeVisible()

  // What is not saved yet is not what would happen.
  await mara.keyboard.press('Escape')
  await mara.getByRole('switch', { name: 'Park during calls' }).click({ force: true })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
})
