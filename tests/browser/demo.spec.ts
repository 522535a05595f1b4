import { listInteractions } from '../../src/contract/operations/conversations.ts'
import { accept, become, ours, row, say, thread } from './desk.ts'
import { expect, people, test } from './product.ts'

// What somebody meets who has just started it for the first time.
test.use({ productOf: 'a newcomer', demo: 'on' })

test('a newcomer answers a telephone in the README’s three steps, and finds a business that has a morning behind it', async ({
  open,
  calls,
}) => {
  const ines = await open(people.ines)
  await expect(ines.getByText('You are not available')).toBeVisible()
  await become(ines, 'Available')
  const telephone = await ines.context().newPage()
  await telephone.goto('/simulator')
  const write = telephone.getByRole('textbox', { name: 'Write to Velmora Home' })
  // What others have written before disturbs no first step.
  await expect(write).toHaveValue('Hello, is anybody there?')
  await expect(telephone.getByRole('listitem').filter({ hasText: 'Press send' })).toHaveAttribute(
    'aria-current',
    'step',
  )
  await write.press('Enter')
  await accept(ines, 'Amara Bello')
  await say(ines, 'Amara Bello', 'Good morning, how can I help?')
  // The telephone is open: as soon as it comes it may be read.
  await expect(ours(ines, 'Good morning').getByRole('img', { name: /^(Delivered|Read)$/ })).toBeVisible()

  // Somebody was set aside until tomorrow, with an answer that goes by itself.
  const noor = row(ines, 'Noor Haddad')
  await ines.getByRole('tab', { name: /^Parked/ }).click()
  await noor.click()
  await expect(thread(ines, 'Noor Haddad')).toContainText('Good morning Noor. The walnut shelf is here.')

  const { interactions } = await (await calls(people.vera)).must(listInteractions, { state: 'closed' })
  expect(interactions.map(({ conversation }) => conversation.contact.name)).toEqual([
    'Dev Patel',
    'Sabine Krull',
    'Owen Hughes',
    'Beatriz Lima',
    'Tomasz Zielinski',
    'Hanne Vik',
    'Callum Reid',
    'Priya Raman',
  ])
  const vera = await open(people.vera)
  await vera.goto('/board')
  const tile = (name: string) =>
    vera.getByRole('region', { name: 'Queues' }).getByRole('listitem').filter({ hasText: name })
  await expect(tile('Orders')).toBeVisible()
  await expect(tile('Repairs')).toBeVisible()

  const mara = await open(people.mara)
  for (const [path, said] of [
    ['queues', 'Repairs'],
    ['skills', 'repairs'],
    ['channels', 'Velmora Returns'],
    ['calendars', 'Shop hours'],
    ['promises', 'Orders'],
    ['tags', 'After-sales'],
  ] as const) {
    await mara.goto(`/admin/${path}`)
    await expect(mara.getByRole('main', { name: 'Administration' }).getByText(said).first()).toBeVisible()
  }
})
