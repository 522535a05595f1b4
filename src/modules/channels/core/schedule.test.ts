import { expect, test } from 'vitest'
import type { ChannelId, Instant } from '../../../contract/ids.ts'
import type { OpenHours } from '../../../contract/operations/calendars.ts'
import { type Scheduled, scheduledAt } from './schedule.ts'

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds as Instant
const office: OpenHours = {
  zone: 'UTC',
  blocks: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
  specialDays: [],
}
const channel = (more: Partial<Scheduled>): Scheduled => ({
  id: 'whatsapp' as ChannelId,
  open: false,
  changesAt: null,
  hours: office,
  ...more,
})
// 2026-01-09 is a Friday.
const [noon, closing, monday] = ['2026-01-09T12:00:00Z', '2026-01-09T17:00:00Z', '2026-01-12T09:00:00Z'].map(at) as [
  Instant,
  Instant,
  Instant,
]

test('within its hours a channel is open until they close, outside of them closed until they open (R-092)', () => {
  expect(scheduledAt(channel({}), noon)).toEqual(channel({ open: true, changesAt: closing }))
  expect(scheduledAt(channel({ open: true }), closing)).toEqual(channel({ open: false, changesAt: monday }))
  expect(scheduledAt(channel({}), monday)).toMatchObject({ open: true, changesAt: at('2026-01-12T17:00:00Z') })
})

test('without hours it is always open, and nothing will change that', () => {
  const before = channel({ hours: null, open: false, changesAt: noon })
  expect(scheduledAt(before, noon)).toEqual({ ...before, open: true, changesAt: null })
})

test('hours that never come keep it closed; hours that never end keep it open', () => {
  const never = { ...office, blocks: [] }
  const always = { ...office, blocks: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' })) }
  expect(scheduledAt(channel({ hours: never, open: true }), noon)).toMatchObject({ open: false, changesAt: null })
  expect(scheduledAt(channel({ hours: always }), noon)).toMatchObject({ open: true, changesAt: null })
})
