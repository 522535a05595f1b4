import { saveCalendar } from '../../src/contract/operations/calendars.ts'
import { listChannels, saveChannel } from '../../src/contract/operations/channels.ts'
import { saveUser } from '../../src/contract/operations/identity.ts'
import { saveReason } from '../../src/contract/operations/presence.ts'
import { accept, become, escaped, offer, reply } from './desk.ts'
import { refusedWith } from './guard.ts'
import { expect, type Locator, type Page, people, signInByPage, test } from './product.ts'

test('an administrator adds a queue, a person, an answer and an outcome, and the person works with them', async ({
  open,
  browserOf,
  phones,
  guard,
}) => {
  const mara = await open(people.mara)
  // A name that is taken is for the server to know.
  guard.expect(refusedWith(409))

  await test.step('a queue', async () => {
    await mara.getByRole('link', { name: 'Administration' }).click()
    await place(mara, 'Queues')
    await mara.getByRole('button', { name: 'New queue' }).click()
    const name = mara.getByRole('textbox', { name: 'Name' })
    await mara.keyboard.press('Control+KeyS')
    await expectWrong(name, 'Give the queue a name of at least 2 letters.')
    await expect(name).toBeFocused()
    await name.fill('Orders')
    await mara.keyboard.press('Control+KeyS')
    await expectWrong(name, 'This name is already used. Choose another.')
    await name.fill('Fitting')
    await mara.getByRole('button', { name: 'Create' }).click()
    await expectTold(mara, 'The queue has been created.')
    await expect(mara.getByRole('heading', { name: 'Fitting', level: 1 })).toBeVisible()
  })

  const person = { name: 'Noemi Blanc', email: 'noemi@velmora.example', password: 'copper-violin-ladder' }
  await test.step('a person', async () => {
    await place(mara, 'Users')
    await mara.getByRole('button', { name: 'New user' }).click()
    await mara.getByRole('textbox', { name: 'Name' }).fill(person.name)
    const email = mara.getByRole('textbox', { name: 'E-mail' })
    await email.fill('noemi at velmora')
    const password = mara.getByRole('textbox', { name: 'First password' })
    await password.fill('password1234')
    await mara.keyboard.press('Control+KeyS')
    await expectWrong(email, 'A whole e-mail address, such as ines@velmora.example.')
    await email.fill(people.ines.email)
    await expectWrong(password, 'This is easy to guess.')
    await password.fill(person.password)
    await choose(mara, 'Queues', 'Orders')
    await choose(mara, 'Queues', 'Fitting')
    await mara.keyboard.press('Control+KeyS')
    await expectWrong(email, 'Somebody already signs in with this e-mail. Use another address.')
    await email.fill(person.email)
    await mara.getByRole('button', { name: 'Create' }).click()
    await expectTold(mara, 'The user has been added.')
  })

  await test.step('a canned answer', async () => {
    await place(mara, 'Canned answers')
    await mara.getByRole('button', { name: 'New canned answer' }).click()
    const form = mara.getByRole('region', { name: 'New canned answer' })
    await form.getByRole('textbox', { name: 'Title' }).fill('Opening hours')
    const shortcut = form.getByRole('textbox', { name: 'Shortcut' })
    await shortcut.fill('our hours')
    await form.getByRole('textbox', { name: 'Text' }).fill('We are open from 9 to 6, {{contact.name}}.')
    await expect(form.getByRole('figure')).toContainText('We are open from 9 to 6, Helena Duarte.')
    await mara.keyboard.press('Control+KeyS')
    await expectWrong(shortcut, 'One to 30 letters, figures, _ or -, without spaces.')
    await shortcut.fill('hours')
    await form.getByRole('button', { name: 'Create' }).click()
    await expectTold(mara, 'The canned answer has been saved.')
  })

  await test.step('an outcome, and the plan that offers it', async () => {
    await place(mara, 'Dispositions')
    await mara.getByRole('button', { name: 'New disposition' }).click()
    const form = mara.getByRole('region', { name: 'New disposition' })
    await form.getByRole('textbox', { name: 'Name' }).fill('Hours asked')
    await form.getByRole('button', { name: 'Create' }).click()
    await expectTold(mara, 'The disposition has been saved.')
    await expect(mara.getByRole('treeitem', { name: 'Hours asked' })).toBeVisible()
    await place(mara, 'Result code plans')
    await mara.getByRole('link', { name: 'Customer service' }).click()
    await mara.getByRole('checkbox', { name: 'Hours asked' }).click()
    await mara.getByRole('button', { name: 'Save changes' }).click()
    await expectTold(mara, 'The plan has been saved.')
  })

  await test.step('the person signs in and uses all of it', async () => {
    const noemi = await (await browserOf()).newPage()
    await signInByPage(noemi, person)
    await become(noemi, 'Available')
    const xavier = await phones.add('Xavier Roig')
    await xavier.writes('When are you open?')
    await accept(noemi, xavier.name)
    await noemi.keyboard.press('/')
    await noemi.keyboard.type('hou')
    await expect(noemi.getByRole('option', { name: 'Opening hours' })).toBeVisible()
    await noemi.keyboard.press('Enter')
    await expect(reply(noemi, xavier.name)).toHaveValue('We are open from 9 to 6, Xavier Roig.')
    await noemi.keyboard.press('Control+Enter')
    await noemi.keyboard.press('Alt+KeyC')
    const wrapUp = noemi.getByRole('region', { name: 'Wrapping up' })
    await wrapUp.getByRole('textbox', { name: 'Type to find' }).fill('asked')
    await noemi.keyboard.press('Enter')
    await wrapUp.getByRole('button', { name: 'Finish' }).click()
    await expect(noemi.getByText('You hold nothing')).toBeVisible()
    await expect.poll(() => xavier.texts()).toEqual(['We are open from 9 to 6, Xavier Roig.'])
  })
})

