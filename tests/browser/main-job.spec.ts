import { listDispositions, listPlans, saveDisposition, savePlan } from '../../src/contract/operations/dispositions.ts'
import type { Client } from '../../src/testing/client.ts'
import { accept, become, expectTick, offer, ours, presence, reply, theirs } from './desk.ts'
import { refusedWith } from './guard.ts'
import { pressByKey, tabTo } from './keys.ts'
import { expect, type Page, people, test } from './product.ts'

// The clock is moved over a day here, which is nothing for others to live with.
test.use({ productOf: 'the main job' })

const amara = 'Amara Bello'

test('an agent does the whole job without touching the mouse', async ({ browserOf, calls, guard }) => {
  test.setTimeout(120_000)
  guard.expect(refusedWith(401))
  await thirdLevel(await calls(people.mara))
  const context = await browserOf()
  const desk = await context.newPage()
  const phone = await context.newPage()

  await test.step('signs in and becomes available', async () => {
    await desk.goto('/')
    await expect(desk.getByLabel('E-mail')).toBeFocused()
    await desk.keyboard.type(people.ines.email)
    await desk.keyboard.press('Tab')
    await desk.keyboard.type(people.ines.password)
    await desk.keyboard.press('Enter')
    await expect(desk.getByText('You are not available')).toBeVisible()
    await become(desk, 'Available')
  })

  await test.step('is offered what the phone writes, hears of it, and accepts', async () => {
    await phone.goto('/simulator')
    await tabTo(phone, phone.getByRole('textbox', { name: 'Write to Velmora Home' }))
    await expect(phone.getByRole('textbox', { name: 'Write to Velmora Home' })).toHaveValue('Hello, is anybody there?')
    await phone.keyboard.press('Enter')
    await expect(offer(desk, amara)).toContainText('Hello, is anybody there?')
    await expect(desk.getByRole('alert')).toHaveText(/^Offer, Amara Bello, Orders, \d+ seconds, Alt A to accept$/)
    await pressByKey(phone, phone.getByRole('button', { name: 'All chats' }))
    await desk.keyboard.press('Alt+KeyA')
    await expect(desk.getByRole('heading', { name: `${amara} #1`, level: 1 })).toBeVisible()
    await expect(theirs(desk, amara, 'Hello, is anybody there?')).toBeVisible()
  })

  await test.step('answers, takes it back to mend it, and sends it', async () => {
    await expect(reply(desk, amara)).toBeFocused()
    await desk.keyboard.type('Good mornig, how can I help?')
    await desk.keyboard.press('Control+Enter')
    await expect(ours(desk, 'Good mornig')).toContainText(/Sending in \d s/)
    await desk.keyboard.press('Control+KeyZ')
    await expect(reply(desk, amara)).toHaveValue('Good mornig, how can I help?')
    await expect(ours(desk, 'Good mornig')).toHaveCount(0)
    await desk.keyboard.press('Control+KeyA')
    await desk.keyboard.type('Good morning, how can I help?')
    await desk.keyboard.press('Control+Enter')
    await expect(reply(desk, amara)).toHaveValue('')
  })

  await test.step('sees it delivered, and read when the chat is opened on the phone', async () => {
    await expectTick(ours(desk, 'Good morning'), 'Delivered')
    await pressByKey(phone, phone.getByRole('button', { name: /^V? ?Velmora Home/ }))
    await expect(phone.getByRole('log')).toContainText('Good morning, how can I help?')
    await expectTick(ours(desk, 'Good morning'), 'Read')
  })

  await test.step('closes it, and says what came of it in three levels', async () => {
    await desk.keyboard.press('Alt+KeyC')
    const wrapUp = desk.getByRole('region', { name: 'Wrapping up' })
    await expect(wrapUp).toContainText('to wrap up')
    await desk.keyboard.press('Control+Enter')
    await expect(wrapUp).toBeVisible()
    await tabTo(desk, wrapUp.getByRole('button', { name: 'Order' }))
    await desk.keyboard.press('Enter')
    await desk.keyboard.press('ArrowRight')
    await desk.keyboard.press('ArrowDown')
    await expect(wrapUp.getByRole('button', { name: 'Changed' })).toBeFocused()
    await desk.keyboard.press('Enter')
    await desk.keyboard.press('ArrowRight')
    await expect(wrapUp.getByRole('button', { name: 'Address' })).toBeFocused()
    await desk.keyboard.press('Enter')
    await expect(wrapUp).toContainText('Order › Changed › Address')
    await desk.keyboard.press('Control+Enter')
    await expect(wrapUp).toBeHidden()
    await expect(desk.getByText('You hold nothing')).toBeVisible()
    await expect(presence(desk)).toContainText('Available')
  })

  await test.step('is offered the same interaction when the contact writes again', async () => {
    await writeOnPhone(phone, 'One more thing: can you bring it on Friday?')
    await accept(desk, amara)
    await expect(desk.getByRole('heading', { name: `${amara} #1`, level: 1 })).toBeVisible()
    await expect(desk.getByRole('log')).toContainText('#1 opened again')
    await expect(desk.getByRole('log')).not.toContainText('Good mornig')
  })

  await test.step('is locked out of free text when a day has passed, and told why', async () => {
    await expect(reply(desk, amara)).toBeFocused()
    await desk.keyboard.type('Friday is fine')
    await pressByKey(phone, phone.getByRole('button', { name: 'Set the clock forward by 24:00' }))
    const locked = desk.getByRole('region', { name: 'Free text is locked.' })
    await expect(locked).toContainText('It opens again as soon as Amara Bello writes, calls or presses a button.')
    await expect(locked).toContainText('Your draft comes back when it opens: “Friday is fine”')
    await expect(reply(desk, amara)).toBeHidden()
    await expect(desk.getByRole('log')).toContainText('The 24-hour window closed at')
  })

  await test.step('sends a template with its fill points', async () => {
    const send = desk.getByRole('button', { name: 'Send template' })
    await pressByKey(desk, desk.getByRole('button', { name: /^order_update/ }))
    await expect(send).toBeDisabled()
    await tabTo(desk, desk.getByRole('textbox', { name: '{{1}}' }))
    await desk.keyboard.type('VH-20931')
    await tabTo(desk, desk.getByRole('textbox', { name: '{{2}}' }))
    await desk.keyboard.type('Friday')
    await tabTo(desk, desk.getByRole('textbox', { name: 'Button “Track the van”' }))
    await desk.keyboard.type('VH-20931')
    await pressByKey(desk, send)
    await expect(phone.getByRole('log')).toContainText(
      'Your order VH-20931 will arrive on Friday between 9:00 and 12:00.',
    )
    await expectTick(ours(desk, 'Your order VH-20931 will arrive on Friday'), 'Read')
    await expect(desk.getByText('Waiting for an answer.')).toBeVisible()
  })

  await test.step('asks with a template whether to go on, and the draft is back when the phone says yes', async () => {
    await pressByKey(desk, desk.getByRole('button', { name: /^continue_chat/ }))
    await pressByKey(desk, desk.getByRole('button', { name: 'Send template' }))
    await pressByKey(phone, phone.getByRole('button', { name: 'Yes, continue' }))
    await expect(reply(desk, amara)).toHaveValue('Friday is fine')
    await expect(theirs(desk, amara, 'Yes, continue')).toBeVisible()
    await tabTo(desk, reply(desk, amara))
    await desk.keyboard.press('Control+Enter')
    await expect(phone.getByRole('log')).toContainText('Friday is fine')
    await expectTick(ours(desk, 'Friday is fine'), 'Read')
  })
})

async function writeOnPhone(phone: Page, text: string): Promise<void> {
  await tabTo(phone, phone.getByRole('textbox', { name: 'Write to Velmora Home' }))
  await phone.keyboard.type(text)
  await phone.keyboard.press('Enter')
}

/** The demo's outcomes have two levels; the plan may have three. */
async function thirdLevel(administrator: Client): Promise<void> {
  const { dispositions } = await administrator.must(listDispositions, {})
  const changed = dispositions.find(({ name }) => name === 'Changed')
  if (!changed) throw new Error('the demo has an outcome named Changed')
  const { id } = await administrator.must(saveDisposition, {
    ...changed,
    id: null,
    parentId: changed.id,
    name: 'Address',
    position: 0,
  })
  for (const plan of (await administrator.must(listPlans, {})).plans)
    await administrator.must(savePlan, { ...plan, dispositionIds: [...plan.dispositionIds, id] })
}
