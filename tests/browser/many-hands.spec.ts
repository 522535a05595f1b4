import { findContacts, getContact, saveContact } from '../../src/contract/operations/contacts.ts'
import { listUsers, saveUser, type User } from '../../src/contract/operations/identity.ts'
import { accept, become, offer, ours, presence, reply, row, say, tab, theirs, thread } from './desk.ts'
import { refusedWith } from './guard.ts'
import { expect, type Page, people, signInByPage, test } from './product.ts'

test('one is asked at a time; a reject and a miss move the offer on and say so', async ({ open, team, phones }) => {
  const returns = await team({ name: 'Returns', agents: ['Nadia Ferrell', 'Leo Marchetti'], acceptSeconds: 15 })
  const [nadia, leo] = [await open(returns.agents[0]), await open(returns.agents[1])]
  // Nadia is idle longer, so she is asked first.
  await become(nadia, 'Available')
  await become(leo, 'Available')
  const beatriz = await phones.add('Beatriz Lima', returns.number)
  await beatriz.writes('The lamp arrived broken')

  await expect(offer(nadia, beatriz.name)).toContainText('The lamp arrived broken')
  await expect(offer(nadia, beatriz.name)).toContainText(
    'Rejecting sets you On break. Missing it sets you Working offline.',
  )
  await expect(tab(leo, 'Queue')).toContainText('1')
  await expect(offer(leo, beatriz.name)).toHaveCount(0)

  await nadia.keyboard.press('Alt+KeyR')
  await expect(offer(leo, beatriz.name)).toBeVisible()
  await expect(offer(nadia, beatriz.name)).toHaveCount(0)
  await expect(presence(nadia)).toContainText('On break')

  await phones.advance(16_000)
  await expect(offer(leo, beatriz.name)).toHaveCount(0)
  await expect(presence(leo)).toContainText('Working offline')
  await expect(presence(leo)).toContainText('Not responding')
  await expect(leo.getByText('You missed an offer.')).toBeVisible()
  await leo.getByRole('button', { name: 'I am back' }).click()
  await expect(presence(leo)).toContainText('Available')

  await accept(leo, beatriz.name)
  await expect(row(leo, beatriz.name)).toBeVisible()
  await expect(tab(nadia, 'Queue')).toContainText('0')
})

test('nobody gets more than they can hold; what is too much waits until there is room', async ({
  open,
  team,
  phones,
}) => {
  const repairs = await team({ name: 'Repairs', agents: ['Ben Adeyemi'], capacity: 2, wrapUpSeconds: 0 })
  const ben = await open(repairs.agents[0])
  await become(ben, 'Available')
  const names = ['Callum Reid', 'Helena Duarte', 'Jonas Weber'] as const
  for (const name of names.slice(0, 2)) {
    await (await phones.add(name, repairs.number)).writes('The hinge is loose')
    await accept(ben, name)
  }
  await expect(presence(ben)).toContainText('Full')
  await expect(ben.getByText('2 of 2 held')).toBeVisible()
  await (await phones.add(names[2], repairs.number)).writes('Mine too')
  await expect(tab(ben, 'Queue')).toContainText('1')
  await expect(offer(ben, names[2])).toHaveCount(0)

  await ben.keyboard.press('Alt+KeyC')
  await expect(offer(ben, names[2])).toBeVisible()
  await accept(ben, names[2])
  await expect(tab(ben, 'Mine')).toContainText('2')
})