test('an administrator lets whoever does it best go first, and the next message follows', async ({
  open,
  team,
  phones,
}) => {
  const greenhouse = await team({ name: 'Greenhouse', agents: ['Birgit Sandvik', 'Anselm Koch'] })
  const [birgit, anselm] = [await open(greenhouse.agents[0]), await open(greenhouse.agents[1])]
  await become(birgit, 'Available')
  await become(anselm, 'Available')
  const mara = await open(people.mara)
  await mara.goto(`/admin/queues/${greenhouse.queueId}`)
  const members = mara.getByRole('table', { name: 'Members' })
  const anselmsRow = members.getByRole('row').filter({ hasText: 'Anselm Koch' })
  await expect(mara.getByRole('radio', { name: /^Longest idle/ })).toBeChecked()
  await expect(anselmsRow).toContainText('2nd')

  await mara.getByRole('radio', { name: /^Best first/ }).click()
  const level = mara.getByRole('textbox', { name: 'Level of Anselm Koch, 1 is best' })
  await expect(level).toHaveValue('10')
  await level.fill('21')
  await mara.keyboard.press('Control+KeyS')
  await expect(mara.getByText('A level is a whole number from 1 (best) to 20.', { exact: true })).toBeVisible()
  // What is wrong stays in sight where another strategy asks for no level.
  await mara.getByRole('radio', { name: /^In turn/ }).click()
  await expect(level).toBeVisible()
  await mara.getByRole('radio', { name: /^Best first/ }).click()
  await level.fill('1')
  await mara.keyboard.press('Control+KeyS')
  await expectTold(mara, 'The queue has been saved.')
  await expect(anselmsRow).toContainText('1st')

  const tilda = await phones.add('Tilda Moreau', greenhouse.number)
  await tilda.writes('Do you have lemon trees?')
  await expect(offer(anselm, tilda.name)).toBeVisible()
  await expect(offer(birgit, tilda.name)).toHaveCount(0)
})

