import { afterAll, beforeAll, expect, test } from 'vitest'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { type Search, searchInteractions } from './history-repo.ts'

let world: World
const strangers = ['Ana Lima', 'ANABEL Ortiz', 'An%a Costa', 'Bruno Alves', 'Ana Lima'] as const
beforeAll(async () => {
  world = await createWorld()
  for (const [n, name] of strangers.entries()) {
    const addresses = [{ kind: 'phone', value: `+44770090000${n}` } as const]
    await told(world, wroteFact({ addresses, name, username: null }, 'Hello', world.clock.now()))
    world.clock.advance(1_000)
  }
})
afterAll(() => world.close())

const everything: Search = { contactId: null, state: null, text: null, tagId: null, before: null, limit: 50 }

/** The numbers of what is found, newest first, whichever way it is looked for. */
async function found(search: Partial<Search>, name: Name = 'ben'): Promise<number[]> {
  const [few, many] = await Promise.all(
    [1_000, 0].map((maxNamed) =>
      world.as(name).read(async (tx, person) => {
        const cards = await searchInteractions(tx, person, { ...everything, ...search }, maxNamed)
        return { ok: true, value: cards.map(({ number }) => number) }
      }),
    ),
  )
  expect(few, 'by the contacts of that name, and by the names of the newest').toEqual(many)
  return few ?? []
}

test('interactions are found by the start of a contact’s name, however many are called so', async () => {
  expect(await found({ text: 'ana' })).toEqual([5, 2, 1])
  expect(await found({ text: 'Ana Lima' })).toEqual([5, 1])
  expect(await found({ text: 'lima' })).toEqual([])
  expect(await found({ text: 'an', limit: 2 })).toEqual([5, 3])
})

test('signs that mean anything to a database mean themselves', async () => {
  expect(await found({ text: 'an%' })).toEqual([3])
  expect(await found({ text: '_na' })).toEqual([])
})

test('by their number, and only those one may see', async () => {
  expect(await found({ text: '#4' })).toEqual([4])
  expect(await found({ text: '4' })).toEqual([4])
  expect(await found({ text: 'ana' }, 'davi')).toEqual([])
  expect(await found({ text: 'ana' }, 'sofia')).toEqual([5, 2, 1])
})