test('stop new: what waits comes when it is switched off, at once; after the last one they work offline, and the board says so', async ({
  open,
  team,
  phones,
}) => {
  const toys = await team({ name: 'Toys', agents: ['Edda Winkler'], wrapUpSeconds: 0 })
  const edda = await open(toys.agents[0])
  const vera = await open(people.vera)
  await vera.goto('/board')
  const line = vera.getByRole('table', { name: 'Agents' }).getByRole('row').filter({ hasText: 'Edda Winkler' })
  const stopNew = async () => {
    await presence(edda).click()
    await edda.getByRole('menuitemcheckbox', { name: /^Stop new/ }).click()
    await edda.keyboard.press('Escape')
    await expect(edda.getByRole('menu')).toHaveCount(0)
  }
  await become(edda, 'Available')
  await (await phones.add('Fritz Lang-Moreau', toys.number)).writes('A wheel is missing')
  await accept(edda, 'Fritz Lang-Moreau')
  await stopNew()
  await expect(line).toContainText('No new ones')
  await (await phones.add('Gita Rao', toys.number)).writes('Mine too')
  await expect(tab(edda, 'Queue')).toContainText('1')
  await expect(offer(edda, 'Gita Rao')).toHaveCount(0)

  await stopNew()
  await accept(edda, 'Gita Rao')
  await expect(line).toContainText('Busy')
  await stopNew()
  await edda.keyboard.press('Alt+KeyC')
  await expect(tab(edda, 'Mine')).toContainText('1')
  await row(edda, 'Fritz Lang-Moreau').click()
  await expect(reply(edda, 'Fritz Lang-Moreau')).toBeVisible()
  await edda.keyboard.press('Alt+KeyC')
  await expect(presence(edda)).toContainText('Working offline')
})

test('who may see a conversation sees it live, and who is in it; others find nothing', async ({
  open,
  team,
  phones,
  guard,
}) => {
  const billing = await team({ name: 'Billing', agents: ['Sofia Duarte', 'Ravi Menon'] })
  const [sofia, ravi] = [await open(billing.agents[0]), await open(billing.agents[1])]
  const vera = await open(people.vera)
  const tom = await open(people.tom)
  await become(sofia, 'Available')
  const ingrid = await phones.add('Ingrid Halvorsen', billing.number)
  await ingrid.writes('Why are there two invoices?')
  await accept(sofia, ingrid.name)

  await find(ravi, ingrid.name)
  await expect(ravi.getByText('Sofia Duarte holds this.')).toBeVisible()
  await expect(sofia.getByText('Ravi Menon is reading')).toBeVisible()
  await reply(sofia, ingrid.name).pressSequentially('Let me')
  await expect(ravi.getByText('Sofia Duarte is typing a reply')).toBeVisible()
  await ravi.getByRole('button', { name: 'Write a note' }).click()
  await ravi.getByRole('textbox', { name: 'Note' }).pressSequentially('The second one is for the delivery')
  await expect(sofia.getByText('Ravi Menon is typing a note')).toBeVisible()
  await ravi.getByRole('button', { name: 'Add note' }).click()
  await expect(thread(sofia, ingrid.name)).toContainText('The second one is for the delivery')

  await find(vera, ingrid.name)
  await expect(thread(vera, ingrid.name)).toContainText('The second one is for the delivery')
  await expect(sofia.getByText('Vera Holm is reading')).toBeVisible()
  await say(sofia, ingrid.name, 'One is for the delivery')
  await expect(ours(vera, 'One is for the delivery')).toBeVisible()
  await expect(ours(ravi, 'One is for the delivery')).toBeVisible()
  expect(await ingrid.texts()).not.toContain('The second one is for the delivery')

  await tom.keyboard.press('Control+KeyK')
  await tom.getByRole('textbox', { name: 'Command palette' }).fill('Ingrid')
  await expect(tom.getByText('Nothing found.')).toBeVisible()
  guard.expect(refusedWith(404))
  await tom.goto(new URL(sofia.url()).pathname)
  await expect(tom.getByRole('main').getByRole('alert')).toBeVisible()
  await expect(theirs(tom, ingrid.name, 'Why are there two invoices?')).toHaveCount(0)
})