test('two administrators change one channel: neither overwrites the other unseen', async ({ open, team, calls }) => {
  const { name } = await team({ name: 'Garden', agents: [] })
  const second = { name: 'Otto Lindner', email: 'otto@velmora.example', password: 'copper-violin-ladder' }
  await (await calls(people.mara)).must(saveUser, {
    ...second,
    id: null,
    version: 0,
    role: 'administrator',
    active: true,
    capacity: null,
    denied: [],
    queueIds: [],
  })
  const [mara, otto] = [await open(people.mara), await open(second)]
  for (const page of [mara, otto]) await openChannel(page, name)

  const description = mara.getByRole('textbox', { name: 'Description' })
  await description.fill('Plants, pots and soil')
  await otto.getByRole('textbox', { name: 'Interactions per agent' }).fill('7')
  await otto.getByRole('textbox', { name: 'Description' }).fill('Everything green')
  await otto.getByRole('button', { name: 'Save changes' }).click()
  await expectTold(otto, 'The channel has been saved.')

  await expect(mara.getByText('Somebody else saved while you were at it.', { exact: false }).first()).toBeVisible()
  await expect(mara.getByText('You have both changed: Description.')).toBeVisible()
  await mara.getByRole('button', { name: 'Look' }).click()
  await expect(mara.getByRole('row', { name: /^Description/ })).toContainText('Everything green')
  await expect(description).toHaveValue('Plants, pots and soil')
  await mara.getByRole('button', { name: 'Put my changes on top' }).click()
  await mara.getByRole('button', { name: 'Save changes' }).click()
  await expectTold(mara, 'The channel has been saved.')
  await expect(mara.getByRole('textbox', { name: 'Interactions per agent' })).toHaveValue('7')
  await expect(otto.getByRole('textbox', { name: 'Description' })).toHaveValue('Plants, pots and soil')
})

test('an administrator reads who changed and who looked at what, and checks that nothing was changed since', async ({
  open,
  calls,
}) => {
  const administrator = await calls(people.mara)
  await administrator.must(saveReason, { id: null, name: 'Fire drill', kind: 'break', active: true })
  const vera = await open(people.vera)
  await vera.goto('/admin/audit')
  await expect(vera.getByRole('heading', { name: 'Audit trail' })).toHaveCount(0)

  const mara = await open(people.mara)
  await mara.goto('/admin/audit')
  const lines = mara.getByRole('list', { name: 'Audit trail' }).getByRole('listitem')
  const change = lines.filter({ hasText: `${people.mara.name} saved a break reason: Fire drill` })
  const look = lines.filter({ hasText: `${people.vera.name} loaded the desk` })
  await expect(look).not.toHaveCount(0)
  await mara.getByText('Change', { exact: true }).first().click()
  await expect(look).toHaveCount(0)
  await change.locator('summary').focus()
  await mara.keyboard.press('Enter')
  await expect(change.getByRole('region', { name: 'What was asked for' })).toContainText('"name": "Fire drill"')
  await expect(change).toContainText('POST /api/presence/save-reason')

  await mara.getByText('Everything', { exact: true }).click()
  await mara.getByRole('combobox', { name: 'Person' }).click()
  await mara.getByRole('option', { name: people.vera.name }).click()
  await expect(change).toHaveCount(0)
  await expect(look).not.toHaveCount(0)

  await mara.getByRole('button', { name: 'Check' }).click()
  const verdict = mara.getByRole('main').getByRole('alert')
  await expect(verdict).toContainText(/All [\d,]+ lines are as they were written\./)
  await expect(verdict).toContainText(/Hash of the last line\s*[0-9a-f]{64}/)
})

test('a channel says what is wrong where it is wrong, asks before changes are lost, and tests its connection', async ({
  open,
  team,
  phones,
}) => {
  const { name, number } = await team({ name: 'Lighting', agents: [] })
  const mara = await open(people.mara)
  await openChannel(mara, name)
  const key = mara.getByRole('textbox', { name: 'Key' })
  const stored = await key.inputValue()
  await key.fill('lamp-1')
  await key.blur()
  await expectWrong(key, 'One to five letters or figures, without signs.')
  await mara.keyboard.press('Control+KeyS')
  await expect(key).toBeFocused()
  await mara.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Queues' }).click()
  await mara.getByRole('dialog', { name: 'Changes not saved' }).getByRole('button', { name: 'Stay here' }).click()
  await expect(key).toHaveValue('lamp-1')
  await key.fill(stored)

  const checks = mara.getByRole('dialog', { name: 'Test connection' })
  await mara.getByRole('button', { name: 'Test connection' }).click()
  await expect(checks).toContainText('The connection works.')
  await expect(checks.getByRole('img', { name: 'Works' })).toHaveCount(6)
  await mara.keyboard.press('Escape')
  await phones.control('POST', '/numbers', { phoneNumberId: number, tokenState: 'expired' })
  await mara.getByRole('button', { name: 'Test connection' }).click()
  await expect(checks).toContainText('not right yet.')
  await expect(checks.getByRole('listitem').filter({ hasText: 'Access token' })).toContainText('Create a new token')
})

