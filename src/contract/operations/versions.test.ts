import { expect, test } from 'vitest'
import type { z } from 'zod'
import * as calendars from './calendars.ts'
import * as channels from './channels.ts'
import * as contacts from './contacts.ts'
import * as dispositions from './dispositions.ts'
import * as identity from './identity.ts'
import * as presence from './presence.ts'
import * as queues from './queues.ts'
import * as replies from './replies.ts'
import * as rules from './rules.ts'
import * as skills from './skills.ts'
import * as sla from './sla.ts'
import * as supervision from './supervision.ts'
import * as tags from './tags.ts'
import * as telephone from './telephone.ts'

const modules = [
  calendars,
  channels,
  contacts,
  dispositions,
  identity,
  presence,
  queues,
  replies,
  rules,
  skills,
  sla,
  supervision,
  tags,
  telephone,
]

type Saved = { method: string; path: string; input: z.ZodObject }
const saves = modules
  .flatMap((module) => Object.values(module) as unknown[])
  .filter((one): one is Saved => typeof one === 'object' && one !== null && 'path' in one && 'input' in one)
  .filter(({ method, path }) => method === 'POST' && /\/save(-|$)/.test(path))

/** One value each, of one person: what is saved last is what was meant, and nothing of anybody's is undone by it. */
const single = ['/api/me/preferences/save', '/api/telephones/save-extension']

test('whoever saves a setting says which version they read: of two administrators at once the second is told', () => {
  expect(saves.length).toBeGreaterThan(12)
  const blind = saves.filter(({ path, input }) => !single.includes(path) && !('version' in input.shape))
  expect(blind.map(({ path }) => path)).toEqual([])
})
