import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinInLanes } from './arrivals.ts'
import { allLanes, type Lane } from './core/lanes.ts'

const [one, other] = allLanes as [Lane, Lane]

/** Writes that wait until they are let go. */
function writes() {
  const begun: { lane: Lane | null; items: readonly string[]; done: () => void; fail: (error: Error) => void }[] = []
  const join = joinInLanes<string, string>(
    (_place, lane, items) => new Promise((done, fail) => begun.push({ lane, items, done, fail })),
    { size: 300, inFlight: 1 },
  )
  return { begun, join: (lane: Lane | null, item: string) => join('here', lane, item) }
}

test('lanes are written side by side, and what comes meanwhile goes together', async () => {
  const { begun, join } = writes()
  const all = [join(one, 'a'), join(other, 'b'), join(one, 'c'), join(one, 'd')]
  await turn()
  expect(begun.map(({ lane, items }) => [lane, ...items])).toEqual([
    [one, 'a'],
    [other, 'b'],
  ])
  begun[0]!.done()
  await turn()
  expect(begun[2]).toMatchObject({ lane: one, items: ['c', 'd'] })
  for (const { done } of begun) done()
  await Promise.all(all)
})

test('what is of all lanes waits for what came before it, and is overtaken by nothing', async () => {
  const { begun, join } = writes()
  const first = join(one, 'first')
  const mixed = [join(null, 'mixed'), join(other, 'after it'), join(null, 'last')]
  await turn()
  expect(begun.map(({ items }) => items)).toEqual([['first']])
  begun[0]!.fail(new Error('not stored'))
  await expect(first).rejects.toThrow('not stored')
  await turn()
  begun[1]!.done()
  await turn()
  begun[2]?.done()
  await Promise.all(mixed)
  expect(begun.slice(1).flatMap(({ items }) => items)).toEqual(['mixed', 'after it', 'last'])
  expect(new Set(begun.slice(1).map(({ lane }) => lane))).toEqual(new Set([null]))
  // When it is over, lanes are lanes again.
  void join(other, 'later')
  await turn()
  expect(begun.at(-1)).toMatchObject({ lane: other, items: ['later'] })
})

test('whatever comes in whatever order and however long it takes: nothing is passed by what concerns the same person', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(one, other, null), { maxLength: 40 }),
      fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 20 }),
      async (lanes, pauses) => {
        const ended: number[] = []
        let writing = 0
        const join = joinInLanes<string, number>(
          async (_place, lane, items) => {
            for (let pause = pauses[writing++ % pauses.length]!; pause > 0; pause--) await turn()
            expect(lane === null || items.every((item) => lanes[item] === lane)).toBe(true)
            ended.push(...items)
          },
          { size: 3, inFlight: 1 },
        )
        await Promise.all(lanes.map((lane, item) => join('here', lane, item)))
        expect(ended.toSorted((a, b) => a - b)).toEqual(lanes.map((_, item) => item))
        for (const [place, item] of ended.entries())
          for (const later of ended.slice(0, place))
            if (later > item) expect([lanes[later], lanes[item]]).toEqual(expect.arrayContaining([one, other]))
      },
    ),
  )
})
