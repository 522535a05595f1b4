import type { CalendarId } from '../../src/contract/ids.ts'
import { saveCalendar } from '../../src/contract/operations/calendars.ts'
import { listInteractions } from '../../src/contract/operations/conversations.ts'
import { savePreferences, saveUser } from '../../src/contract/operations/identity.ts'
import { listRules, removeRule, saveRule } from '../../src/contract/operations/rules.ts'
import { saveTag } from '../../src/contract/operations/tags.ts'
import { accept, become, ours, row, say, tab, thread } from './desk.ts'
import { refusedWith } from './guard.ts'
import { isFocused, pressByKey, tabTo } from './keys.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

// A rule looks at the whole workspace, and the clock is moved: nobody else's journey takes place here.
test.use({ productOf: 'rules' })

const MINUTE = 60_000

const runs = (page: Page): Locator => page.getByRole('list', { name: 'Runs' }).getByRole('listitem')
const inWords = (page: Page): Locator => page.getByRole('region', { name: 'In plain words' })

async function openRules(page: Page): Promise<void> {
  await page.goto('/admin/rules')
  await expect(page.getByRole('heading', { name: 'Rules', level: 1 })).toBeVisible()
}

/** A new rule: an empty one, or from a starting point. */
async function newRule(page: Page, start = ''): Promise<void> {
  await page.goto(`/admin/rules/new/${start}`)
  await expect(inWords(page)).toBeVisible()
}

