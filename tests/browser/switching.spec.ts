import { saveCannedAnswer } from '../../src/contract/operations/replies.ts'
import { sample } from '../../src/providers/simulator/samples.ts'
import { accept, become, ours, reply, row, say, tab, theirs, thread } from './desk.ts'
import { isFocused } from './keys.ts'
import type { Phone } from './phones.ts'
import { expect, type Page, people, test } from './product.ts'

/** What belongs to one conversation stays with it, however quickly another one is opened. */

const THREADS = '**/api/conversations/thread?**'
const UPLOADS = '**/api/attachments?**'

test('draft, caret, quote, files and undo stay behind when another conversation is opened, also while its thread is on its way', async ({
  open,
  team,
  phones,
}) => {
  const bedding = await team({ name: 'Bedding', agents: ['Olga Brandt'] })
  const olga = await open(bedding.agents[0])
  await become(olga, 'Available')
  const [rosa, samuel] = [
    await phones.add('Rosa Lindqvist', bedding.number),
    await phones.add('Samuel Adeyemi', bedding.number),
  ]
  await takeAll(olga, [rosa, samuel])
  // Begun anew: no thread has been fetched, and none is open.
  await olga.goto('/desk')

  // The threads, and the file, are on their way for as long as we like.
  let letThreads = () => {}
  const threadsMayCome = new Promise<void>((come) => (letThreads = come))
  let letFile = () => {}
  const fileMayCome = new Promise<void>((come) => (letFile = come))
  await row(olga, rosa.name).click()
  await expect(theirs(olga, rosa.name, 'Hello')).toBeVisible()
  await olga.route(THREADS, async (route) => {
    await threadsMayCome
    await route.continue()
  })
  await olga.route(UPLOADS, async (route) => {
    await fileMayCome
    await route.continue()
  })

  const message = theirs(olga, rosa.name, 'Hello')
  await message.hover()
  await message.getByRole('button', { name: 'Answer this message' }).click()
  const dropQuote = olga.getByRole('button', { name: 'Answer without quoting' })
  await expect(dropQuote).toBeVisible()
  await reply(olga, rosa.name).pressSequentially('Only for Rosa')
  await choose(olga, 'rosa.png')
  await expect(olga.getByRole('button', { name: 'Remove rosa.png' })).toBeVisible()
  await olga.keyboard.press('Alt+ArrowDown')
  const toSamuel = reply(olga, samuel.name)
  await expect(toSamuel).toBeVisible()
  await expect(thread(olga, samuel.name)).toHaveCount(0)
  await expectEmpty(olga, samuel)
  await toSamuel.focus()
  await olga.keyboard.press('Control+KeyZ')
  await expect(toSamuel).toHaveValue('')
  await olga.keyboard.type('For Samuel alone')
  await olga.keyboard.press('Control+Home')
  await olga.keyboard.type('This is ')

  const stored = olga.waitForResponse(UPLOADS)
  letFile()
  await stored
  letThreads()
  await expect(theirs(olga, samuel.name, 'Hello')).toBeVisible()
  await expect(toSamuel).toHaveValue('This is For Samuel alone')
  await expect(toSamuel).toHaveJSProperty('selectionStart', 'This is '.length)
  await expectNothingBeside(olga)

  await olga.keyboard.press('Alt+ArrowUp')
  await expect(reply(olga, rosa.name)).toHaveValue('Only for Rosa')
  await expectNothingBeside(olga)
  await olga.keyboard.press('Alt+ArrowDown')
  await toSamuel.press('Control+Enter')
  await expect(ours(olga, 'This is For Samuel alone')).toBeVisible()
  await expect.poll(() => samuel.texts()).toEqual(['This is For Samuel alone'])
  await olga.keyboard.press('Alt+ArrowUp')
  await say(olga, rosa.name, 'For Rosa, and sent')
  await expect.poll(() => rosa.texts()).toEqual(['For Rosa, and sent'])
  const sent = [...(await rosa.messages()), ...(await samuel.messages())].filter(({ from }) => from === 'business')
  expect(sent.map(({ type }) => type)).toEqual(['text', 'text'])
})

