import { createHmac } from 'node:crypto'
import { listChannels, saveChannel } from '../../src/contract/operations/channels.ts'
import { setPresence } from '../../src/contract/operations/presence.ts'
import { getView, passInteraction } from '../../src/contract/operations/routing.ts'
import { listTelephones, saveExtension, saveTelephone } from '../../src/contract/operations/telephone.ts'
import { accept, become, offer, reply, row, say, theirs } from './desk.ts'
import { expect, type Page, people, test } from './product.ts'

const parkedTab = (page: Page) => page.getByRole('tab', { name: /^Parked/ })
const parkedBar = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words })

/** As a telephone system signs it. */
async function tell(url: string, secret: string, news: object): Promise<number> {
  const body = JSON.stringify(news)
  const seconds = Math.floor(Date.now() / 1_000)
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-switchboard-signature': `t=${seconds},v1=${mac}` }
  return (await fetch(url, { method: 'POST', body, headers })).status
}

test('on a call everything is parked, the contact writes meanwhile, and off the call it comes back', async ({
  open,
  team,
  phones,
  calls,
}) => {
  const administrator = await calls(people.mara)
  const line = await team({ name: 'Calls', agents: ['Nadia Brandt'], wrapUpSeconds: 0 })
  const { channels } = await administrator.must(listChannels, {})
  const channel = channels.find(({ id }) => id === line.channelId)
  if (!channel) throw new Error('the channel of the team is there')
  await administrator.must(saveChannel, {
    ...channel,
    parksOnCall: true,
    accessToken: null,
    addAppSecret: null,
    dropAppSecrets: [],
  })
  const { secret } = await administrator.must(saveTelephone, { id: null, version: 0, name: 'Office PBX', active: true })
  await administrator.must(saveExtension, { agentId: line.agents[0].id, number: '2017' })
  const { telephones } = await administrator.must(listTelephones, {})
  const url = telephones.find(({ name }) => name === 'Office PBX')?.webhookUrl ?? ''

  const nadia = await open(line.agents[0])
  await become(nadia, 'Available')
  const eva = await phones.add('Eva Lindqvist', line.number)
  await eva.writes('Is my parcel on its way?')
  await accept(nadia, eva.name)
  expect(await tell(url, 'sbt_wrong', { extension: '2017', state: 'on', callId: 'a' })).toBe(401)
  expect(await tell(url, secret ?? '', { extension: '2017', state: 'on', callId: 'a' })).toBe(200)
  await expect(parkedBar(nadia, 'while you are on the telephone')).toBeVisible()
  await parkedTab(nadia).click()
  await expect(row(nadia, eva.name)).toContainText('On the telephone')
  await eva.writes('Hello?')
  await expect(theirs(nadia, eva.name, 'Hello?')).toBeVisible()
  await expect(parkedBar(nadia, 'while you are on the telephone')).toBeVisible()
  expect(await tell(url, secret ?? '', { extension: '2017', state: 'off', callId: 'a' })).toBe(200)
  await expect(parkedBar(nadia, 'while you are on the telephone')).toHaveCount(0)
  await nadia.getByRole('tab', { name: /^Mine/ }).click()
  await expect(row(nadia, eva.name)).toBeVisible()
})

test('parked by hand with the keyboard, and taken back', async ({ open, team, phones }) => {
  const line = await team({ name: 'Later', agents: ['Oskar Vinter'], wrapUpSeconds: 0 })
  const oskar = await open(line.agents[0])
  await become(oskar, 'Available')
  const iris = await phones.add('Iris Koval', line.number)
  await iris.writes('I will look for the number')
  await accept(oskar, iris.name)
  await say(oskar, iris.name, 'Take your time.')
  await oskar.getByRole('button', { name: 'Park', exact: true }).click()
  await oskar.getByRole('menuitem', { name: 'Tomorrow at 9:00' }).click()
  await expect(parkedBar(oskar, 'Parked until')).toBeVisible()
  await expect(row(oskar, iris.name)).toHaveCount(0)
  await oskar.getByRole('button', { name: 'Take it back' }).click()
  await expect(row(oskar, iris.name)).toBeVisible()
  await oskar.keyboard.press('Alt+KeyP')
  await expect(parkedBar(oskar, 'It fills none of your places')).toBeVisible()
  await iris.writes('Found it: 4471')
  await expect(row(oskar, iris.name)).toBeVisible()
})

