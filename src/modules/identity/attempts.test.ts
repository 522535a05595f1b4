import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createWorld, type World } from '../../testing/world.ts'
import { type Attempts, countedAttempts } from './attempts.ts'

let world: World
let attempts: Attempts
beforeAll(async () => {
  world = await createWorld()
})
beforeEach(async () => {
  await world.asOwner('delete from auth."rateLimit"')
  attempts = countedAttempts(world.kernel)
})
afterAll(() => world.close())

const MINUTE = 60_000

/** How many of these tries, all at once, are let through. */
async function allowed(tries: number, trier: (index: number) => { account: string; address: string }): Promise<number> {
  const answers = await Promise.all(Array.from({ length: tries }, (_, index) => attempts.take(trier(index))))
  return answers.filter(Boolean).length
}

test('one account from one place: ten in five minutes, however many come at once', async () => {
  const rosa = () => ({ account: 'rosa', address: '192.0.2.1' })
  expect(await allowed(40, rosa)).toBe(10)
  world.clock.advance(5 * MINUTE - 1)
  expect(await allowed(1, rosa)).toBe(0)
  world.clock.advance(1)
  expect(await allowed(40, rosa)).toBe(10)
  // Its owner sits elsewhere, and is not locked out by all that.
  expect(await allowed(1, () => ({ account: 'rosa', address: '192.0.2.2' }))).toBe(1)
})

test('one account from everywhere: fifty in a quarter of an hour', async () => {
  const fromEverywhere = (index: number) => ({ account: 'rosa', address: `192.0.2.${index}` })
  expect(await allowed(60, fromEverywhere)).toBe(50)
  world.clock.advance(15 * MINUTE)
  expect(await allowed(1, fromEverywhere)).toBe(1)
})

test('many accounts from one network: a hundred in five minutes', async () => {
  const names = (address: (index: number) => string) => (index: number) => ({
    account: `person ${index}`,
    address: address(index),
  })
  expect(
    await allowed(
      110,
      names(() => '192.0.2.9'),
    ),
  ).toBe(100)
  // Somebody with a whole network of IPv6 addresses is one somebody.
  expect(
    await allowed(
      110,
      names((index) => `2001:db8:1:2::${index.toString(16)}`),
    ),
  ).toBe(100)
  expect(
    await allowed(
      1,
      names(() => '2001:db8:1:2:ffff:1:2:3'),
    ),
  ).toBe(0)
  expect(
    await allowed(
      1,
      names(() => '2001:db8:1:3::1'),
    ),
  ).toBe(1)
})

test('an office behind one address signs in all morning: right passwords do not count', async () => {
  for (let person = 0; person < 120; person++) {
    const trier = { account: `person ${person}`, address: '192.0.2.80' }
    expect(await attempts.take(trier)).toBe(true)
    await attempts.forgive(trier)
  }
})

test('what is over is forgotten, and no name is kept', async () => {
  await attempts.take({ account: 'rosa@harbour.example', address: '192.0.2.1' })
  const kept = await world.asOwner('select * from auth."rateLimit"')
  expect(kept).toHaveLength(3)
  expect(JSON.stringify(kept)).not.toMatch(/rosa|192\.0/)
  world.clock.advance(90 * MINUTE)
  await attempts.take({ account: 'other', address: '192.0.2.2' })
  expect(await world.asOwner('select * from auth."rateLimit"')).toHaveLength(3)
})