test('what was opened for one conversation does nothing in the next: file chooser, emoji, canned answers, note', async ({
  open,
  team,
  phones,
}) => {
  const lamps = await team({ name: 'Lamps', agents: ['Hugo Serrano'] })
  const hugo = await open(lamps.agents[0])
  await become(hugo, 'Available')
  const [ada, bruno] = [await phones.add('Ada Whitlock', lamps.number), await phones.add('Bruno Tavares', lamps.number)]
  await takeAll(hugo, [ada, bruno])
  await row(hugo, ada.name).click()
  await expect(theirs(hugo, ada.name, 'Hello')).toBeVisible()

  const choosing = hugo.waitForEvent('filechooser')
  await hugo.getByRole('button', { name: 'Attach a file' }).click()
  const chooser = await choosing
  await row(hugo, bruno.name).click()
  await expect(reply(hugo, bruno.name)).toBeVisible()
  const { bytes, mimeType } = sample('image')
  // The field it belonged to is gone from the page: whether the browser minds or not, nothing may arrive.
  await chooser.setFiles({ name: 'ada.png', mimeType, buffer: bytes }).catch(() => {})
  await expectEmpty(hugo, bruno)

  await hugo.getByRole('button', { name: 'Emoji' }).click()
  await expect(hugo.getByRole('button', { name: 'Emoji' })).toHaveAttribute('aria-expanded', 'true')
  await row(hugo, ada.name).click()
  await expect(reply(hugo, ada.name)).toBeVisible()
  await expect(hugo.getByRole('button', { name: 'Emoji' })).toHaveAttribute('aria-expanded', 'false')

  await reply(hugo, ada.name).press('/')
  await expect(hugo.getByRole('combobox', { name: 'Canned answers' })).toBeVisible()
  await row(hugo, bruno.name).click()
  await expect(reply(hugo, bruno.name)).toBeVisible()
  await expect(hugo.getByRole('combobox', { name: 'Canned answers' })).toHaveCount(0)
  await expectEmpty(hugo, bruno)

  await hugo.getByRole('button', { name: 'Note', exact: true }).click()
  await hugo.getByRole('textbox', { name: 'Note' }).fill('Bruno called twice')
  await row(hugo, ada.name).click()
  await expectEmpty(hugo, ada)
  await hugo.getByRole('button', { name: 'Note', exact: true }).click()
  await expect(hugo.getByRole('textbox', { name: 'Note' })).toHaveValue('')
})

test('forty switches with a few letters in each: every draft holds its own letters and no others', async ({
  open,
  team,
  phones,
}) => {
  const rugs = await team({ name: 'Rugs', agents: ['Petra Novak'] })
  const petra = await open(rugs.agents[0])
  await become(petra, 'Available')
  const names = ['Carla Dias', 'Edwin Shaw', 'Fatima Rahal', 'Gil Moreno']
  const callers: Phone[] = []
  for (const name of names) callers.push(await phones.add(name, rugs.number))
  await takeAll(petra, callers)
  await petra.reload()
  await row(petra, names[0]!).click()
  await expect(reply(petra, names[0]!)).toBeVisible()

  const written = new Map(names.map((name) => [name, '']))
  for (let turn = 0; turn < 40; turn++) {
    // Not a moment longer than until there is a field: threads, and what is deferred, come when they come.
    await petra.keyboard.press(turn % 3 === 2 ? 'Alt+ArrowUp' : 'Alt+ArrowDown')
    const field = petra.getByRole('textbox', { name: /^Reply to / })
    await field.focus()
    const name = ((await field.getAttribute('aria-label')) ?? '').replace('Reply to ', '')
    if (!(await isFocused(field))) throw new Error(`the field for ${name} went away under the hand`)
    await petra.keyboard.type(`${turn},`)
    written.set(name, `${written.get(name)}${turn},`)
  }
  for (const name of names) {
    await row(petra, name).click()
    await expect(reply(petra, name)).toHaveValue(written.get(name) ?? '')
  }
  expect([...written.values()].join('').split(',').length - 1).toBe(40)
})

