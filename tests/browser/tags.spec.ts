import { listUsers } from '../../src/contract/operations/identity.ts'
import { listTags, putTags, saveTagging } from '../../src/contract/operations/tags.ts'
import { noTagging } from '../../src/contract/sight.ts'
import { accept, become, offer, row, tab, thread } from './desk.ts'
import { refusedWith } from './guard.ts'
import { expect, type Page, people, test } from './product.ts'

// What tags mean is one switch for the whole workspace: nobody else's journey works behind it.
test.use({ productOf: 'tags' })

/** A screen of administration, by its address. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(`/admin/${path}`)
  await expect(page.getByRole('main', { name: 'Administration' })).toBeVisible()
}

async function makeTag(page: Page, title: string, colour: string): Promise<void> {
  await goTo(page, 'tags/new')
  await page.getByRole('textbox', { name: 'Title' }).fill(title)
  await page.getByRole('radio', { name: colour }).click()
  await page.getByRole('button', { name: /^Create/ }).click()
  await expect(page.getByText('The tag has been created.').last()).toBeVisible()
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
}

/** Choose in a field that one types into. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).fill(option)
  await page.getByRole('option', { name: option, exact: true }).click()
}

test.afterEach(async ({ calls }) => {
  // The next journey begins with tags that hide nothing.
  const mara = await calls(people.mara)
  const { tagging } = await mara.must(listTags, {})
  if (tagging.active) await mara.must(saveTagging, { ...noTagging, version: tagging.version })
})

test('an administrator tags a channel and an agent and switches tagging on: who shares no tag stops seeing, without a reload', async ({
  open,
  team,
  phones,
  calls,
  guard,
}) => {
  test.setTimeout(120_000)
  // The conversation that is open when it is hidden is asked for once more, and refused.
  guard.expect(refusedWith(404))
  const line = await team({ name: 'Fjordside', agents: ['Sigrid Dahl', 'Anselm Roth'], acceptSeconds: 60 })
  const [sigrid, anselm] = [await open(line.agents[0]), await open(line.agents[1])]
  const mara = await open(people.mara)
  const nora = await phones.add('Nora Heggen', line.number)
  await nora.writes('Do you deliver to Bergen?')
  for (const page of [sigrid, anselm]) {
    await tab(page, 'Queue').click()
    await expect(row(page, nora.name)).toBeVisible()
  }
  await row(anselm, nora.name).click()
  await expect(thread(anselm, nora.name)).toBeVisible()

  await makeTag(mara, 'Fjords', 'Teal')
  await choose(mara, 'Add a channel', line.name)
  await expect(mara.getByRole('button', { name: `Take it off ${line.name}` })).toBeVisible()
  await choose(mara, 'Add a person or a key', line.agents[0].name)
  await expect(mara.getByRole('button', { name: `Take it off ${line.agents[0].name}` })).toBeVisible()
  // Not switched on yet: a label, that hides nothing.
  await expect(row(anselm, nora.name)).toBeVisible()

  await goTo(mara, 'tags')
  await expect(mara.getByText('Tags are labels only: they hide nothing.')).toBeVisible()
  await mara.getByRole('link', { name: 'Change' }).click()
  await mara.getByRole('switch', { name: 'Tags decide who sees what' }).click()
  await expect(
    mara.getByRole('listitem').filter({ hasText: `Anselm Roth does not see the channel ${line.name}` }),
  ).toBeVisible()
  await expect(mara.getByRole('listitem').filter({ hasText: 'Sigrid Dahl does not see' })).toHaveCount(0)
  await mara.getByRole('button', { name: /^Save changes/ }).click()
  await expect(mara.getByText('Saved. Everybody’s screen follows at once.').last()).toBeVisible()

  await expect(row(anselm, nora.name)).toHaveCount(0)
  await expect(thread(anselm, nora.name)).toHaveCount(0)
  await expect(row(sigrid, nora.name)).toBeVisible()
  await anselm.keyboard.press('Control+KeyK')
  await anselm.getByRole('textbox', { name: 'Command palette' }).fill('Nora')
  await expect(anselm.getByText('Nothing found')).toBeVisible()
  await anselm.keyboard.press('Escape')

  // What comes next follows the tags too: only Sigrid is asked.
  await tab(sigrid, 'Mine').click()
  await become(sigrid, 'Available')
  await become(anselm, 'Available')
  await accept(sigrid, nora.name)
  await nora.writes('And to Oslo?')
  await expect(thread(sigrid, nora.name)).toContainText('And to Oslo?')
  await expect(offer(anselm, nora.name)).toHaveCount(0)

  // Given the tag on his own screen, Anselm sees it again.
  const administrator = await calls(people.mara)
  await goTo(mara, `users/${line.agents[1].id}`)
  await choose(mara, 'Tags of Anselm Roth', 'Fjords')
  await expect
    .poll(
      async () => (await administrator.must(listUsers, {})).users.find(({ id }) => id === line.agents[1].id)?.tagIds,
    )
    .toHaveLength(1)
  const olav = await phones.add('Olav Brekke', line.number)
  await olav.writes('Is the shop open?')
  await accept(anselm, olav.name)
})

test('an agent tags by keyboard, finds by tag and takes the tag off again', async ({ open, team, phones, calls }) => {
  test.setTimeout(120_000)
  const line = await team({ name: 'Tilework', agents: ['Berta Quist'] })
  const mara = await open(people.mara)
  await makeTag(mara, 'Refund wanted', 'Red')
  await makeTag(mara, 'Reclamação', 'Green')
  const berta = await open(line.agents[0])
  await become(berta, 'Available')
  const [otto, greta] = [await phones.add('Otto Linde', line.number), await phones.add('Grete Holm', line.number)]
  await otto.writes('The tiles are broken')
  await accept(berta, otto.name)
  await greta.writes('Where is my parcel?')
  await accept(berta, greta.name)

  await berta.keyboard.press('Alt+KeyM')
  const dialog = berta.getByRole('dialog', { name: 'Tag this interaction' })
  const field = dialog.getByRole('combobox', { name: 'Tags of this interaction' })
  await expect(field).toBeFocused()
  await berta.keyboard.type('refu')
  await expect(berta.getByRole('option', { name: 'Refund wanted', exact: true })).toBeVisible()
  await berta.keyboard.press('Enter')
  await berta.keyboard.type('recl')
  await expect(berta.getByRole('option', { name: 'Reclamação', exact: true })).toBeVisible()
  await berta.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Done' }).press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(row(berta, greta.name)).toContainText('Refund wanted+1')
  await expect(berta.getByRole('banner').or(berta.locator('header')).getByText('Reclamação').first()).toBeVisible()

  // The list of one tag only, from the palette.
  await berta.keyboard.press('Control+KeyK')
  await berta.getByRole('textbox', { name: 'Command palette' }).fill('Only with one tag')
  await berta.keyboard.press('Enter')
  await expect(berta.getByRole('combobox', { name: 'Only with one tag' })).toBeFocused()
  await berta.keyboard.type('Refund')
  await berta.getByRole('option', { name: 'Refund wanted', exact: true }).click()
  await expect(row(berta, otto.name)).toHaveCount(0)
  await expect(row(berta, greta.name)).toBeVisible()
  await berta.keyboard.press('Control+KeyK')
  await berta.getByRole('textbox', { name: 'Command palette' }).fill('Show all again')
  await berta.keyboard.press('Enter')
  await expect(row(berta, otto.name)).toBeVisible()

  // The search of the list knows titles too, without their accents.
  await berta.getByRole('listbox', { name: 'Mine' }).focus()
  await berta.keyboard.press('/')
  await berta.getByRole('searchbox').fill('reclamacao')
  await expect(row(berta, otto.name)).toHaveCount(0)
  await expect(row(berta, greta.name)).toBeVisible()
  await berta.keyboard.press('Escape')

  // Taken off at the side, and put back from the word that says so.
  const side = berta.getByRole('region', { name: 'Tags' })
  await side.getByRole('button', { name: 'Take off Refund wanted' }).click()
  await expect(side.getByText('Refund wanted')).toHaveCount(0)
  await berta.getByRole('button', { name: 'Put it back' }).click()
  await expect(side.getByText('Refund wanted')).toBeVisible()

  // The board finds who waits by the tag of what they came by.
  const administrator = await calls(people.mara)
  const tag = (await administrator.must(listTags, {})).tags.find(({ title }) => title === 'Reclamação')
  if (!tag) throw new Error('the tag was made')
  await administrator.must(putTags, { queueIds: [line.queueId], add: [tag.id], remove: [] })
  await mara.goto('/board')
  await mara.getByRole('combobox', { name: 'Tag' }).click()
  await mara.getByRole('option', { name: 'Reclamação', exact: true }).click()
  await expect(mara.getByRole('region', { name: 'Queues' }).getByRole('heading', { name: 'Tilework' })).toBeVisible()
  await expect(mara.getByRole('region', { name: 'Queues' }).getByRole('heading')).toHaveCount(1)
})

test('membership in bulk: two queues and three people in one action, and the next message follows', async ({
  open,
  team,
  phones,
}) => {
  test.setTimeout(120_000)
  const first = await team({ name: 'Kiln', agents: ['Ivo Marsh', 'Lena Fors'], acceptSeconds: 60 })
  const second = await team({ name: 'Glaze', agents: ['Pavel Brand'], acceptSeconds: 60 })
  const lena = await open(first.agents[1])
  const mara = await open(people.mara)
  await goTo(mara, 'queues')
  for (const name of ['Kiln', 'Glaze']) await mara.getByRole('checkbox', { name: `Mark ${name}` }).check()
  await mara.getByRole('button', { name: 'Members of several queues' }).click()
  const dialog = mara.getByRole('dialog', { name: 'Members of several queues' })
  for (const name of ['Ivo Marsh', 'Lena Fors', 'Pavel Brand'])
    await dialog.getByRole('checkbox', { name: `Mark ${name}` }).check()
  await expect(dialog.getByText('2 queues × 3 people = 6 memberships')).toBeVisible()
  await expect(dialog.getByText('3 begin, 3 are there already.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Add 3 memberships' }).click()
  await expect(dialog.getByText('3 memberships began.')).toBeVisible()
  await expect(dialog.getByText('Glaze: 3 people are named')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()

  // Lena is in the second queue now, without a reload.
  await become(lena, 'Available')
  const ulf = await phones.add('Ulf Tanner', second.number)
  await ulf.writes('Do you have blue?')
  await accept(lena, ulf.name)

  // Everybody who is in one of them can be taken out of all.
  await mara.getByRole('button', { name: 'Members of several queues' }).click()
  await dialog.getByText('Remove', { exact: true }).click()
  await dialog.getByRole('checkbox', { name: 'Mark all that are shown' }).check()
  await expect(
    dialog.getByText('Nobody is named in Glaze and Kiln after that: what comes there may wait.'),
  ).toBeVisible()
  await dialog.getByRole('button', { name: 'Remove 6 memberships' }).click()
  await expect(dialog.getByText('6 memberships ended.')).toBeVisible()
  const vera = await phones.add('Wilma Ost', first.number)
  await vera.writes('Anybody there?')
  await expect(offer(lena, vera.name)).toHaveCount(0)
  await tab(lena, 'Queue').click()
  await expect(row(lena, vera.name)).toHaveCount(0)
})
