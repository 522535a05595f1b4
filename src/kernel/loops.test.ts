import { Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { WorkspaceId } from '../contract/ids.ts'
import { createLog } from './log.ts'
import { createLoop, type Loop, type LoopOptions } from './loops.ts'

const [north, south, east] = ['north', 'south', 'east'] as unknown as [WorkspaceId, WorkspaceId, WorkspaceId]
const loops: Loop[] = []
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop()
})

function loopOf(options: Partial<LoopOptions> & Pick<LoopOptions, 'run'>) {
  const said: { msg: string }[] = []
  const to = new Writable({
    write(line, _encoding, done) {
      said.push(JSON.parse(String(line)) as { msg: string })
      done()
    },
  })
  const log = createLog({ level: 'info', to })
  const loop = createLoop({ name: 'router', everyMs: 1e9, atOnce: 2, due: async () => [], log, ...options })
  loops.push(loop)
  return { loop, said }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(1)
}

/** A door that every turn waits at. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

test('any number of wake-ups before a turn are one turn, and one during a turn is one more', async () => {
  const turns: WorkspaceId[] = []
  const { opened, open } = gate()
  const { loop } = loopOf({
    run: async (workspaceId) => {
      turns.push(workspaceId)
      await opened
      return 'done'
    },
  })
  for (let count = 0; count < 5; count++) loop.wake(north)
  expect(turns).toEqual([north])
  for (let count = 0; count < 5; count++) loop.wake(north)
  expect(turns).toEqual([north])
  open()
  await until(() => loop.numbers().running === 0)
  expect(turns).toEqual([north, north])
})

test('one workspace never runs twice at once, others run beside it, up to the limit', async () => {
  const inside: WorkspaceId[] = []
  const { opened, open } = gate()
  const { loop } = loopOf({
    atOnce: 2,
    run: async (workspaceId) => {
      expect(inside).not.toContain(workspaceId)
      inside.push(workspaceId)
      expect(inside.length).toBeLessThanOrEqual(2)
      await opened
      inside.splice(inside.indexOf(workspaceId), 1)
      return 'done'
    },
  })
  for (const workspaceId of [north, north, south, east, south]) loop.wake(workspaceId)
  expect(inside).toEqual([north, south])
  open()
  await until(() => loop.numbers().turns === 5 && loop.numbers().running === 0)
})

test('a turn that was cut short goes on at once', async () => {
  let left = 3
  const { loop } = loopOf({ run: async () => (--left > 0 ? 'more' : 'done') })
  loop.wake(north)
  await until(() => left === 0)
  expect(loop.numbers().turns).toBe(3)
})

test('what is due is done without a wake-up', async () => {
  const turns: WorkspaceId[] = []
  loopOf({
    everyMs: 5,
    due: async () => [north],
    run: async (workspaceId) => {
      turns.push(workspaceId)
      return 'done'
    },
  })
  await until(() => turns.length >= 3)
  expect(new Set(turns)).toEqual(new Set([north]))
})

test('it asks again when the next deadline falls, however long it would rest otherwise', async () => {
  const asked: number[] = []
  const deadline = performance.now() + 60
  const turns: WorkspaceId[] = []
  loopOf({
    everyMs: 1e9,
    due: async () => {
      asked.push(performance.now())
      return performance.now() >= deadline ? [north] : []
    },
    nextDueMs: async () => (performance.now() >= deadline ? null : deadline - performance.now()),
    run: async (workspaceId) => {
      turns.push(workspaceId)
      return 'done'
    },
  })
  await until(() => turns.length === 1)
  // Once at the start, and once when it fell due, give or take a timer that ends a moment early.
  expect(asked.length).toBeLessThanOrEqual(3)
  expect(asked.at(-1)).toBeGreaterThanOrEqual(deadline)
})

test('deadlines that fall all the time are looked for together, not one by one', async () => {
  const asked: number[] = []
  loopOf({
    due: async () => {
      asked.push(performance.now())
      return []
    },
    nextDueMs: async () => 0,
    run: async () => 'done',
  })
  await until(() => asked.length === 5)
  expect((asked[4] ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(60)
})

test('a workspace whose turn fails is tried again, complained about once, and disturbs nobody', async () => {
  let tries = 0
  const others: WorkspaceId[] = []
  const { loop, said } = loopOf({
    run: async (workspaceId) => {
      if (workspaceId !== north) others.push(workspaceId)
      else if (++tries < 4) throw new Error(`no answer after ${tries} ms`)
      return 'done'
    },
  })
  loop.wake(north)
  await until(() => tries === 1)
  loop.wake(south)
  await until(() => others.length === 1)
  await until(() => tries === 4)
  await until(() => said.length === 2)
  expect(said.map(({ msg }) => msg)).toEqual(['the router has trouble; trying again', 'the router works again'])
})

test('when what is due cannot be asked, it is asked again', async () => {
  let asked = 0
  const turns: WorkspaceId[] = []
  loopOf({
    due: async () => {
      if (++asked < 3) throw new Error('the database is away')
      return [north]
    },
    run: async (workspaceId) => {
      turns.push(workspaceId)
      return 'done'
    },
  })
  await until(() => turns.length === 1)
  expect(asked).toBe(3)
})

test('stopping waits for the turn in hand and begins no other', async () => {
  const turns: WorkspaceId[] = []
  const { opened, open } = gate()
  const { loop } = loopOf({
    atOnce: 1,
    run: async (workspaceId) => {
      turns.push(workspaceId)
      await opened
      return 'more'
    },
  })
  loop.wake(north)
  loop.wake(south)
  let stopped = false
  const stopping = loop.stop().then(() => {
    stopped = true
  })
  loop.wake(east)
  await Promise.resolve()
  expect(stopped).toBe(false)
  open()
  await stopping
  expect(turns).toEqual([north])
})