/** All of them write, and all are accepted. */
async function takeAll(page: Page, callers: readonly Phone[]): Promise<void> {
  for (const caller of callers) {
    await caller.writes('Hello')
    await accept(page, caller.name)
  }
  await tab(page, 'Mine').click()
  for (const { name } of callers) await expect(row(page, name)).toBeVisible()
}

/** The composer of a conversation in which nothing was begun. */
async function expectEmpty(page: Page, { name }: Phone): Promise<void> {
  await expect(reply(page, name)).toHaveValue('')
  await expectNothingBeside(page)
}

async function expectNothingBeside(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Answer without quoting' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Remove / })).toHaveCount(0)
}

async function choose(page: Page, name: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach a file' }).click()
  const { bytes, mimeType } = sample('image')
  await (await choosing).setFiles({ name, mimeType, buffer: bytes })
}

test('a message that is written and sent between two paints goes whole and once, and leaves an empty field', async ({
  serving,
}) => {
  const scene = { team: 'Curtains', agent: 'Nadia Petrova', customer: 'Hugo Almeida', says: 'Are you there?' }
  const { page: nadia, customer: hugo } = await serving(scene)
  const field = reply(nadia, hugo.name)
  await field.focus()
  await nadia.evaluate(`for (const text of ['Yes', 'I am']) {
    document.execCommand('insertText', false, text)
    const enter = { key: 'Enter', code: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', enter))
  }`)
  await expect(field).toHaveValue('')
  await expect.poll(() => hugo.texts()).toEqual(['Yes', 'I am'])
})

test('whom one writes to first, and where they agreed, stay when another channel is chosen', async ({ open, team }) => {
  const [wool, silk] = [await team({ name: 'Wool', agents: ['Ragna Moe'] }), await team({ name: 'Silk', agents: [] })]
  const ragna = await open(wool.agents[0])
  await become(ragna, 'Available')
  await ragna.getByRole('button', { name: 'Start an interaction' }).first().click()
  const dialog = ragna.getByRole('dialog', { name: 'Start an interaction' })
  await dialog.getByLabel('Channel').selectOption(wool.channelId)
  await dialog.getByLabel('Number or contact').fill('+44 7700 900981')
  await dialog.getByLabel('Where they agreed to be written to').fill('At the fair in May')
  await dialog.getByLabel('Channel').selectOption(silk.channelId)
  await expect(dialog.getByLabel('Number or contact')).toHaveValue('+44 7700 900981')
  await expect(dialog.getByLabel('Where they agreed to be written to')).toHaveValue('At the fair in May')
})

test('among many canned answers the one the keys have come to is in sight', async ({ serving, calls }) => {
  const scene = { team: 'Buttons', agent: 'Siv Haugen', customer: 'Tor Vik', says: 'Which colours?' }
  const { page, customer } = await serving(scene)
  const administrator = await calls(people.mara)
  for (let place = 1; place <= 12; place++)
    await administrator.must(saveCannedAnswer, {
      id: null,
      channelId: null,
      shortcut: `button${place}`,
      title: `Button ${place}`,
      text: `The button number ${place}\nis round\nand blue`,
    })
  await reply(page, customer.name).press('/')
  const field = page.getByRole('combobox', { name: 'Canned answers' })
  await field.pressSequentially('button')
  const found = page.getByRole('listbox', { name: 'Canned answers' }).getByRole('option')
  await expect(found).toHaveCount(12)
  for (let step = 1; step < 12; step++) await field.press('ArrowDown')
  await expect(found.nth(11)).toBeInViewport({ ratio: 0.9 })
})