test('a changed password ends the other session within seconds', async ({ open, browserOf, team, guard }) => {
  const { agents } = await team({ name: 'Lost and found', agents: ['Mateus Rocha'] })
  const here = await open(agents[0])
  const there = await (await browserOf()).newPage()
  await signInByPage(there, agents[0])
  guard.expect(refusedWith(401))
  await here.goto('/me')
  await here.getByLabel('Current password').fill('something else entirely')
  await here.getByLabel('New password').fill('harbour-velvet-stone')
  guard.expect(refusedWith(403))
  await here.getByRole('button', { name: 'Change password' }).click()
  await expect(here.getByText('The current password is another one.')).toBeVisible()
  await here.getByLabel('Current password').fill(agents[0].password)
  await here.getByRole('button', { name: 'Change password' }).click()
  await expect(here.getByText('Your other sessions have ended.', { exact: false }).last()).toBeVisible()
  await there.waitForURL('**/sign-in?**', { timeout: 10_000 })
  await here.goto('/desk')
  await expect(presence(here)).toBeVisible()
})

test('a new role and other queues take effect on an open desk', async ({ open, team, phones, calls }) => {
  const spares = await team({ name: 'Spares', agents: ['Ada Lindqvist'] })
  const paint = await team({ name: 'Paint', agents: ['Omar Haddad'] })
  const ada = await open(spares.agents[0])
  const administrator = await calls(people.mara)
  await (await phones.add('Petra Novak', spares.number)).writes('Do you have the small screws?')
  await (await phones.add('Ugo Bassi', paint.number)).writes('Which white is it?')

  await tab(ada, 'Queue').click()
  await expect(row(ada, 'Petra Novak')).toBeVisible()
  await expect(row(ada, 'Ugo Bassi')).toHaveCount(0)
  await expect(ada.getByRole('link', { name: 'Administration' })).toHaveCount(0)

  const change = async (changes: Partial<User>) => {
    const { users } = await administrator.must(listUsers, {})
    const user = users.find(({ id }) => id === spares.agents[0].id)
    if (!user) throw new Error('Ada is listed')
    await administrator.must(saveUser, { ...user, password: null, ...changes })
  }
  await change({ queueIds: [paint.queueId] })
  await expect(row(ada, 'Ugo Bassi')).toBeVisible()
  await expect(row(ada, 'Petra Novak')).toHaveCount(0)

  await change({ role: 'supervisor' })
  await expect(ada.getByRole('link', { name: 'Administration' })).toBeVisible()
  await expect(row(ada, 'Petra Novak')).toBeVisible()

  await change({ active: false })
  await ada.waitForURL('**/sign-in**')
})

/** Open somebody's conversation through the command palette. */
async function find(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+KeyK')
  await page.getByRole('textbox', { name: 'Command palette' }).fill(name)
  await page.getByRole('button', { name }).first().click()
  await expect(thread(page, name)).toBeVisible()
}

test('two correct one contact: what the other has saved is shown, and written over only by who has seen it', async ({
  serving,
  calls,
  guard,
}) => {
  const scene = { team: 'Ledgers', agent: 'Ilse Vandamme', customer: 'Kofi Boateng', says: 'I have moved' }
  const { page, customer } = await serving(scene)
  await page.getByRole('button', { name: 'Edit the contact' }).click()
  const form = page.getByRole('dialog', { name: 'Edit the contact' })
  await form.getByLabel('About them').fill('Lives in Accra now')

  const vera = await calls(people.vera)
  const { contacts } = await vera.must(findContacts, { text: customer.name })
  const contactId = contacts[0]!.id
  const { version, name } = await vera.must(getContact, { contactId })
  const theirs = { name, email: 'kofi@example.com', language: null, note: '', doNotContact: false }
  await vera.must(saveContact, { contactId, version, ...theirs })
  await expect(page.getByRole('complementary', { name: 'Contact' })).toContainText('kofi@example.com')

  guard.expect(refusedWith(409))
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByRole('alert')).toContainText('Somebody changed this a moment ago.')
  await expect(form.getByLabel('E-mail')).toHaveValue('kofi@example.com')
  await expect(form.getByLabel('About them')).toHaveValue('Lives in Accra now')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  expect(await vera.must(getContact, { contactId })).toMatchObject({ ...theirs, note: 'Lives in Accra now' })
})
