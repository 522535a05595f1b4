import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DomainEvent } from '../contract/events.ts'
import type { ChannelId, ConversationId } from '../contract/ids.ts'
import { ok } from '../contract/refusals.ts'
import { createWorld, type World } from '../testing/world.ts'
import { type Jobs, startJobs, type Tasks } from './jobs.ts'
import { createLog } from './log.ts'
import { newId } from './new-id.ts'
import { inWork } from './work.ts'

let world: World
let jobs: Jobs | undefined
beforeEach(async () => {
  world = await createWorld()
})
afterEach(async () => {
  await jobs?.stop()
  jobs = undefined
  await world.close()
})

function start(tasks: Partial<Tasks>, alone = true): void {
  const nothing = async () => {}
  jobs = startJobs({
    url: world.url,
    log: createLog({ level: 'silent' }),
    alone,
    tasks: { fetch_media: nothing, mark_read: nothing, send_reaction: nothing, ask_contact: nothing, ...tasks },
  })
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(2)
}

/** A fact whose reaction is the job `mark_read`. */
const read = (conversationId: ConversationId): DomainEvent => ({
  type: 'conversation.read',
  conversationId,
  channelId: newId() as ChannelId,
  queueId: null,
  agentId: null,
  held: false,
  card: null,
})

async function record(...conversationIds: ConversationId[]): Promise<void> {
  await inWork(world.kernel, world.house, async (work) => {
    work.record(...conversationIds.map(read))
    return ok(null)
  })
}

const some = (count: number) => Array.from({ length: count }, () => newId() as ConversationId)

test('a job runs with the workspace and the payload of the reaction', async () => {
  const payloads: unknown[] = []
  start({ mark_read: async (payload) => void payloads.push(payload) })
  const [conversationId] = some(1) as [ConversationId]
  await record(conversationId)
  await until(() => payloads.length === 1)
  expect(payloads).toEqual([{ workspaceId: world.workspaceId, conversationId }])
  await until(() => jobs?.numbers().done === 1)
})

test('a refused work adds no job', async () => {
  await inWork(world.kernel, world.house, async (work) => {
    work.record(read(newId() as ConversationId))
    return { ok: false, refusal: 'not_found' }
  })
  expect(await world.asOwner('select from graphile_worker._private_jobs')).toEqual([])
})

test('a job that fails is tried again later, and no more often than allowed', async () => {
  let tries = 0
  start({
    mark_read: async () => {
      tries++
      throw new Error('not now')
    },
  })
  await record(...some(1))
  for (let attempt = 1; attempt <= 5; attempt++) {
    await until(async () => (await jobRow())?.attempts === attempt && (await jobRow())?.locked_at === null)
    // The wait is the runner's business; we have no time for it.
    await world.asOwner('update graphile_worker._private_jobs set run_at = now()')
  }
  await until(() => jobs?.numbers().givenUp === 1)
  expect(await jobRow()).toMatchObject({ attempts: 5, max_attempts: 5 })
  expect(tries).toBe(5)
  expect(await jobs?.kept()).toEqual({ waiting: 0, givenUp: 1 })
})

async function jobRow() {
  const rows = await world.asOwner<{ attempts: number; max_attempts: number; locked_at: Date | null }>(
    'select attempts, max_attempts, locked_at from graphile_worker._private_jobs',
  )
  return rows[0]
}

test('when every connection breaks, jobs go on as soon as they can', async () => {
  const done = new Set<unknown>()
  start({ mark_read: async (payload) => void done.add((payload as { conversationId: string }).conversationId) })
  await record(...some(1))
  await until(() => done.size === 1)
  for (let round = 1; round <= 3; round++) {
    await world.cutOff('switchboard_jobs')
    await record(...some(20))
    await until(() => done.size === 1 + round * 20)
  }
})

test('what a killed process left in hand is taken up again', async () => {
  await record(...some(1))
  await world.asOwner(`update graphile_worker._private_jobs set locked_by = 'gone', locked_at = now(), attempts = 1`)
  let tries = 0
  start({ mark_read: async () => void tries++ })
  await until(() => tries === 1)
})

test('stopping waits for the jobs in hand and leaves the others for the next start', async () => {
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  let begun = 0
  let ended = 0
  start({
    mark_read: async () => {
      begun++
      await finished
      ended++
    },
  })
  await record(...some(30))
  await until(() => begun > 0)
  const stopping = jobs?.stop()
  finish()
  await stopping
  jobs = undefined
  expect(ended).toBe(begun)
  const left = await world.asOwner<{ locked_at: Date | null }>('select locked_at from graphile_worker._private_jobs')
  expect(left).toEqual(new Array(30 - ended).fill({ locked_at: null }))
})
