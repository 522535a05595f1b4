import type { InteractionCard } from '../../src/contract/cards.ts'
import type { FieldId } from '../../src/contract/closing.ts'
import type { ChannelId, Instant } from '../../src/contract/ids.ts'
import type { ChannelSettings } from '../../src/contract/operations/channels.ts'
import { listChannels, saveChannel } from '../../src/contract/operations/channels.ts'
import { askNow } from '../../src/contract/operations/conversations.ts'
import { dispositionReport, satisfactionReport } from '../../src/contract/operations/dispositions.ts'
import { listReasons } from '../../src/contract/operations/presence.ts'
import { finishWrapUp, getView, startInteraction } from '../../src/contract/operations/routing.ts'
import { listTemplates } from '../../src/contract/operations/templates.ts'
import type { Client } from '../../src/testing/client.ts'
import { accept, become, presence, row, say, theirs } from './desk.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

// The clock is moved over wrap-ups and over a day here, which is nothing for others to live with.
test.use({ productOf: 'finishing' })

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const wrapUp = (page: Page): Locator => page.getByRole('region', { name: 'Wrapping up' })
const finish = (page: Page): Locator => wrapUp(page).getByRole('button', { name: /^Finish/ })
const onBoard = (page: Page, name: string): Locator =>
  page.getByRole('table', { name: 'Agents' }).getByRole('row').filter({ hasText: name })

/** What somebody holds of this contact. */
async function heldBy(client: Client, name: string): Promise<InteractionCard> {
  const cards = Object.values((await client.must(getView, {})).interactions)
  const held = cards.find(({ conversation }) => conversation.contact.name === name)
  if (!held) throw new Error('something is held')
  return held
}

async function set(administrator: Client, id: ChannelId, changes: Partial<ChannelSettings>): Promise<void> {
  const { channels } = await administrator.must(listChannels, {})
  const channel = channels.find((one) => one.id === id)
  if (!channel) throw new Error('the channel of the team is there')
  const secrets = { accessToken: null, addAppSecret: null, dropAppSecrets: [] }
  await administrator.must(saveChannel, { ...channel, ...changes, ...secrets })
}

test('an outcome and a required field hold the agent, who is shown on a break until both are there', async ({
  open,
  team,
  phones,
  calls,
}) => {
  test.setTimeout(120_000)
  const line = await team({ name: 'Returns desk', agents: ['Greta Holm'], wrapUpSeconds: 60 })
  const order = crypto.randomUUID() as FieldId
  const administrator = await calls(people.mara)
  const { reasons } = await administrator.must(listReasons, {})
  const paperwork = reasons.find(({ kind, name }) => kind === 'break' && name === 'Paperwork')
  if (!paperwork) throw new Error('the demo has a break for disposing')
  await set(administrator, line.channelId, {
    dispositionRequired: true,
    dispositionReasonId: paperwork.id,
    closingFields: [{ id: order, name: 'Order number', kind: 'number', required: true, choices: [] }],
  })
  const greta = await open(line.agents[0])
  const gretasCalls = await calls(line.agents[0])
  await become(greta, 'Available')
  const ole = await phones.add('Ole Sandvik', line.number)
  const pia = await phones.add('Pia Raunio', line.number)
  await ole.writes('My lamp came without a shade')
  await accept(greta, ole.name)
  await pia.writes('Do you sell this in green?')
  await accept(greta, pia.name)
  await row(greta, ole.name).click()
  await say(greta, ole.name, 'A new one is on its way.')
  const vera = await open(people.vera)
  await vera.getByRole('link', { name: 'Live board' }).click()
  await expect(onBoard(vera, 'Greta Holm')).toBeVisible()

  await test.step('without an outcome and the field nothing is finished, by key, button or call', async () => {
    await greta.keyboard.press('Alt+KeyC')
    await expect(wrapUp(greta)).toContainText('to wrap up')
    await expect(presence(greta), 'her status says so from the end on, while time runs').toContainText('On break')
    await expect(onBoard(vera, 'Greta Holm')).toContainText('Paperwork')
    await expect(wrapUp(greta).getByRole('textbox', { name: 'Order number' })).toBeVisible()
    await greta.keyboard.press('Control+Enter')
    await expect(finish(greta)).toHaveAttribute('aria-disabled', 'true')
    await expect(wrapUp(greta)).toContainText('Still to fill in: Order number')
    const said = await gretasCalls.call(finishWrapUp, { interactionId: (await heldBy(gretasCalls, ole.name)).id })
    expect(said).toMatchObject({ ok: false, refusal: 'disposition_required' })
  })

  await test.step('what is chosen and typed is there again after another conversation, and after a reload', async () => {
    await wrapUp(greta).getByRole('button', { name: 'Sales' }).click()
    await wrapUp(greta).getByRole('button', { name: 'Advice' }).click()
    await wrapUp(greta).getByRole('textbox', { name: 'Order number' }).fill('48213')
    await row(greta, pia.name).click()
    await expect(wrapUp(greta)).toBeHidden()
    await row(greta, ole.name).click()
    await expect(wrapUp(greta).getByRole('textbox', { name: 'Order number' })).toHaveValue('48213')
    await wrapUp(greta).getByRole('textbox', { name: 'Order number' }).fill('48213 or so')
    await row(greta, pia.name).click()
    await expect(wrapUp(greta)).toBeHidden()
    await row(greta, ole.name).click()
    await expect(wrapUp(greta).getByRole('textbox', { name: 'Order number' })).toHaveValue('48213 or so')
    await greta.reload()
    await row(greta, ole.name).click()
    await expect(wrapUp(greta).getByRole('textbox', { name: 'Order number' })).toHaveValue('48213')
    await wrapUp(greta).getByRole('textbox', { name: 'Order number' }).fill('')
    // What is kept counts at zero: that it is empty again has to be known by then.
    await expect.poll(async () => (await heldBy(gretasCalls, ole.name)).fields).toEqual([])
  })

  await test.step('at zero she stays in it, on the break for it, and a supervisor sees that', async () => {
    await phones.advance(MINUTE)
    await expect(wrapUp(greta)).toContainText('Fill in what is required')
    await expect(presence(greta)).toContainText('On break')
    await expect(onBoard(vera, 'Greta Holm')).toContainText('Paperwork')
  })

  await test.step('with both she finishes by key, and is available again', async () => {
    await wrapUp(greta).getByRole('textbox', { name: 'Order number' }).fill('48213')
    await greta.keyboard.press('Control+Enter')
    await expect(row(greta, ole.name)).toHaveCount(0)
    await expect(presence(greta)).toContainText('Available')
    await expect(onBoard(vera, 'Greta Holm')).not.toContainText('Paperwork')
  })
})

