import { z } from 'zod'
import { CalendarId } from '../ids.ts'
import { operation } from '../operation.ts'

export const maxCalendarName = 60
/** Blocks of a week: ten a day. */
export const maxBlocks = 70
export const maxBlocksOfSpecialDay = 10
/** About ten years of holidays. */
export const maxSpecialDays = 200

/** Open from one time of day to another, half-open (D-23): 09:00–17:00 is open at 09:00:00 and closed at 17:00:00. */
export const DayBlock = z.object({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  /** 24:00 is the end of the day. */
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
})
export type DayBlock = z.infer<typeof DayBlock>

/** Days: 1 Monday … 7 Sunday. */
export const WeekBlock = z.object({ day: z.number().int().min(1).max(7), ...DayBlock.shape })
export type WeekBlock = z.infer<typeof WeekBlock>

/** Which days are special: one date, a date of every year (29 February: of leap years), or a day of every month. */
export const SpecialDate = z.discriminatedUnion('every', [
  z.object({ every: z.literal('once'), date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
  z.object({ every: z.literal('year'), date: z.string().regex(/^\d{2}-\d{2}$/) }),
  z.object({ every: z.literal('month'), day: z.number().int().min(1).max(31) }),
])
export type SpecialDate = z.infer<typeof SpecialDate>

/** A day that is otherwise than its weekday: its own blocks, or none when it is closed. */
export const SpecialDay = z.object({
  name: z.string().trim().min(1).max(60),
  on: SpecialDate,
  blocks: z.array(DayBlock).max(maxBlocksOfSpecialDay),
})
export type SpecialDay = z.infer<typeof SpecialDay>

/** When a business is open: several blocks a day in one IANA zone (D-22), with special days. */
export const OpenHours = z.object({
  zone: z.string().min(1).max(60),
  blocks: z.array(WeekBlock).max(maxBlocks),
  specialDays: z.array(SpecialDay).max(maxSpecialDays),
})
export type OpenHours = z.infer<typeof OpenHours>

const settings = { name: z.string().trim().min(1).max(maxCalendarName), ...OpenHours.shape }

export const Calendar = z.object({
  id: CalendarId,
  ...settings,
  version: z.number().int(),
  /** The channels that open and close by it. */
  usedBy: z.array(z.string()),
})
export type Calendar = z.infer<typeof Calendar>

export const listCalendars = operation({
  method: 'GET',
  path: '/api/calendars',
  summary: 'Business calendars: when channels are open, and which time counts for service promises.',
  permission: 'channels.manage',
  input: z.object({}),
  output: z.object({ calendars: z.array(Calendar) }),
})

export const saveCalendar = operation({
  method: 'POST',
  path: '/api/calendars/save',
  summary:
    'Create a calendar (no id) or change it. Blocks that overlap are refused. Channels that follow it open or close at once.',
  permission: 'channels.manage',
  input: z.object({ id: CalendarId.nullable(), version: z.number().int(), ...settings }),
  output: z.object({ id: CalendarId, version: z.number().int() }),
})

export const removeCalendar = operation({
  method: 'POST',
  path: '/api/calendars/remove',
  summary: 'Remove a calendar that no channel follows.',
  permission: 'channels.manage',
  input: z.object({ id: CalendarId }),
  output: z.null(),
})
