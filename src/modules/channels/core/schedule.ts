import type { ChannelId, Instant } from '../../../contract/ids.ts'
import type { OpenHours } from '../../../contract/operations/calendars.ts'
import { isOpen, nextClosing, nextOpening } from '../../calendars/core/calendar.ts'

/** A channel as its schedule has it. */
export type Scheduled = {
  readonly id: ChannelId
  readonly open: boolean
  /** When it opens or closes next; null: it does not. */
  readonly changesAt: Instant | null
  /** Null: always open. */
  readonly hours: OpenHours | null
}

/** The channel as its hours have it at `at`, whatever was missed or doubled meanwhile. */
export function scheduledAt(channel: Scheduled, at: Instant): Scheduled {
  const { hours } = channel
  if (hours === null) return { ...channel, open: true, changesAt: null }
  const open = isOpen(hours, at)
  return { ...channel, open, changesAt: open ? nextClosing(hours, at) : nextOpening(hours, at) }
}