/** Add a condition or something to do, by typing a few letters of it. */
async function add(page: Page, field: string, kind: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).fill(kind)
  await expect(page.getByRole('option', { name: kind, exact: true })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

/** Choose in a field that one types into. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).fill(option)
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function create(page: Page): Promise<void> {
  await page.keyboard.press('Control+KeyS')
  await expect(page.getByText('The rule has been created.').last()).toBeVisible()
}

test.afterEach(async ({ calls }) => {
  // The next journey begins without rules.
  const mara = await calls(people.mara)
  const { rules } = await mara.must(listRules, {})
  for (const { id } of rules) await mara.must(removeRule, { id })
})

test('what is answered and stays silent closes by itself: made from a starting point by keyboard, read back, and seen in the conversation', async ({
  open,
  team,
  phones,
}) => {
  const line = await team({ name: 'Beehive', agents: ['Rosalind Keel'] })
  const mara = await open(people.mara)
  await openRules(mara)
  await expect(mara.getByText('There is no rule yet')).toBeVisible()
  await pressByKey(mara, mara.getByRole('link', { name: 'Answered and silent for 24 hours: close it' }))
  await expect(inWords(mara)).toContainText('When an agent answers, and if 1 day later it is still so: close it.')

  await tabTo(mara, mara.getByRole('textbox', { name: 'Name' }))
  await mara.keyboard.press('Control+KeyA')
  await mara.keyboard.press('Delete')
  await mara.keyboard.press('Control+KeyS')
  const name = mara.getByRole('textbox', { name: 'Name' })
  await expect(name).toHaveAccessibleDescription(/Give the rule a name\./)
  await expect(name).toBeFocused()
  await mara.keyboard.type('Close what is done')
  const unit = mara.getByRole('combobox', { name: 'Unit of “So much later”' })
  await tabTo(mara, unit)
  await mara.keyboard.type('m')
  await expect(unit).toHaveValue('minutes')
  await expect(inWords(mara)).toContainText('and if 1 minute later it is still so: close it.')
  await create(mara)
  await expect(mara.getByRole('heading', { name: 'Close what is done', level: 1 })).toBeVisible()
  await expect(mara.getByText('It has not run yet.')).toBeVisible()

  const rosalind = await open(line.agents[0])
  await become(rosalind, 'Available')
  const ebba = await phones.add('Ebba Lund', line.number)
  await ebba.writes('Thank you, that was all')
  await accept(rosalind, ebba.name)
  await say(rosalind, ebba.name, 'You are welcome')
  await expect(ours(rosalind, 'You are welcome')).toBeVisible()
  const run = runs(mara).filter({ hasText: ebba.name })
  await expect(async () => {
    await mara.getByRole('button', { name: 'Look again' }).click()
    await expect(run).toContainText('To come', { timeout: 1_000 })
  }).toPass()
  await expect(row(rosalind, ebba.name), 'not before its time').toBeVisible()
  await phones.advance(MINUTE)
  await expect(row(rosalind, ebba.name)).toHaveCount(0)

  await mara.getByRole('button', { name: 'Look again' }).click()
  await expect(run).toContainText('Done')
  await openRules(mara)
  const listed = mara.getByRole('row').filter({ hasText: 'Close what is done' })
  await expect(listed).toContainText('An agent answers, 1 minute later')
  await expect(listed).toContainText('Close it')
  await expect(listed).toContainText('Done')
  await listed.getByRole('link').click()
  await run.getByRole('link').click()
  await expect(thread(mara, ebba.name)).toContainText(/Rule “Close what is done” on #\d+: closed it/)
})

test('outside its calendar a rule is skipped, and says so', async ({ open, team, phones, calls }) => {
  const line = await team({ name: 'Kennels', agents: ['Piet Haan'] })
  const administrator = await calls(people.mara)
  const { id } = await administrator.must(saveCalendar, {
    id: null as CalendarId | null,
    version: 0,
    name: 'One hour in the year',
    zone: 'Europe/London',
    blocks: [],
    specialDays: [{ name: 'Leap day', on: { every: 'year', date: '02-29' }, blocks: [{ from: '03:00', to: '04:00' }] }],
  })
  expect(id).toBeTruthy()
  const { id: tagId } = await administrator.must(saveTag, {
    id: null,
    version: 0,
    title: 'Came by night',
    colour: 'grey',
    active: true,
  })
  expect(tagId).toBeTruthy()

  const mara = await open(people.mara)
  await newRule(mara)
  await mara.getByRole('textbox', { name: 'Name' }).fill('Mark the night')
  await mara.getByRole('combobox', { name: 'What happens' }).selectOption('An interaction begins')
  await choose(mara, 'Only within the hours of', 'One hour in the year')
  await mara.getByRole('button', { name: 'Create' }).click()
  const adds = mara.getByRole('combobox', { name: 'Add what it does' })
  await expect(adds).toHaveAccessibleDescription(/Say what it does\./)
  await add(mara, 'Add what it does', 'Put a tag on it')
  await expect(mara.getByRole('combobox', { name: 'Tag', exact: true })).toBeFocused()
  await choose(mara, 'Tag', 'Came by night')
  await expect(inWords(mara)).toContainText(
    'When an interaction begins, within the hours of One hour in the year: put the tag “Came by night” on it.',
  )
  await create(mara)

  const piet = await open(line.agents[0])
  await become(piet, 'Available')
  const anke = await phones.add('Anke Bos', line.number)
  await anke.writes('Is anybody there?')
  await accept(piet, anke.name)
  const run = runs(mara).filter({ hasText: anke.name })
  await expect(async () => {
    await mara.getByRole('button', { name: 'Look again' }).click()
    await expect(run).toContainText('Skipped', { timeout: 1_000 })
  }).toPass()
  await expect(run).toContainText('It was outside the hours of its calendar.')
  await expect(row(piet, anke.name)).not.toContainText('Came by night')
})

test('an administrator sees which rules a message would set off, and it sets them off', async ({
  open,
  team,
  phones,
  calls,
}) => {
  const line = await team({ name: 'Signal box', agents: ['Wilma Oster'] })
  const administrator = await calls(people.mara)
  const rule = {
    id: null,
    version: 0,
    active: true,
    when: { on: 'event' as const, event: 'created' as const },
    onlyWithin: null,
    delaySeconds: 0,
    conditions: [],
    jobs: [{ do: 'set_priority' as const, priority: 400 }],
  }
  const mara = await open(people.mara)
  await mara.goto(`/admin/channels/${line.channelId}`)
  await pressByKey(mara, mara.getByRole('button', { name: 'Where would a message go now?' }))
  const way = mara.getByRole('dialog', { name: 'The way of a message' })
  await expect(way.getByText('No rule looks at it.')).toBeVisible()

  await administrator.must(saveRule, { ...rule, name: 'First of all' })
  await administrator.must(saveRule, {
    ...rule,
    name: 'Asks for the timetable',
    when: { on: 'event', event: 'contact_wrote' },
    conditions: [[{ of: 'said', is: true, text: 'timetable' }]],
    jobs: [{ do: 'write', text: 'It hangs at the platform.' }],
  })
  await administrator.must(saveRule, {
    ...rule,
    name: 'Elsewhere',
    conditions: [[{ of: 'channel_kind', is: true, kind: 'sms' }]],
  })
  await way.getByRole('button', { name: 'Look again' }).click()
  await expect(way.getByText('2 rules look at it:')).toBeVisible()
  const named = way.getByRole('listitem').filter({ has: mara.getByRole('link') })
  await expect(way.getByRole('link')).toHaveText(['Asks for the timetable', 'First of all'])
  await expect(named.filter({ hasText: 'First of all' }).last()).toContainText('At once: set its priority to 400.')
  await expect(named.filter({ hasText: 'Asks for the timetable' }).last()).toContainText(
    'At once, if the contact’s last message contains “timetable”: write “It hangs at the platform.” to the contact.',
  )

  const passenger = await phones.add('Edda Lind', line.number)
  await passenger.writes('Where is the timetable?')
  for (const name of ['First of all', 'Asks for the timetable']) {
    await mara.goto(`/admin/channels/${line.channelId}`)
    await pressByKey(mara, mara.getByRole('button', { name: 'Where would a message go now?' }))
    await way.getByRole('link', { name }).click()
    await expect(mara.getByRole('heading', { name, level: 1 })).toBeVisible()
    await expect(async () => {
      await mara.getByRole('button', { name: 'Look again' }).click()
      await expect(runs(mara).filter({ hasText: passenger.name })).toContainText('Done', { timeout: 1_000 })
    }).toPass()
  }
})

test('two administrators change one rule: neither overwrites the other unseen', async ({ open, calls }) => {
  const second = { name: 'Ottoline Marsh', email: 'ottoline@velmora.example', password: 'copper-violin-ladder' }
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
  const mara = await open(people.mara)
  await newRule(mara, 'waiting')
  await create(mara)
  await expect(mara.getByRole('heading', { name: 'Waiting too long', level: 1 })).toBeVisible()
  const ottoline = await open(second)
  await ottoline.goto(new URL(mara.url()).pathname)

  await mara.getByRole('textbox', { name: 'Priority' }).fill('700')
  await mara.getByRole('textbox', { name: 'Name' }).fill('Far too long')
  await ottoline.getByRole('textbox', { name: 'Priority' }).fill('900')
  await ottoline.getByRole('textbox', { name: 'So much later' }).fill('20')
  await ottoline.keyboard.press('Control+KeyS')
  await expect(ottoline.getByText('The rule has been saved.').last()).toBeVisible()

  await expect(mara.getByText('Somebody else saved while you were at it.', { exact: false }).first()).toBeVisible()
  await expect(mara.getByText('You have both changed: What it does.')).toBeVisible()
  await mara.getByRole('button', { name: 'Look', exact: true }).click()
  await expect(mara.getByRole('row', { name: /^What it does/ })).toContainText('set its priority to 900')
  await expect(mara.getByRole('textbox', { name: 'Priority' })).toHaveValue('700')
  await mara.getByRole('button', { name: 'Put my changes on top' }).click()
  await mara.keyboard.press('Control+KeyS')
  await expect(mara.getByText('The rule has been saved.').last()).toBeVisible()
  await expect(mara.getByRole('textbox', { name: 'So much later' })).toHaveValue('20')
  await expect(ottoline.getByRole('textbox', { name: 'Name' })).toHaveValue('Far too long')
  await expect(ottoline.getByRole('textbox', { name: 'Priority' })).toHaveValue('700')
})

test('a tag that a rule puts on is found in the list at once', async ({ open, team, phones, calls }) => {
  const line = await team({ name: 'Orangery', agents: ['Livia Serra'] })
  const administrator = await calls(people.mara)
  const { id: tagId } = await administrator.must(saveTag, {
    id: null,
    version: 0,
    title: 'Money back',
    colour: 'red',
    active: true,
  })
  const mara = await open(people.mara)
  await newRule(mara, 'said')
  await mara.keyboard.press('Control+KeyS')
  const tag = mara.getByRole('combobox', { name: 'Tag', exact: true })
  await expect(tag).toBeFocused()
  await expect(tag).toHaveAccessibleDescription(/Choose one\./)
  await choose(mara, 'Tag', 'Money back')
  await create(mara)

  const livia = await open(line.agents[0])
  await become(livia, 'Available')
  const [dario, ester] = [await phones.add('Dario Conti', line.number), await phones.add('Ester Vidal', line.number)]
  await dario.writes('When are you open?')
  await accept(livia, dario.name)
  await ester.writes('I would like a REFUND')
  await accept(livia, ester.name)
  await expect(row(livia, ester.name)).toContainText('Money back')
  await expect(thread(livia, ester.name)).toContainText(/Rule “Asks for a refund” on #\d+: put a tag on it/)
  const { interactions } = await administrator.must(listInteractions, { tagId, limit: 10 })
  expect(interactions.map(({ conversation }) => conversation.contact.name)).toEqual([ester.name])
  await tab(livia, 'Mine').click()
  await livia.getByRole('listbox', { name: 'Mine' }).focus()
  await livia.keyboard.press('/')
  await livia.getByRole('searchbox').fill('money back')
  await expect(row(livia, ester.name)).toBeVisible()
  await expect(row(livia, dario.name)).toHaveCount(0)
})

test('conditions are added and taken away, what a rule does changes its order by key, and a copy lives on by itself', async ({
  open,
  guard,
}) => {
  // A name that is taken is for the server to know.
  guard.expect(refusedWith(409))
  const mara = await open(people.mara)
  await newRule(mara, 'monday')
  await expect(inWords(mara)).toContainText('Every Monday at 08:00, for each open interaction')
  await expect(mara.getByRole('list', { name: 'The next times' }).getByRole('listitem')).toHaveCount(3)
  const crontab = mara.getByRole('textbox', { name: 'Times' })
  await crontab.fill('0 8 30 2 *')
  await crontab.press('Tab')
  await expect(crontab).toHaveAccessibleDescription(/These times cannot be read, or never come\./)
  await crontab.fill('*/15 8-17 * * 1-5')
  await expect(inWords(mara)).toContainText('Monday to Friday every 15 minutes from 08:00 to 17:45')

  await add(mara, 'Or another set: begin with', 'State')
  await expect(mara.getByRole('combobox', { name: 'State', exact: true })).toBeFocused()
  await choose(mara, 'State', 'waiting')
  await mara.keyboard.press('Escape')
  await add(mara, 'Add a condition to set 2', 'Parked')
  await mara.getByRole('combobox', { name: 'Parked: is it so, or not?' }).selectOption('no')
  await expect(inWords(mara)).toContainText(
    'if the contact has had no answer for 1 day; or if it is waiting and it is not parked: set its priority to 500.',
  )
  await mara.getByRole('button', { name: 'Remove the condition: Without an answer for' }).click()
  await expect(inWords(mara)).toContainText('if it is waiting and it is not parked: set its priority to 500.')

  await add(mara, 'Add what it does', 'Write to the contact')
  const text = mara.getByRole('textbox', { name: 'Text' })
  await expect(text).toBeFocused()
  await mara.keyboard.type('One moment, please')
  await mara.keyboard.press('Alt+ArrowUp')
  await expect(inWords(mara)).toContainText(': write “One moment, please” to the contact and set its priority to 500.')
  await expect.poll(() => isFocused(mara.getByRole('button', { name: 'Move up: 1. Write to the contact' }))).toBe(true)
  await create(mara)

  await mara.getByRole('button', { name: 'Copy' }).click()
  const name = mara.getByRole('textbox', { name: 'Name' })
  await expect(name).toBeFocused()
  await name.fill('Left over from the weekend')
  await mara.keyboard.press('Control+KeyS')
  await expect(name).toHaveAccessibleDescription(/This name is already used\. Choose another\./)
  await name.fill('The same for Tuesdays')
  await create(mara)

  await openRules(mara)
  const copied = mara.getByRole('row').filter({ hasText: 'The same for Tuesdays' })
  await copied.getByRole('switch', { name: 'The same for Tuesdays: on' }).press('Space')
  await expect(mara.getByText('The same for Tuesdays is off.', { exact: false }).last()).toBeVisible()
  await mara.getByRole('radiogroup', { name: 'Which rules' }).getByText('Off', { exact: true }).click()
  await expect(mara.getByRole('row').filter({ hasText: 'Left over from the weekend' })).toHaveCount(0)
  await copied.getByRole('link').click()
  await mara.getByRole('button', { name: 'Remove the rule' }).click()
  const question = mara.getByRole('dialog', { name: 'Remove The same for Tuesdays?' })
  await question.getByRole('button', { name: 'Remove the rule' }).click()
  await expect(mara.getByText('The same for Tuesdays has been removed.').last()).toBeVisible()
  await expect(mara.getByRole('row').filter({ hasText: 'Left over from the weekend' })).toBeVisible()
})

test('in Spanish a rule is said in Spanish, from the first address on', async ({ open, calls }) => {
  const administrator = await calls(people.mara)
  const mara = await open(people.mara)
  await administrator.must(savePreferences, { language: 'es' })
  await mara.reload()
  for (const path of ['tags', 'rules', 'rules/new/monday']) {
    await mara.goto(`/admin/${path}`)
    await expect(mara.getByRole('main', { name: 'Administración' }).getByRole('heading', { level: 1 })).toBeVisible()
  }
  await expect(mara.getByRole('region', { name: 'En palabras sencillas' })).toContainText(
    'Cada lunes a las 08:00, para cada interacción abierta, si el contacto está sin respuesta desde hace 1 día: fijar su prioridad en 500.',
  )
  await administrator.must(savePreferences, { language: 'en' })
})
