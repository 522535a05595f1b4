import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectTick, ours, presence, reply, row, say, theirs, thread } from './desk.ts'
import { LINE_IS_AWAY } from './guard.ts'
import { expect, type Page, test } from './product.ts'

// The server is killed here.
test.use({ productOf: 'the broken line' })

const onItsWay = (page: Page, text: string) =>
  page.getByRole('article', { name: 'Message on its way' }).filter({ hasText: text })

test('what is written without a line waits for it and goes once; what came meanwhile is pointed out', async ({
  serving,
  guard,
}) => {
  guard.expect(LINE_IS_AWAY)
  const scene = { team: 'North', agent: 'Elin Strand', customer: 'Rosa Weller', says: 'Is the shop open today?' }
  const { page: elin, customer: rosa } = await serving(scene)

  await elin.context().setOffline(true)
  await say(elin, rosa.name, 'Yes, until six')
  await say(elin, rosa.name, 'The bell is broken, please knock')
  await expectTick(onItsWay(elin, 'Yes, until six'), 'Sending')
  await expect(onItsWay(elin, 'Yes, until six')).toContainText('Waits for the connection')
  await expect(
    elin.getByText(/^No connection since \d\d:\d\d\. You can write; it is sent when the line is back\.$/),
  ).toBeVisible()
  await expect(elin.getByRole('navigation')).toContainText('Reconnecting')
  await rosa.writes('Hello?')
  await rosa.writes('I am at the door')
  expect(await rosa.texts()).toEqual([])

  await elin.context().setOffline(false)
  await expect(elin.getByRole('navigation')).toContainText('Live')
  await expect.poll(() => rosa.texts()).toEqual(['Yes, until six', 'The bell is broken, please knock'])
  await expect(elin.getByText('2 new messages while you were away')).toBeVisible()
  await expect(thread(elin, rosa.name)).toContainText('The connection was away from')
  for (const text of ['Hello?', 'I am at the door']) await expect(theirs(elin, rosa.name, text)).toHaveCount(1)
  await expectTick(ours(elin, 'please knock'), 'Delivered')
  for (const text of ['Yes, until six', 'please knock']) await expect(ours(elin, text)).toHaveCount(1)
  await expect(elin.getByRole('article', { name: 'Message on its way' })).toHaveCount(0)
  expect(await rosa.texts()).toHaveLength(2)
})

test('an answer that got lost is asked for again, and the message is sent once', async ({ serving, guard }) => {
  guard.expect(/net::ERR_FAILED/)
  const scene = { team: 'East', agent: 'Yusuf Karim', customer: 'Paula Ferreira', says: 'Did my parcel leave?' }
  const { page: yusuf, customer: paula } = await serving(scene)

  let lost = 0
  await yusuf.route('**/api/conversations/send', async (route) => {
    if (lost > 0) return route.continue()
    lost++
    await route.fetch()
    await route.abort()
  })
  await say(yusuf, paula.name, 'It left this morning')
  await expectTick(ours(yusuf, 'It left this morning'), 'Delivered')
  await say(yusuf, paula.name, 'You get a message when it is near')
  await expectTick(ours(yusuf, 'You get a message'), 'Delivered')
  expect(lost).toBe(1)
  expect(await paula.texts()).toEqual(['It left this morning', 'You get a message when it is near'])
  await expect(ours(yusuf, 'It left this morning')).toHaveCount(1)
})

test('what is typed and not sent survives a reload, and is there on another computer', async ({ serving, open }) => {
  const scene = { team: 'South', agent: 'Clara Mendes', customer: 'Ivan Petrov', says: 'Which size do I need?' }
  const { page: clara, agent, customer: ivan } = await serving(scene)
  await reply(clara, ivan.name).fill('Between the second and')
  await clara.getByRole('button', { name: 'Note', exact: true }).click()
  await clara.getByRole('textbox', { name: 'Note' }).fill('He asked last week too')
  await clara.reload()
  await expect(reply(clara, ivan.name)).toHaveValue('Between the second and')
  await clara.getByRole('button', { name: 'Note', exact: true }).click()
  await expect(clara.getByRole('textbox', { name: 'Note' })).toHaveValue('He asked last week too')

  const elsewhere = await open(agent)
  await expect(row(elsewhere, ivan.name)).toContainText('Draft')
  await row(elsewhere, ivan.name).click()
  await expect(reply(elsewhere, ivan.name)).toHaveValue('Between the second and')
})

test('a desk outlives its server: killed and started again, it shows and sends everything once', async ({
  serving,
  product,
  guard,
}) => {
  guard.expect(LINE_IS_AWAY)
  const scene = { team: 'West', agent: 'Hugo Lambert', customer: 'Dora Kovacs', says: 'Can I change the colour?' }
  const { page: hugo, customer: dora } = await serving(scene)
  await say(hugo, dora.name, 'Of course. Which one?')
  await expectTick(ours(hugo, 'Which one?'), 'Delivered')

  // The telephone is kept in a file from time to time; without it there would be nobody to write to.
  const kept = join(product.dataDir, 'simulator.json')
  await expect.poll(() => readFileSync(kept, 'utf8')).toContain('Of course. Which one?')
  await product.kill()
  await say(hugo, dora.name, 'We have blue and green')
  await expect(onItsWay(hugo, 'We have blue and green')).toContainText('Waits for the connection')
  await expect(hugo.getByText('No connection since', { exact: false })).toBeVisible()
  await product.start()

  await expect(hugo.getByRole('navigation')).toContainText('Live', { timeout: 30_000 })
  await expectTick(ours(hugo, 'We have blue and green'), 'Delivered')
  await expect.poll(() => dora.texts()).toEqual(['Of course. Which one?', 'We have blue and green'])
  await dora.writes('Green, then')
  await expect(theirs(hugo, dora.name, 'Green, then')).toHaveCount(1)
  await expect(theirs(hugo, dora.name, 'Can I change the colour?')).toHaveCount(1)
  for (const text of ['Which one?', 'We have blue and green']) await expect(ours(hugo, text)).toHaveCount(1)
  await expect(presence(hugo)).toContainText('Available')
})
