import { z } from 'zod'
import { CannedAnswerId, ChannelId } from '../ids.ts'
import { operation } from '../operation.ts'

export const CannedAnswer = z.object({
  id: CannedAnswerId,
  /** Null: offered on every channel. */
  channelId: ChannelId.nullable(),
  shortcut: z.string(),
  title: z.string(),
  /** May hold {{contact.name}}, {{agent.name}} and {{channel.name}}. */
  text: z.string(),
  version: z.number().int(),
})
export type CannedAnswer = z.infer<typeof CannedAnswer>

export const listCannedAnswers = operation({
  method: 'GET',
  path: '/api/canned-answers',
  summary: 'Canned answers: all, or the general ones and those of one channel.',
  permission: 'self.use',
  input: z.object({ channelId: ChannelId.optional() }),
  output: z.object({ answers: z.array(CannedAnswer) }),
})

export const saveCannedAnswer = operation({
  method: 'POST',
  path: '/api/canned-answers/save',
  summary: 'Add a canned answer (no id) or change it. `version` is the one that was read; a new one has none.',
  permission: 'canned_answers.manage',
  input: z.object({
    id: CannedAnswerId.nullable(),
    channelId: ChannelId.nullable(),
    shortcut: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}_-]{1,30}$/u),
    title: z.string().trim().min(1).max(80),
    text: z.string().trim().min(1).max(4096),
    version: z.number().int().default(0),
  }),
  output: z.object({ id: CannedAnswerId, version: z.number().int() }),
})

export const removeCannedAnswer = operation({
  method: 'POST',
  path: '/api/canned-answers/remove',
  summary: 'Remove a canned answer.',
  permission: 'canned_answers.manage',
  input: z.object({ id: CannedAnswerId }),
  output: z.null(),
})
