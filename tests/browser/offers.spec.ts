import { accept, become, offer, presence, reply, row, tab, thread } from './desk.ts'
import { refusedWith } from './guard.ts'
import { expect, type Page, people, test } from './product.ts'

test('ring all: two accept in the same moment, one has it, and the others are told who without losing their place', async ({
  open,
  team,
  phones,
  guard,
}) => {
  test.setTimeout(120_000)
  guard.expect(refusedWith(409)) // Who was slower.
  const names = ['Noor Haddad', 'Piet Vermeer', 'Lucia Ferri'] as const
  const harbour = await team({ name: 'Harbour', agents: names, strategy: 'ring_all', acceptSeconds: 60 })
  const noor = await open(harbour.agents[0])
  const piet = await open(harbour.agents[1])
  const lucia = await open(harbour.agents[2])
  const all = [noor, piet, lucia]
  for (const page of all) await become(page, 'Available')
  const customer = await phones.add('Otto Lindqvist', harbour.number)
  await customer.writes('Is the ferry late?')
  for (const page of all) await expect(offer(page, customer.name)).toContainText('Is the ferry late?')

  await lucia.keyboard.press('/')
  const search = lucia.getByRole('searchbox', { name: 'Search in the list' })
  await expect(search).toBeFocused()
  await Promise.all([noor, piet].map((page) => page.keyboard.press('Alt+KeyA')))
  // It is said for a few seconds: looked for while it is, and not after the winner's conversation has come.
  const told = (page: Page) => page.getByRole('region', { name: 'Offers' }).getByText(/ took it: Otto Lindqvist\.$/)
  const [toLucia, toSlower] = await Promise.all([
    told(lucia).textContent(),
    Promise.race([told(noor).textContent(), told(piet).textContent()]),
  ])
  const held = async (page: Page) => reply(page, customer.name).isVisible()
  await expect.poll(async () => [await held(noor), await held(piet)].filter(Boolean).length).toBe(1)
  const [winner, slower] = (await held(noor)) ? [names[0], piet] : [names[1], noor]
  expect([toLucia, toSlower]).toEqual(Array(2).fill(`${winner} took it: ${customer.name}.`))
  for (const page of [slower, lucia]) {
    await expect(offer(page, customer.name)).toHaveCount(0)
    await expect(page.getByText('You missed an offer.')).toHaveCount(0)
    await expect(presence(page)).toContainText('Available')
  }
  await expect(search).toBeFocused()
})

test('pick from the list: both see it and hear of it once, one takes it, and it leaves the other’s list', async ({
  open,
  team,
  phones,
}) => {
  const names = ['Alba Riquelme', 'Henk de Wit'] as const
  const orchard = await team({ name: 'Orchard', agents: names, strategy: 'pick_from_list' })
  const [alba, henk] = [await open(orchard.agents[0]), await open(orchard.agents[1])]
  for (const page of [alba, henk]) await become(page, 'Available')
  const customer = await phones.add('Greta Nyberg', orchard.number)
  await customer.writes('Which apples keep?')
  for (const page of [alba, henk]) {
    await expect(page.getByRole('status').filter({ hasText: 'Greta Nyberg waits in Orchard' })).toBeAttached()
    await expect(offer(page, customer.name)).toHaveCount(0)
    await tab(page, 'Queue').click()
    await expect(row(page, customer.name)).toBeVisible()
  }
  await alba.getByRole('button', { name: `Take it: ${customer.name}` }).click()
  await expect(reply(alba, customer.name)).toBeVisible()
  await expect(row(henk, customer.name)).toHaveCount(0)
  await expect(tab(henk, 'Queue')).toContainText('0')
})

test('a supervisor reads why: who was asked and what decided, who let it pass, who took it', async ({
  open,
  team,
  phones,
}) => {
  const names = ['Zoe Lambert', 'Emil Sandberg'] as const
  const atelier = await team({ name: 'Atelier', agents: names })
  const [zoe, emil] = [await open(atelier.agents[0]), await open(atelier.agents[1])]
  await become(zoe, 'Available')
  await become(emil, 'Available')
  const customer = await phones.add('Bruno Castel', atelier.number)
  await customer.writes('Is my frame ready?')
  await expect(offer(zoe, customer.name)).toBeVisible()
  await zoe.keyboard.press('Alt+KeyR')
  await expect(offer(emil, customer.name)).toBeVisible()
  await emil.keyboard.press('Alt+KeyA')
  await expect(reply(emil, customer.name)).toBeVisible()

  const vera = await open(people.vera)
  await vera.keyboard.press('Control+KeyK')
  await vera.getByRole('textbox', { name: 'Command palette' }).fill(customer.name)
  await vera.getByRole('button', { name: customer.name }).first().click()
  await expect(thread(vera, customer.name)).toBeVisible()
  await vera.getByText('Why this agent').press('Enter')
  const steps = vera.getByRole('listitem')
  await expect(steps.filter({ hasText: 'Emil Sandberg accepted' })).toBeVisible()
  await expect(steps.filter({ hasText: 'Zoe Lambert rejected' })).toBeVisible()
  const offered = steps.filter({ hasText: 'Offered to Zoe Lambert' })
  await expect(offered).toContainText('By longest idle')
  await expect(offered).toContainText(/Zoe Lambert: holds 0 of 5, idle \d+:\d\d/)
  await expect(offered).toContainText(/Next: Emil Sandberg: holds 0 of 5/)
  await expect(steps.filter({ hasText: 'Offered to Emil Sandberg' })).toContainText('Let it pass before: Zoe Lambert')
  await expect(emil.getByText('Why this agent')).toHaveCount(0)
})

test('an offer is said once, whatever is written meanwhile; so is a colleague’s question', async ({
  open,
  team,
  phones,
}) => {
  const names = ['Runa Berg', 'Stig Dahlen'] as const
  const { agents, number } = await team({ name: 'Vineyard', agents: names, acceptSeconds: 60 })
  const [runa, stig] = [await open(agents[0]), await open(agents[1])]
  const heard = async (page: Page) => {
    await page.evaluate(`{
      globalThis.said = []
      const region = document.querySelector('.only-read[role=alert]')
      new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true })
    }`)
    return (): Promise<string[]> => page.evaluate('said')
  }
  const [saidToRuna, saidToStig] = [await heard(runa), await heard(stig)]
  await become(runa, 'Available')
  const customer = await phones.add('Tove Lund', number)
  await customer.writes('Is the red one dry?')
  await expect(offer(runa, customer.name)).toBeVisible()
  await customer.writes('And the white one?')
  await expect(offer(runa, customer.name)).toContainText('And the white one?')
  expect(await saidToRuna()).toHaveLength(1)

  await accept(runa, customer.name)
  await become(stig, 'Available')
  await runa.keyboard.press('Alt+KeyX')
  const dialog = runa.getByRole('dialog', { name: 'Pass on' })
  await dialog.getByLabel('Colleague', { exact: true }).selectOption('Stig Dahlen')
  await dialog.getByLabel('Ask first, and keep it until they take it').check()
  await dialog.getByRole('button', { name: 'Pass on' }).click()
  await expect(offer(stig, customer.name)).toBeVisible()
  expect(await saidToStig()).toEqual([expect.stringContaining('Runa Berg asks you to take over')])
})