test('passed on blind, and asked first, between two agents', async ({ open, team, phones }) => {
  const line = await team({ name: 'Refunds', agents: ['Paula Reiter', 'Quentin Marsh'], wrapUpSeconds: 0 })
  const paula = await open(line.agents[0])
  await become(paula, 'Available')
  const rosa = await phones.add('Rosa Bianchi', line.number)
  await rosa.writes('I want my money back')
  await accept(paula, rosa.name)
  const quentin = await open(line.agents[1])
  await become(quentin, 'Available')

  await paula.getByRole('button', { name: 'Pass on' }).click()
  const dialog = paula.getByRole('dialog', { name: 'Pass on' })
  await dialog.getByRole('textbox', { name: 'Note for whoever takes it' }).fill('asks for a refund')
  await dialog.getByLabel('Colleague', { exact: true }).selectOption('Quentin Marsh')
  await dialog.getByRole('button', { name: 'Pass on' }).click()
  await expect(row(paula, rosa.name)).toHaveCount(0)
  await expect(offer(quentin, rosa.name)).toContainText('Paula Reiter passes it to you: asks for a refund')
  // Who knows the key presses it at once, before the buttons have been fetched.
  const fetched = Promise.withResolvers<void>()
  await quentin.route(/\/assets\/Actions-/, async (route) => {
    await fetched.promise
    await route.continue()
  })
  await accept(quentin, rosa.name)
  await expect(quentin.getByText(/Paula Reiter passed #\d+ to Quentin Marsh: asks for a refund/)).toBeVisible()

  await expect(quentin.getByRole('button', { name: 'Pass on' })).toHaveCount(0)
  await quentin.keyboard.press('Alt+KeyX')
  fetched.resolve()
  const asking = quentin.getByRole('dialog', { name: 'Pass on' })
  await asking.getByLabel('Colleague', { exact: true }).selectOption('Paula Reiter')
  await asking.getByLabel('Ask first, and keep it until they take it').check()
  await asking.getByRole('button', { name: 'Pass on' }).click()
  await expect(parkedBar(quentin, 'Paula Reiter is asked to take it over.')).toBeVisible()
  await expect(offer(paula, rosa.name)).toContainText('Quentin Marsh asks you to take over')
  await paula.keyboard.press('Alt+KeyA')
  await expect(row(quentin, rosa.name)).toHaveCount(0)
  await expect(row(paula, rosa.name)).toBeVisible()

  await expect(paula.getByRole('button', { name: 'Pass on' })).toBeVisible()
  const mara = await open(people.mara)
  await mara.goto(`/admin/channels/${line.channelId}`)
  await mara.getByRole('switch', { name: 'Agents may pass on' }).uncheck()
  await mara.getByRole('button', { name: 'Save changes' }).click()
  await expect(paula.getByRole('button', { name: 'Pass on' }), 'the channel lets nobody').toHaveCount(0)
  await expect(paula.getByRole('button', { name: 'Park', exact: true })).toBeVisible()
})

test('passing on is set with the keyboard: nothing to save, what is wrong is said, and who looks at it sees it', async ({
  open,
}) => {
  const mara = await open(people.mara)
  const beside = await mara.context().newPage()
  for (const page of [mara, beside]) await page.goto('/admin/transfers')
  const seconds = (page: Page) => page.getByRole('textbox', { name: 'After, in seconds' })
  const save = mara.getByRole('button', { name: 'Save changes' })
  await expect(seconds(mara)).toHaveValue('60')
  await expect(save).toBeDisabled()
  await seconds(mara).fill('5')
  await mara.keyboard.press('Control+KeyS')
  await expect(seconds(mara)).toBeFocused()
  await expect(seconds(mara)).toHaveAccessibleDescription(/Between 10 and 3600 seconds\./)
  await seconds(mara).fill('90')
  await mara.keyboard.press('Control+KeyS')
  await expect(save).toBeDisabled()
  await expect(seconds(beside)).toHaveValue('90')
  await seconds(mara).fill('60')
  await mara.keyboard.press('Control+KeyS')
  await expect(seconds(beside)).toHaveValue('60')
})

test('the dialog of passing on: its keys stay in it, and it goes to whom its field shows', async ({
  open,
  team,
  phones,
  calls,
}) => {
  const line = await team({ name: 'Claims', agents: ['Odile Perrin', 'Anders Toft', 'Beate Wolff'], wrapUpSeconds: 0 })
  const odile = await open(line.agents[0])
  await become(odile, 'Available')
  const nils = await phones.add('Nils Aune', line.number)
  await nils.writes('Who looks after claims?')
  await accept(odile, nils.name)
  const [anders, beate] = [await open(line.agents[1]), await open(line.agents[2])]
  for (const page of [anders, beate]) await become(page, 'Available')

  await odile.keyboard.press('Alt+KeyX')
  const dialog = odile.getByRole('dialog', { name: 'Pass on' })
  const colleague = dialog.getByLabel('Colleague', { exact: true })
  await colleague.selectOption('Anders Toft')
  const cancel = dialog.getByRole('button', { name: 'Cancel' })
  await cancel.focus()
  await odile.keyboard.press('KeyN')
  await expect(cancel).toBeFocused()
  await expect(reply(odile, nils.name)).toBeAttached()

  await (await calls(line.agents[1])).must(setPresence, { state: 'on_break', reasonId: null })
  await expect(colleague.getByRole('option', { name: 'Anders Toft' })).toHaveCount(0)
  const shown = await colleague.locator('option:checked').textContent()
  const asked = odile.waitForRequest(`**${passInteraction.path}`)
  await dialog.getByRole('button', { name: 'Pass on' }).click()
  const { to } = (await asked).postDataJSON() as { to: { agentId: string } }
  const { agents } = await (await calls(line.agents[0])).must(getView, {})
  expect(agents[to.agentId]?.name).toBe(shown)
})
