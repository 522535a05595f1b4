/** Every setting of the engine has its place on a screen, its call, and its part in the simulation, or says why not. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { QueueLine } from '../contract/line.ts'
import * as calendars from '../contract/operations/calendars.ts'
import * as channels from '../contract/operations/channels.ts'
import * as dispositions from '../contract/operations/dispositions.ts'
import * as identity from '../contract/operations/identity.ts'
import * as presence from '../contract/operations/presence.ts'
import * as queues from '../contract/operations/queues.ts'
import * as rules from '../contract/operations/rules.ts'
import * as sla from '../contract/operations/sla.ts'
import * as tags from '../contract/operations/tags.ts'

const root = join(import.meta.dirname, '../..')

/** Everything written below some folders, tests and planted bugs left out. */
const textOf = (...folders: string[]): string =>
  folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter(({ name }) => /\.tsx?$/.test(name) && !/\.test\.|planted/.test(name))
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
    )
    .join('\n')

const screens = textOf('src/web/screens/admin', 'src/web/screens/board')
const simulation = textOf('src/sim')
const room =
  textOf('src/modules/whatif', 'src/web/screens/admin/whatif') + readFileSync(join(root, 'src/contract/day.ts'))
const has = (text: string, field: string): boolean => new RegExp(`\\b${field}\\b`).test(text)

type Row = { fields: string[]; simulation: string; room: string }
/** The sections of the document, by the first call each names in its heading. */
const sections = new Map(
  readFileSync(join(root, 'docs/settings.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((text): [string, Row[]] => {
      const rows = [...text.matchAll(/^\| (`.*?) \|.*?\| (.*?) \| (.*?) \|$/gm)].map(
        ([, names = '', played, asked]) => ({
          fields: [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
          simulation: played ?? '',
          room: asked ?? '',
        }),
      )
      return [text.split('\n')[0] ?? '', rows]
    }),
)
const rowsOf = (heading: string): Row[] => {
  const found = [...sections].find(([title]) => title.includes(heading))
  expect(found, `docs/settings.md has a section about ${heading}`).toBeDefined()
  return found?.[1] ?? []
}

const plain = ['id', 'version', 'renewSecret']
const settings: [heading: string, fields: string[]][] = [
  ['`line` of `POST', Object.keys(QueueLine.shape)],
  ...[
    calendars.saveCalendar,
    channels.saveChannel,
    dispositions.saveDisposition,
    dispositions.savePlan,
    identity.saveUser,
    presence.savePresenceRules,
    presence.saveReason,
    queues.saveQueue,
    queues.saveTransferRules,
    rules.saveRule,
    sla.savePolicy,
    tags.saveTagging,
  ].map(({ path, input }): [string, string[]] => [path, Object.keys(input.shape)]),
]

test.each(settings)(
  '%s: every setting is in the document, on a screen, and played or said why not',
  (heading, fields) => {
    const rows = rowsOf(heading)
    const wanted = fields.filter((field) => !plain.includes(field))
    expect(wanted.filter((field) => !rows.some((row) => row.fields.includes(field)))).toEqual([])
    expect(wanted.filter((field) => !has(screens, field))).toEqual([])
    const reasonless = rows.filter((row) => [row.simulation, row.room].some((cell) => !/^(yes|– .{5,})$/.test(cell)))
    expect(reasonless).toEqual([])
    const played = rows.flatMap((row) => (row.simulation === 'yes' ? row.fields : []))
    expect(played.filter((field) => !has(simulation, field))).toEqual([])
    const asked = rows.flatMap((row) => (row.room === 'yes' ? row.fields : []))
    expect(asked.filter((field) => !has(room, field))).toEqual([])
  },
)