test('contacts say what they thought of it: by a button at once, and by a template after a day', async ({
  open,
  team,
  phones,
  calls,
}) => {
  test.setTimeout(120_000)
  const administrator = await calls(people.mara)
  const line = await team({ name: 'Lamps', agents: ['Hedda Moen'], wrapUpSeconds: 0 })
  const { templates } = await administrator.must(listTemplates, {})
  const asks = templates.find(({ name, language }) => name === 'continue_chat' && language === 'en')
  if (!asks) throw new Error('the simulator has the template')
  await set(administrator, line.channelId, {
    satisfaction: {
      question: 'How was our help?',
      answers: ['Very good', 'Not good'],
      listLabel: 'Choose',
      asText: false,
    },
    satisfactionTemplate: { templateId: asks.id, fill: { header: [], headerMedia: null, body: [], buttons: [] } },
  })
  const hedda = await open(line.agents[0])
  await become(hedda, 'Available')
  const closes = async (name: string) => {
    await hedda.keyboard.press('Alt+KeyC')
    await expect(row(hedda, name)).toHaveCount(0)
  }

  const sana = await phones.add('Sana Iqbal', line.number)
  await sana.writes('The lamp hums')
  await accept(hedda, sana.name)
  await say(hedda, sana.name, 'Please turn the bulb a little.')
  await closes(sana.name)
  await expect.poll(async () => (await sana.texts()).at(-1)).toContain('How was our help?')
  const question = (await sana.messages()).at(-1)
  await sana.does({ type: 'tap', messageId: question?.id, button: 1 })

  const tove = await phones.add('Tove Lind', line.number)
  await tove.writes('Is the shop open on Sunday?')
  await accept(hedda, tove.name)
  await say(hedda, tove.name, 'From ten to four.')
  await expect.poll(async () => (await tove.texts()).at(-1)).toBe('From ten to four.')
  await phones.advance(DAY)
  await closes(tove.name)
  await expect.poll(async () => (await tove.texts()).at(-1)).toContain('Shall we continue our conversation?')
  const template = (await tove.messages()).at(-1)
  await tove.does({ type: 'tap', messageId: template?.id, button: 0 })

  const vera = await calls(people.vera)
  const span = { from: 0 as Instant, to: (Date.now() + 3 * DAY) as Instant }
  const answers = async () =>
    (await vera.must(satisfactionReport, span)).rows
      .filter(({ channelId }) => channelId === line.channelId)
      .map(({ answer, count }) => [answer, count])
  await expect.poll(answers).toEqual([
    ['Very good', 1],
    ['Not good', 1],
  ])
  await expect(hedda.getByText('You hold nothing')).toBeVisible()
  await expect(row(hedda, sana.name)).toHaveCount(0)
})

