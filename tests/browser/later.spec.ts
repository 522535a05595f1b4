import type { ConversationId } from '../../src/contract/ids.ts'
import { getThread } from '../../src/contract/operations/conversations.ts'
import { changePlanned } from '../../src/contract/operations/later.ts'
import { sample } from '../../src/providers/simulator/samples.ts'
import { expectTick, ours, reply, row, theirs } from './desk.ts'
import { refusedWith } from './guard.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

// The clock is moved here, which is nothing for others to live with.
test.use({ productOf: 'sending later' })

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const planned = (page: Page, text: string): Locator =>
  page.getByRole('article', { name: new RegExp(`^Planned by .*${text}`) })
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Send later' })
const when = (page: Page): Locator => dialog(page).getByLabel('Goes out at')

/** A day later than what stands in the field of the time. */
async function aDayLater(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'In an hour' }).click()
  const [date = '', time = ''] = (await when(page).inputValue()).split('T')
  const next = new Date(`${date}T12:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  await when(page).fill(`${next.toISOString().slice(0, 10)}T${time}`)
}

test('planned with the keyboard, changed, and sent once at its time', async ({ serving, phones }) => {
  const { page, customer } = await serving({
    team: 'Later Desk',
    agent: 'Greta Holm',
    customer: 'Ulla Brink',
    says: 'When will it come?',
  })
  const name = customer.name
  // Who knows the key presses it at once, before what it opens has been fetched.
  await reply(page, name).fill('The driver is with you at four.')
  await page.keyboard.press('Alt+KeyL')
  await expect(dialog(page)).toContainText('By your clock (Europe/London)')
  await dialog(page).getByRole('button', { name: 'In an hour' }).click()
  await when(page).press('Enter')
  await expect(planned(page, 'The driver is with you at four.')).toContainText('You · goes out at')
  await expect(reply(page, name)).toHaveValue('')
  await expect(row(page, name)).toContainText('Planned')
  await expect(ours(page, 'The driver is with you at four.')).toHaveCount(0)

  await planned(page, 'at four').getByRole('button', { name: 'Change' }).click()
  await dialog(page).getByLabel('Message').fill('The driver is with you at five.')
  await dialog(page)
    .getByRole('button', { name: /^Send at/ })
    .click()
  await expect(planned(page, 'at five')).toBeVisible()
  await customer.writes('I am at home all day')
  await expect(planned(page, 'at five')).toContainText('Ulla Brink has written since this was planned')

  await phones.advance(hourMs + minuteMs)
  await expectTick(ours(page, 'at five'), 'Delivered')
  await expect(planned(page, 'at five')).toHaveCount(0)
  await expect(row(page, name)).not.toContainText('Planned')
  expect(await customer.texts()).toEqual(['The driver is with you at five.'])
})

test('from the menu: sent now, taken back with its words, and found in the list of what is planned', async ({
  serving,
}) => {
  const { page, customer } = await serving({
    team: 'Later Menu',
    agent: 'Henrik Voss',
    customer: 'Ondine Fabre',
    says: 'Hello',
  })
  const inAnHour = async (text: string) => {
    await reply(page, customer.name).fill(text)
    await page.getByRole('button', { name: 'Send later' }).click()
    await page.getByRole('menuitem', { name: 'In an hour' }).click()
    await expect(planned(page, text)).toBeVisible()
  }
  await inAnHour('First thing')
  await planned(page, 'First thing').getByRole('button', { name: 'Send now' }).click()
  await expect(ours(page, 'First thing')).toBeVisible()
  await expect(planned(page, 'First thing')).toHaveCount(0)

  await page.getByRole('button', { name: 'Send later' }).click()
  await page.getByRole('menuitem', { name: 'Pick a time…' }).click()
  await expect(dialog(page)).toContainText('There is nothing to send yet.')
  await expect(dialog(page).getByRole('button', { name: /^Send at/ })).toBeDisabled()
  await page.keyboard.press('Escape')

  await inAnHour('Second thing')
  await page.getByRole('button', { name: 'Send later' }).click()
  await page.getByRole('menuitem', { name: 'What is planned…' }).click()
  const list = page.getByRole('dialog', { name: 'What is planned' })
  await expect(list).toContainText('Second thing')
  await list.getByRole('button', { name: 'Open: Ondine Fabre' }).click()
  await planned(page, 'Second thing').getByRole('button', { name: 'Take back' }).click()
  await expect(planned(page, 'Second thing')).toHaveCount(0)
  await expect(reply(page, customer.name)).toHaveValue('Second thing')
})

test('taken back, or back by itself, it stands in the composer as it was: picture, answer and template', async ({
  serving,
  phones,
}) => {
  const { page, customer } = await serving({
    team: 'Later Whole',
    agent: 'Marit Solberg',
    customer: 'Leonor Pinto',
    says: 'Which frame do you mean?',
  })
  const composer = page.getByRole('region', { name: 'Reply' })
  const inAnHour = async () => {
    await page.getByRole('button', { name: 'Send later' }).click()
    await page.getByRole('menuitem', { name: 'In an hour' }).click()
  }
  const asItWas = async () => {
    await expect(reply(page, customer.name)).toHaveValue('The oak one')
    await expect(composer.getByRole('listitem').filter({ hasText: 'frame.png' })).toBeVisible()
    await expect(composer).toContainText('Which frame do you mean?')
  }
  await theirs(page, customer.name, 'Which frame').hover()
  await page.getByRole('button', { name: 'Answer this message' }).click()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'frame.png', mimeType: 'image/png', buffer: sample('image').bytes })
  await reply(page, customer.name).fill('The oak one')
  await expect(page.getByRole('button', { name: 'Send', exact: true })).not.toHaveAttribute('data-disabled')
  await inAnHour()
  await expect(planned(page, 'The oak one')).toContainText('Which frame do you mean?')
  await expect(composer.getByRole('listitem')).toHaveCount(0)
  // Whoever is writing a note at that moment is led to the reply.
  await page.getByRole('button', { name: 'Note', exact: true }).click()
  await planned(page, 'The oak one').getByRole('button', { name: 'Take back' }).click()
  await asItWas()
  await inAnHour()

  await planned(page, 'The oak one').getByRole('button', { name: 'Take back' }).click()
  await asItWas()
  await page.keyboard.press('Alt+KeyL')
  await aDayLater(page)
  await dialog(page)
    .getByRole('button', { name: /^Send at/ })
    .click()
  await expect(planned(page, 'The oak one')).toBeVisible()
  await phones.advance(25 * hourMs + minuteMs)
  await expect(planned(page, 'The oak one')).toContainText('Not sent at')
  // While the window is closed there is no field to hold it: it is there when the contact writes again.
  await planned(page, 'The oak one').getByRole('button', { name: 'Take back' }).click()
  await expect(page.getByRole('region', { name: 'Free text is locked' })).toContainText('The oak one')
  await page.getByRole('button', { name: /^order_update/ }).click()
  await page.getByRole('textbox', { name: '{{1}}' }).fill('VH-20931')
  await page.getByRole('textbox', { name: '{{2}}' }).fill('Friday')
  await page.getByRole('textbox', { name: 'Button “Track the van”' }).fill('VH-20931')
  await page.getByRole('button', { name: 'Send later' }).click()
  await dialog(page)
    .getByRole('button', { name: /^Send at/ })
    .click()
  await expect(planned(page, 'Your order VH-20931')).toBeVisible()
  await customer.writes('I am back')
  await asItWas()
  await planned(page, 'Your order VH-20931').getByRole('button', { name: 'Take back' }).click()
  const templates = page.getByRole('dialog', { name: 'Send template' })
  await expect(templates.getByRole('textbox', { name: '{{2}}' })).toHaveValue('Friday')
  await expect(templates.getByRole('textbox', { name: 'Button “Track the van”' })).toHaveValue('VH-20931')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expectTick(ours(page, 'The oak one'), 'Delivered')
  expect((await customer.messages()).at(-1)).toMatchObject({ type: 'image', shown: { text: 'The oak one' } })
})

test('a file that is in the field when the window closes is there when the contact writes again', async ({
  serving,
  phones,
}) => {
  const { page, customer } = await serving({
    team: 'Later Kept',
    agent: 'Torvald Eide',
    customer: 'Nuria Campos',
    says: 'Have you a picture?',
  })
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'hall.png', mimeType: 'image/png', buffer: sample('image').bytes })
  await reply(page, customer.name).fill('Here it is')
  await expect(page.getByRole('button', { name: 'Send', exact: true })).not.toHaveAttribute('data-disabled')
  await phones.advance(25 * hourMs)
  await expect(page.getByRole('region', { name: 'Free text is locked' })).toBeVisible()
  await customer.writes('I am back')
  await expect(reply(page, customer.name)).toHaveValue('Here it is')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expectTick(ours(page, 'Here it is'), 'Delivered')
  expect((await customer.messages()).at(-1)).toMatchObject({ type: 'image', shown: { text: 'Here it is' } })
})

test('after the window it is not sent but comes back with the reason; a template goes at its time', async ({
  serving,
  phones,
}) => {
  const { page, customer } = await serving({
    team: 'Later Window',
    agent: 'Imke Brandt',
    customer: 'Wanda Sobol',
    says: 'I will be away for two days',
  })
  await reply(page, customer.name).fill('Are you back?')
  await page.keyboard.press('Alt+KeyL')
  await aDayLater(page)
  await expect(dialog(page).getByRole('alert')).toContainText('The 24-hour window closes at')
  await dialog(page)
    .getByRole('button', { name: /^Send at/ })
    .click()
  await expect(planned(page, 'Are you back')).toContainText('this text may not be sent and comes back to you')

  await phones.advance(25 * hourMs + minuteMs)
  await expect(planned(page, 'Are you back')).toContainText('Not sent at')
  await expect(planned(page, 'Are you back')).toContainText('The 24-hour window was closed, and this is no template.')
  await expect(row(page, customer.name)).toContainText('Not sent')
  const notice = page.getByRole('alert').filter({ hasText: '1 planned message was not sent.' })
  await notice.getByRole('button', { name: 'Look' }).click()
  await expect(page.getByRole('dialog', { name: 'What is planned' })).toContainText('The 24-hour window was closed')
  await page.keyboard.press('Escape')
  expect(await customer.texts()).toEqual([])

  await page.getByRole('button', { name: /^order_update/ }).click()
  await page.getByRole('textbox', { name: '{{1}}' }).fill('VH-20931')
  await page.getByRole('textbox', { name: '{{2}}' }).fill('Friday')
  await page.getByRole('textbox', { name: 'Button “Track the van”' }).fill('VH-20931')
  await page.getByRole('button', { name: 'Send later' }).click()
  await dialog(page).getByRole('button', { name: 'In an hour' }).click()
  await dialog(page)
    .getByRole('button', { name: /^Send at/ })
    .click()
  await expect(planned(page, 'Your order VH-20931')).toBeVisible()
  await phones.advance(hourMs + minuteMs)
  await expectTick(ours(page, 'Your order VH-20931'), 'Delivered')
  await planned(page, 'Are you back').getByRole('button', { name: 'Take back' }).click()
  await expect(notice).toHaveCount(0)
  await expect(planned(page, 'Are you back')).toHaveCount(0)
})

test('two change what is planned: the second is told before it is written over', async ({ serving, calls, guard }) => {
  const { page, customer } = await serving({
    team: 'Later Two',
    agent: 'Sunna Bakke',
    customer: 'Pelle Norrby',
    says: 'When do you open?',
  })
  await reply(page, customer.name).fill('We open at nine.')
  await page.getByRole('button', { name: 'Send later' }).click()
  await page.getByRole('menuitem', { name: 'In an hour' }).click()
  await planned(page, 'We open at nine.').getByRole('button', { name: 'Change' }).click()
  await dialog(page).getByLabel('Message').fill('We open at ten.')

  const vera = await calls(people.vera)
  const conversationId = page.url().split('/').at(-1) as ConversationId
  const [one] = (await vera.must(getThread, { conversationId })).planned
  const { id: plannedId, version, goesAt } = one!
  await vera.must(changePlanned, { plannedId, version, goesAt, text: 'On Sundays we are closed.' })
  const send = dialog(page).getByRole('button', { name: /^Send at/ })
  await expect(page.locator('[data-planned]').filter({ hasText: 'On Sundays we are closed.' })).toBeAttached()
  guard.expect(refusedWith(409))
  await send.click()
  await expect(dialog(page).getByRole('alert')).toContainText('Somebody changed this a moment ago.')
  await expect(dialog(page).getByLabel('Message')).toHaveValue('We open at ten.')
  await send.click()
  await expect(planned(page, 'We open at ten.')).toBeVisible()
})
