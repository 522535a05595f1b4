import { accept, become, thread } from './desk.ts'
import { expect, type Page, people, test } from './product.ts'

const places = [
  'channels',
  'channels/new',
  'quarantine',
  'queues',
  'queues/new',
  'skills',
  'skills/new',
  'templates',
  'canned-answers/new',
  'dispositions/new',
  'plans',
  'report',
  'what-if',
  'users',
  'users/new',
  'tags',
  'tags/new',
  'tags/rules',
  'rules',
  'rules/new/said',
  'reasons',
  'api-keys',
  'audit',
]
const screens = ['/desk', '/me', '/simulator', '/api-docs', ...places.map((place) => `/admin/${place}`)]

test('everything one can press or fill in has a name, and every screen its landmarks', async ({
  open,
  team,
  phones,
}) => {
  test.setTimeout(120_000)
  const page = await open(people.mara)
  for (const screen of screens) {
    await arrive(page, screen)
    await expectNames(page, screen)
  }
  await page.goto('/sign-in')
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await expectNames(page, '/sign-in')

  const shelves = await team({ name: 'Shelves', agents: ['Uma Wren'] })
  const uma = await open(shelves.agents[0])
  await become(uma, 'Available')
  const ada = await phones.add('Ada Moss', shelves.number)
  await ada.writes('Hello')
  await uma.getByRole('article', { name: 'Offer: Ada Moss' }).waitFor()
  await expectNames(uma, 'an offer')
  await accept(uma, ada.name)
  await ada.does({ type: 'voice' })
  await ada.does({ type: 'image' })
  await uma.getByRole('button', { name: 'Play: Voice note' }).waitFor()
  await expectNames(uma, 'a conversation')
  for (const [key, opened] of [
    ['Control+KeyK', 'Command palette'],
    ['Alt+KeyT', 'Send template'],
  ] as const) {
    await uma.keyboard.press(key)
    await expect(uma.getByRole('dialog', { name: opened })).toBeVisible()
    await expectNames(uma, opened)
    await uma.keyboard.press('Escape')
    await expect(uma.getByRole('dialog')).toHaveCount(0)
  }
  await uma.keyboard.press('Alt+KeyC')
  await expect(uma.getByRole('region', { name: 'Wrapping up' })).toBeVisible()
  await expectNames(uma, 'the wrap-up')
})

test('on a telephone no screen is wider than the glass, by day or by night', async ({ open, team, phones }) => {
  test.setTimeout(120_000)
  const small = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
  const page = await open(people.mara, small)
  for (const screen of [...screens, '/admin']) {
    await arrive(page, screen)
    await expectToFit(page, screen)
  }
  await page.goto('/sign-in')
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await expectToFit(page, '/sign-in')

  const boxes = await team({ name: 'Boxes', agents: ['Vito Sala'] })
  const vito = await open(boxes.agents[0], small)
  await vito.getByRole('button', { name: 'Become available' }).click()
  const long = await phones.add(`Maximiliane ${'von'.repeat(20)}`, boxes.number)
  await long.writes(`${'w'.repeat(300)} https://velmora.example/${'path/'.repeat(60)}`)
  await vito.getByRole('button', { name: 'Accept', exact: true }).waitFor()
  await expectToFit(vito, 'an offer')
  await vito.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(thread(vito, long.name)).toBeVisible()
  await long.does({ type: 'document', caption: 'c'.repeat(200) })
  await expect(vito.getByRole('link', { name: /^Download/ })).toBeVisible()
  await expectToFit(vito, 'a conversation')
})

/** Open a screen and wait until it has what it shows. */
async function arrive(page: Page, path: string): Promise<void> {
  await page.goto(path)
  // On a telephone the list of the desk, or the list of screens, stands alone.
  const content = page.locator('#content').getByRole(/^\/(desk|admin)$/.test(path) ? 'button' : 'main')
  await expect(content.or(page.getByRole('link', { name: 'Channels' })).first()).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
}

/** Roles of what a person can use: without a name nobody who does not see it knows what it is. */
const usable = new Set([
  'button',
  'checkbox',
  'combobox',
  'dialog',
  'link',
  'listbox',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'option',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'tab',
  'textbox',
  'treeitem',
])

type Node = {
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
  backendDOMNodeId?: number
}

/** Ask the browser's own accessibility tree: everything usable has a name, and there is one main landmark. */
async function expectNames(page: Page, where: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: Node[] }
  const shown = nodes.filter((node) => !node.ignored)
  const nameless = shown.filter(({ role, name }) => usable.has(role?.value ?? '') && (name?.value ?? '').trim() === '')
  const said = await Promise.all(
    nameless.map(async ({ role, backendDOMNodeId }) => {
      const { outerHTML } = (await session.send('DOM.getOuterHTML', { backendNodeId: backendDOMNodeId ?? 0 })) as {
        outerHTML: string
      }
      return `${role?.value}: ${outerHTML.slice(0, 160)}`
    }),
  )
  await session.detach()
  expect.soft(said, `without a name on ${where}`).toEqual([])
  expect.soft(shown.filter(({ role }) => role?.value === 'main').length, `main landmarks on ${where}`).toBe(1)
}

/** Nothing makes the page scroll sideways, in light and in dark. */
async function expectToFit(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const tooWide = await page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`)
    expect.soft(tooWide, `pixels too wide: ${where}, ${colorScheme}`).toBeLessThanOrEqual(0)
  }
}
