import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { newId } from '../../kernel/new-id.ts'
import { freshDatabase } from '../../testing/database.ts'

const folder = join(import.meta.dirname, '../../../migrations')
const files = readdirSync(folder).sort()
const sqlOf = (name: string) => readFileSync(join(folder, name), 'utf8')

test('what was kept before there were calendars is carried over: hours, promises, and the clocks that run', async () => {
  const roles = await freshDatabase() // The two roles are the server's.
  const server = inject('postgresUrl')
  const name = `carried_${process.pid}`
  const home = new pg.Client({ connectionString: server })
  await home.connect()
  await home.query(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    const one = async <T>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows[0] as T
    for (const file of files.filter((file) => file < '0013')) await client.query(sqlOf(file))
    const [workspace, channel, queue, contact, conversation, interaction] = Array.from({ length: 6 }, newId)
    const wrote = new Date('2026-03-02T09:00:00Z')
    const hours = { zone: 'Europe/London', blocks: [{ day: 1, from: '09:00', to: '17:00' }] }
    await client.query(`insert into workspace (id, name, created_at) values ($1, 'Old', now())`, [workspace])
    await client.query(`insert into queue (workspace_id, id, name) values ($1, $2, 'Help')`, [workspace, queue])
    await client.query(
      `insert into channel (workspace_id, id, key, name, kind, provider, webhook_key, verify_token, created_at,
         response_seconds, response_warning_percent, opening_hours)
       values ($1, $2, 'WA', 'Shop', 'whatsapp', 'whatsapp_cloud', 'k', 'v', now(), 600, 50, $3)`,
      [workspace, channel, JSON.stringify(hours)],
    )
    await client.query(`insert into contact (workspace_id, id, name, created_at) values ($1, $2, 'Rosa', now())`, [
      workspace,
      contact,
    ])
    await client.query(
      `insert into conversation (workspace_id, id, channel_id, contact_id, created_at) values ($1, $2, $3, $4, now())`,
      [workspace, conversation, channel, contact],
    )
    await client.query(
      `insert into interaction (workspace_id, id, number, conversation_id, channel_id, contact_id, queue_id, state, origin,
         created_at, waiting_since, awaiting_reply_since) values ($1, $2, 1, $3, $4, $5, $6, 'waiting', 'contact', $7, $7, $7)`,
      [workspace, interaction, conversation, channel, contact, queue, wrote],
    )

    await client.query(sqlOf(files.find((file) => file.startsWith('0013')) ?? ''))

    expect(await one('select name, zone, blocks from calendar')).toEqual({ name: 'Shop (WA)', ...hours })
    expect(
      await one('select calendar_id is not null as follows, schedule_at <= now() as due, open from channel'),
    ).toEqual({ follows: true, due: true, open: true })
    expect(await one('select owner, clocks from sla_policy')).toMatchObject({
      owner: 'channel',
      clocks: { next_response: { on: true, seconds: 600, warnPercent: 50, businessHours: false } },
    })
    const from = wrote.getTime()
    expect(await one('select clocks, clock_at from interaction')).toEqual({
      clocks: {
        next_response: {
          from,
          warnAt: from + 300_000,
          dueAt: from + 600_000,
          told: 'nothing',
          pausedAt: null,
          alarm: false,
        },
      },
      clock_at: new Date(from + 300_000),
    })
  } finally {
    await client.end()
    await home.query(`drop database if exists ${name} with (force)`)
    await home.end()
    await roles.drop()
  }
})
