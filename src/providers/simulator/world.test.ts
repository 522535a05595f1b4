import { expect, test } from 'vitest'
import { createIds } from './ids.ts'
import { createMediaStore } from './media.ts'
import { newNumber, newPhone, SEED_NUMBER, seedWorld } from './seed.ts'
import { standingClock } from './stage.ts'
import {
  addMessage,
  type ContactMessage,
  createWorld,
  MAX_CHAT_MESSAGES,
  MAX_MESSAGES,
  NOTHING_SHOWN,
  putNumber,
  putPhone,
  removeNumber,
  removePhone,
  threadOf,
  type World,
} from './world.ts'

function seeded(): World {
  const world = createWorld(standingClock(), createIds(), () => undefined, { strangers: 'undeliverable' })
  seedWorld(world)
  return world
}

const written = (world: World, phoneId: string): ContactMessage => ({
  from: 'contact',
  id: world.ids.message(),
  phoneNumberId: SEED_NUMBER.phoneNumberId,
  phoneId,
  at: world.clock.now(),
  type: 'text',
  wire: { body: 'x' },
  shown: NOTHING_SHOWN,
  quotedId: null,
  reactions: { contact: null, business: null },
  revoked: false,
  edited: false,
  state: 'sent',
})

test('a chat keeps its newest messages', () => {
  const world = seeded()
  const all = Array.from({ length: MAX_CHAT_MESSAGES + 10 }, () => written(world, 'amara'))
  for (const message of all) addMessage(world, message, 'amara')
  const { messages } = threadOf(world, SEED_NUMBER.phoneNumberId, 'amara')
  expect(messages.map(({ id }) => id)).toEqual(all.slice(10).map(({ id }) => id))
  expect(world.messages.has(all[9]!.id)).toBe(false)
  expect(world.messages.size).toBe(MAX_CHAT_MESSAGES)
})

test('the world keeps its newest messages over all chats', () => {
  const world = seeded()
  const chats = 60
  for (let i = 0; i < chats; i++) {
    putPhone(world, newPhone(world.ids, { id: `p${i}`, name: 'P', number: null }))
    for (let n = 0; n < MAX_CHAT_MESSAGES; n++) addMessage(world, written(world, `p${i}`), `p${i}`)
  }
  expect(world.messages.size).toBe(MAX_MESSAGES)
  const kept = Array.from(
    { length: chats },
    (_, i) => threadOf(world, SEED_NUMBER.phoneNumberId, `p${i}`).messages.length,
  )
  expect(kept.reduce((sum, length) => sum + length)).toBe(MAX_MESSAGES)
  expect([kept[0], kept.at(-1)]).toEqual([0, MAX_CHAT_MESSAGES])
})

test('a phone is found by what it has now, not by what it had', () => {
  const world = seeded()
  const phone = world.phones.get('amara')!
  const { userId } = phone
  phone.number = '+447700900150'
  phone.userId = 'GB.NEW'
  phone.parentUserId = 'GB.ENT.PARENT'
  putPhone(world, phone)
  expect([world.phoneByWaId.get('447700900118'), world.phoneByUserId.get(userId)]).toEqual([undefined, undefined])
  expect([
    world.phoneByWaId.get('447700900150'),
    world.phoneByUserId.get('GB.NEW'),
    world.phoneByUserId.get('GB.ENT.PARENT'),
  ]).toEqual([phone, phone, phone])
  removePhone(world, phone)
  expect([world.phoneByWaId.size, world.phoneByUserId.size, world.phones.size]).toEqual([2, 3, 3])
})

test('accounts and tokens come and go with their numbers', () => {
  const world = seeded()
  for (let i = 0; i < 20; i++)
    putNumber(world, newNumber({ ...SEED_NUMBER, phoneNumberId: '5', wabaId: `6${i}`, accessToken: `token-${i}` }))
  expect([world.numbers.size, world.accounts.size, world.numbersByToken.size]).toEqual([2, 2, 2])
  addMessage(world, written(world, 'amara'), 'amara')
  removeNumber(world, world.numbers.get(SEED_NUMBER.phoneNumberId)!)
  expect([world.numbers.size, world.accounts.size, world.numbersByToken.size, world.messages.size]).toEqual([
    1, 1, 1, 0,
  ])
})

test('ids are never given twice, and look as Meta made them', () => {
  const ids = createIds()
  const made = Array.from({ length: 5000 }, () => ids.message())
  expect(new Set(made).size).toBe(5000)
  expect(made[0]).toMatch(/^wamid\.[A-Za-z0-9+/]+=*$/)
  expect(ids.numeric()).toMatch(/^\d{16}$/)
  expect(ids.userId('BR')).toMatch(/^BR\.[A-Za-z0-9]{16}$/)
})

test('the media store forgets its oldest files when it is full', async () => {
  const media = createMediaStore(standingClock(), { directory: null, maxBytes: 100 })
  for (let i = 0; i < 5; i++) {
    await media.put({
      id: String(i),
      owner: '1',
      mimeType: 'text/plain',
      fileName: null,
      bytes: Buffer.alloc(30),
      origin: 'upload',
    })
  }
  expect(media.list().map(({ id }) => id)).toEqual(['2', '3', '4'])
  expect(await media.bytes(media.find('4')!)).toHaveLength(30)
})