test('a calendar is copied under a name of its own, and the list is narrowed to those a channel follows', async ({
  open,
  team,
  calls,
}) => {
  const { channelId } = await team({ name: 'Orangery', agents: [] })
  const administrator = await calls(people.mara)
  const { id: calendarId } = await administrator.must(saveCalendar, {
    id: null,
    version: 0,
    name: 'Orangery hours',
    zone: 'Europe/Lisbon',
    blocks: [{ day: 2, from: '07:30', to: '11:45' }],
    specialDays: [{ name: 'Feast of oranges', on: { every: 'year', date: '01-15' }, blocks: [] }],
  })
  const mara = await open(people.mara)
  await mara.goto(`/admin/calendars/${calendarId}`)
  const original = mara.getByRole('link', { name: 'Orangery hours' })
  const copied = mara.getByRole('link', { name: 'Orangery in summer' })

  await test.step('nothing is kept until it is saved', async () => {
    await mara.getByRole('button', { name: 'Copy', exact: true }).press('Enter')
    const form = mara.getByRole('region', { name: 'Copy of Orangery hours' })
    const name = form.getByRole('textbox', { name: 'Name', exact: true })
    await expect(name).toBeFocused()
    await expect(name).toHaveValue('')
    await expect(form.getByRole('textbox', { name: 'Tuesday: opens at' })).toHaveValue('07:30')
    await expect(form.getByRole('textbox', { name: 'Name of the special day' })).toHaveValue('Feast of oranges')
    await mara.keyboard.press('Control+KeyS')
    await expectWrong(name, 'Give the calendar a name.')
    await name.fill('Orangery in summer')
    await expect(copied).toHaveCount(0)
    await mara.keyboard.press('Control+KeyS')
    await expectTold(mara, 'The calendar has been saved.')
    const made = mara.getByRole('region', { name: 'Orangery in summer' })
    await expect(made.getByRole('textbox', { name: 'Tuesday: opens at' })).toHaveValue('07:30')
    await expect(original).toBeVisible()
  })

  await test.step('which of them a channel follows is so at once, on an open list too', async () => {
    const uses = mara.getByRole('radiogroup', { name: 'Which calendars' })
    await uses.getByText('Not in use').click()
    await expect(original).toBeVisible()
    await expect(copied).toBeVisible()
    const channel = (await administrator.must(listChannels, {})).channels.find(({ id }) => id === channelId)
    if (!channel) throw new Error('the channel of the team is there')
    const untouched = { accessToken: null, addAppSecret: null, dropAppSecrets: [] }
    await administrator.must(saveChannel, { ...channel, ...untouched, calendarId })
    await expect(original).toHaveCount(0)
    await expect(copied).toBeVisible()
    await uses.getByText('In use', { exact: true }).click()
    await expect(original).toBeVisible()
    await expect(copied).toHaveCount(0)
  })
})

/** The problem stands at the field, for those who hear it too. */
async function expectWrong(field: Locator, sentence: string): Promise<void> {
  await expect(field).toHaveAccessibleDescription(new RegExp(escaped(sentence)))
}

/** What came of it is said aloud. */
async function expectTold(page: Page, sentence: string): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: sentence })).not.toHaveCount(0)
}

/** Open one of the screens of administration. */
async function place(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

async function openChannel(page: Page, name: string): Promise<void> {
  await page.goto('/admin/channels')
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

/** Choose something in a field that opens a list. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option }).click()
  await page.keyboard.press('Escape')
}

test('what is typed while a form is being saved is a change again', async ({ open, team }) => {
  const { name } = await team({ name: 'Limes', agents: [] })
  const mara = await open(people.mara)
  await openChannel(mara, name)
  const description = mara.getByRole('textbox', { name: 'Description' })
  const gate = Promise.withResolvers<void>()
  await mara.route(`**${saveChannel.path}`, async (route) => {
    await gate.promise
    await route.continue()
  })
  await description.fill('Lemons')
  const asked = mara.waitForRequest(`**${saveChannel.path}`)
  await mara.keyboard.press('Control+KeyS')
  await asked
  await description.pressSequentially(' and limes')
  gate.resolve()
  await expectTold(mara, 'The channel has been saved.')
  await expect(description).toHaveValue('Lemons and limes')
  await expect(mara.getByRole('button', { name: 'Save changes' })).toBeEnabled()
})
