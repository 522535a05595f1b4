import { listTemplates } from '../../src/contract/operations/templates.ts'
import { accept, become, offer, row, tab } from './desk.ts'
import { expect, type Page, people, test } from './product.ts'

// The clock is moved by minutes here, and bodies of people in other files do not stand in these queues.
test.use({ productOf: 'skills' })

const minuteMs = 60_000

/** A screen of administration, by its address. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(`/admin/${path}`)
  await expect(page.getByRole('main', { name: 'Administration' })).toBeVisible()
}

async function save(page: Page, says: string): Promise<void> {
  await page.getByRole('button', { name: /^(Create|Save changes)/ }).click()
  await expect(page.getByText(says).last()).toBeVisible()
}

/** Finish what this agent holds: there is no wrap-up. */
async function finish(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Alt+KeyC')
  await expect(row(page, name)).toHaveCount(0)
}

test('an administrator makes a skill and gives it, and the next message follows', async ({ open, team, phones }) => {
  const line = await team({ name: 'Idiomas', agents: ['Greta Solberg', 'Hugo Paredes'], wrapUpSeconds: 0 })
  const [greta, hugo] = [await open(line.agents[0]), await open(line.agents[1])]
  await become(greta, 'Available') // Idle longest.
  await become(hugo, 'Available')
  const mara = await open(people.mara)

  await goTo(mara, 'skills/new')
  await mara.getByRole('textbox', { name: 'Name' }).fill('two words')
  await mara.getByRole('button', { name: 'Create' }).click()
  await expect(mara.getByText('From 2 to 30 letters, digits, and - _ . : without spaces.').last()).toBeVisible()
  await mara.getByRole('textbox', { name: 'Name' }).fill('spanish')
  await save(mara, 'The skill has been created.')

  await goTo(mara, `queues/${line.queueId}`)
  await mara.getByRole('combobox', { name: 'Add a skill' }).click()
  await mara.getByRole('option', { name: 'spanish' }).click()
  await mara.getByLabel('Worst level of spanish that counts').fill('5')
  await expect(
    mara.getByRole('alert').filter({ hasText: 'Nobody has spanish at these levels: what comes here will wait.' }),
  ).toBeVisible()
  await expect(mara.getByText('without the skills: not asked')).toHaveCount(2)
  await save(mara, 'The queue has been saved.')

  const lucia = await phones.add('Lucía Ferrer', line.number)
  await lucia.writes('¿Hablan español?')
  await expect(offer(greta, lucia.name)).toHaveCount(0)

  await goTo(mara, `users/${line.agents[1].id}`)
  await mara.getByRole('combobox', { name: 'Add a skill' }).click()
  await mara.getByRole('option', { name: 'spanish' }).click()
  await mara.getByLabel('Level of spanish, 1 is best').fill('2')
  await save(mara, 'The user has been saved.')
  await accept(hugo, lucia.name)
  await expect(offer(greta, lucia.name)).toHaveCount(0)

  await goTo(mara, 'skills')
  await mara.getByRole('link', { name: 'spanish' }).click()
  await expect(mara.getByRole('link', { name: 'Idiomas' })).toBeVisible()
  await expect(mara.getByLabel('Level of Hugo Paredes, 1 is best')).toHaveValue('2')
  await mara.getByRole('button', { name: 'Add people' }).click()
  await mara.getByRole('dialog').getByLabel('Mark Greta Solberg').check()
  await mara.getByRole('dialog').getByLabel('Level for all who are marked').fill('1')
  await mara.getByRole('button', { name: 'Add 1 person' }).click()
  await save(mara, 'The skill has been saved.')
  const pilar = await phones.add('Pilar Osorio', line.number)
  await pilar.writes('Buenos días')
  await accept(greta, pilar.name)
})

test('a preferred agent is waited for and then it falls back, and one who went home as well', async ({
  open,
  team,
  phones,
}) => {
  const line = await team({ name: 'Regulars', agents: ['Irene Falk', 'Jorge Medina'], wrapUpSeconds: 0 })
  const [irene, jorge] = [await open(line.agents[0]), await open(line.agents[1])]
  const mara = await open(people.mara)
  await goTo(mara, `queues/${line.queueId}`)
  await mara.getByRole('combobox', { name: 'Who comes first' }).click()
  await mara.getByRole('option', { name: 'Who had this conversation last' }).click()
  await mara.getByRole('radio', { name: 'Wait for them' }).check()
  await mara.getByLabel('Minutes to wait').fill('5')
  await save(mara, 'The queue has been saved.')

  await become(irene, 'Available')
  const olga = await phones.add('Olga Brandt', line.number)
  await olga.writes('My order is late')
  await accept(irene, olga.name)
  await finish(irene, olga.name)
  await become(irene, 'On break')
  await become(jorge, 'Available')

  // Reopened: it waits for Irene, and says so to whoever looks.
  await olga.writes('It is still not here')
  await tab(jorge, 'Queue').click()
  await expect(row(jorge, olga.name)).toContainText('waiting for Irene Falk until')
  await expect(offer(jorge, olga.name)).toHaveCount(0)
  await become(irene, 'Available')
  await accept(irene, olga.name)
  await finish(irene, olga.name)

  // Irene goes home: it waits its five minutes, and then goes to whoever is there.
  await become(irene, 'Working offline')
  await olga.writes('And the second parcel?')
  await expect(row(jorge, olga.name)).toContainText('waiting for Irene Falk until')
  await phones.advance(5 * minuteMs + 1_000)
  await accept(jorge, olga.name)
  await finish(jorge, olga.name)

  // Who took it is preferred now, although Irene has been idle longer.
  await become(irene, 'Available')
  await olga.writes('Thank you')
  await accept(jorge, olga.name)
})

test('the dialog for writing first begins with the template of the queue (R-028)', async ({ open, team, calls }) => {
  const line = await team({ name: 'Outreach', agents: ['Karin Vogt'] })
  const karin = await open(line.agents[0])
  const { templates } = await (await calls(people.mara)).must(listTemplates, { channelId: line.channelId })
  const usable = templates.filter(
    ({ status, components }) =>
      status === 'approved' && (components.header === null || components.header.format === 'text'),
  )
  const last = usable.toSorted((a, b) => (a.name < b.name ? -1 : 1)).at(-1)
  if (!last) throw new Error('the channel has templates')
  const mara = await open(people.mara)
  await goTo(mara, `queues/${line.queueId}`)
  await mara.getByRole('combobox', { name: 'Template for writing first' }).click()
  await mara.getByRole('option', { name: `${last.name} · ${last.language}` }).click()
  await save(mara, 'The queue has been saved.')

  await become(karin, 'Available')
  await karin.getByRole('button', { name: 'Start an interaction' }).first().click()
  const dialog = karin.getByRole('dialog')
  await dialog.getByLabel('Channel').selectOption(line.channelId)
  await expect(dialog.getByRole('button', { name: new RegExp(`^${last.name}`), pressed: true })).toBeVisible()
})
