import { z } from 'zod'
import { Day } from '../day.ts'
import { operation } from '../operation.ts'

export const readDay = operation({
  method: 'GET',
  path: '/api/what-if/day',
  summary:
    'A day of the workspace as the what-if room plays it: who wrote when, how long conversations took, who was there. Nobody’s words, no contact.',
  permission: 'reports.read',
  input: z.object({
    date: z.iso.date(),
    /** In which zone the day begins and ends, as Europe/London. */
    zone: z.string().min(1).max(64),
  }),
  output: Day,
})