test('asked before the end, by hand: by text with numbers, answered by a number, and once', async ({
  open,
  team,
  phones,
  calls,
}) => {
  test.setTimeout(120_000)
  const line = await team({ name: 'Cushions', agents: ['Jorunn Lie'], wrapUpSeconds: 0 })
  await set(await calls(people.mara), line.channelId, {
    satisfaction: { question: 'How do we do?', answers: ['Well', 'Badly'], listLabel: 'Choose', asText: true },
  })
  const jorunn = await open(line.agents[0])
  await become(jorunn, 'Available')
  const kari = await phones.add('Kari Tveit', line.number)
  await kari.writes('Which cushion fits the chair?')
  await accept(jorunn, kari.name)
  await say(jorunn, kari.name, 'The round one.')
  await jorunn.getByRole('button', { name: 'Ask what they think of it' }).click()
  await expect.poll(async () => (await kari.texts()).at(-1)).toBe('How do we do?\n1 Well\n2 Badly')
  await expect(jorunn.getByText('Asked. The answer stands with the conversation.').last()).toBeVisible()
  await expect(jorunn.getByRole('button', { name: 'Ask what they think of it' })).toHaveCount(0)
  const jorunnsCalls = await calls(line.agents[0])
  const { id: interactionId } = await heldBy(jorunnsCalls, kari.name)
  expect(await jorunnsCalls.call(askNow, { interactionId })).toMatchObject({ refusal: 'contact_asked_before' })
  await kari.writes('2')
  await expect(jorunn.getByRole('article', { name: /^Kari Tveit, .*, 2$/ })).toBeVisible()
  await jorunn.keyboard.press('Alt+KeyC')
  await expect(row(jorunn, kari.name)).toHaveCount(0)
  const span = { from: 0 as Instant, to: (Date.now() + 3 * DAY) as Instant }
  const vera = await calls(people.vera)
  const { rows } = await vera.must(satisfactionReport, span)
  expect(rows.filter(({ channelId }) => channelId === line.channelId)).toMatchObject([{ answer: 'Badly', count: 1 }])
  const questions = (await kari.texts()).filter((text) => text?.startsWith('How do we do?'))
  expect(questions, 'the close does not ask again').toHaveLength(1)
})

test('an outcome that says so: nothing that we begin goes out any more, and who writes again is answered', async ({
  open,
  team,
  phones,
  calls,
}) => {
  test.setTimeout(120_000)
  const line = await team({ name: 'Club', agents: ['Ingrid Falk'], wrapUpSeconds: 60 })
  const ingrid = await open(line.agents[0])
  await become(ingrid, 'Available')
  const ugo = await phones.add('Ugo Ferri', line.number)
  await ugo.writes('Stop sending me these things')
  await accept(ingrid, ugo.name)
  await say(ingrid, ugo.name, 'We have taken you off the list.')
  const ingridsCalls = await calls(line.agents[0])
  const { contact } = (await heldBy(ingridsCalls, ugo.name)).conversation
  await ingrid.keyboard.press('Alt+KeyC')
  await wrapUp(ingrid).getByRole('textbox', { name: 'Type to find' }).fill('stop writing')
  await ingrid.keyboard.press('Enter')
  await expect(wrapUp(ingrid).getByRole('alert')).toContainText('nobody here writes to Ugo Ferri first any more')
  await ingrid.keyboard.press('Control+Enter')
  await expect(row(ingrid, ugo.name)).toHaveCount(0)

  await test.step('a supervisor counts it, by channel and outcome', async () => {
    const vera = await calls(people.vera)
    const span = { from: 0 as Instant, to: (Date.now() + 3 * DAY) as Instant }
    const { rows } = await vera.must(dispositionReport, span)
    expect(rows.filter(({ channelId }) => channelId === line.channelId)).toMatchObject([
      { channelName: 'Club', dispositionName: 'Stop writing to me', count: 1 },
    ])
  })

  await test.step('nobody begins again with them, although their window is open', async () => {
    const said = await ingridsCalls.call(startInteraction, {
      channelId: line.channelId,
      to: { contactId: contact.id },
      template: null,
      consentSource: null,
    })
    expect(said).toMatchObject({ ok: false, refusal: 'contact_opted_out' })
  })

  await test.step('they write again: an answer may go, a template may not', async () => {
    await ugo.writes('What about my open order?')
    await accept(ingrid, ugo.name)
    await expect(theirs(ingrid, ugo.name, 'What about my open order?')).toBeVisible()
    await say(ingrid, ugo.name, 'It arrives on Friday.')
    await expect.poll(async () => (await ugo.texts()).at(-1)).toBe('It arrives on Friday.')
    await ingrid.getByRole('button', { name: 'Template', exact: true }).click()
    const dialog = ingrid.getByRole('dialog')
    await dialog
      .getByRole('button', { name: /^continue_chat/ })
      .first()
      .click()
    await expect(dialog).toContainText('This contact does not want to be written to.')
    await expect(dialog.getByRole('button', { name: 'Send template' })).toBeDisabled()
  })
})
