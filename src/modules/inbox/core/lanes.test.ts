import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import type { Address, InboundFact } from '../../../contract/inbound.ts'
import { allLanes, laneOf } from './lanes.ts'

const phone = (digits: number): Address => ({ kind: 'phone', value: `+447700900${digits}` })
const at = 1_772_442_000_000 as Instant

const wrote = (...addresses: Address[]): InboundFact => ({
  type: 'message',
  line: '1',
  providerMessageId: `wamid.${addresses.map(({ value }) => value)}`,
  from: { addresses, name: null, username: null },
  at,
  content: { kind: 'text', text: 'Hello' },
  quotedProviderMessageId: null,
  forwarded: false,
  referral: null,
  product: null,
  opensWindow: true,
  echo: false,
})
const told = (address: Address | null, failed = false): InboundFact => ({
  type: 'delivery',
  line: '1',
  providerMessageId: 'wamid.out',
  at,
  delivery: failed ? 'failed' : 'read',
  reference: null,
  failure: failed ? { code: '131042', title: 'Payment issue', detail: '' } : null,
  recipient: address && { addresses: [address], name: null, username: null },
  pricing: null,
})
const people = Array.from({ length: 100 }, (_, i) => phone(100 + i))
const [first] = people
const elsewhere = people.find((one) => laneOf([wrote(one)]) !== laneOf([wrote(first!)]))!

test('people are spread over all lanes, evenly enough', () => {
  const counts = allLanes.map((lane) => people.filter((one) => laneOf([wrote(one)]) === lane).length)
  for (const count of counts) expect(count).toBeGreaterThan(people.length / allLanes.length / 2)
})

test('all that is about one person goes in one lane, whatever else they are known by', () => {
  const lane = laneOf([wrote(first!)])
  expect(lane).not.toBeNull()
  expect(laneOf([told(first!)])).toBe(lane)
  expect(laneOf([wrote({ kind: 'user_id', value: 'GB.1' }, first!), told(first!)])).toBe(lane)
})

test('what is about people of several lanes, about nobody or about who somebody is takes all lanes', () => {
  expect(laneOf([])).toBeNull()
  expect(laneOf([wrote(first!), wrote(elsewhere)])).toBeNull()
  expect(laneOf([told(null)])).toBeNull()
  expect(laneOf([wrote(first!), told(null)])).toBeNull()
  expect(
    laneOf([{ type: 'identity_changed', line: '1', providerMessageId: null, at, from: [first!], to: [elsewhere] }]),
  ).toBeNull()
})

test('a failed delivery takes all lanes: it may say something of the whole channel', () => {
  expect(laneOf([told(first!, true)])).toBeNull()
})
