import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DomainEvent } from '../contract/events.ts'
import type { Instant, WorkspaceId } from '../contract/ids.ts'
import { follow } from './follow.ts'
import { type Journal, type Lines, lastOf } from './journal.ts'
import { newId } from './new-id.ts'

const workspaceId = newId() as WorkspaceId
const fact: DomainEvent = { type: 'catalog.changed', catalog: 'users' }

/** A journal of commits: what is in it can be read, at once or when `away` is over. */
function memoryJournal(commits: readonly Lines[]) {
  let written = 0
  const journal: Journal & { away: boolean; write(count: number): void } = {
    away: false,
    write: (count) => {
      written = Math.max(written, count)
    },
    async last() {
      if (journal.away) throw new Error('away')
      return written === 0 ? 0 : lastOf(commits[written - 1]!)
    },
    async after(_workspace, after, limit) {
      if (journal.away) throw new Error('away')
      const lines = commits
        .slice(0, written)
        .flatMap(({ from, at, events }) => events.map((event, index) => ({ from: from + index, at, events: [event] })))
      // Short pages end in the middle of commits.
      return lines.filter((line) => line.from > after).slice(0, Math.min(limit, 3))
    },
  }
  return journal
}

function commitsOf(sizes: readonly number[]): Lines[] {
  let from = 1
  return sizes.map((size, index) => {
    const lines = { from, at: (1_000 + index) as Instant, events: new Array<DomainEvent>(size).fill(fact) }
    from += size
    return lines
  })
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(1)
}

test('lines come out once each and in order, however their commits were reported', async () => {
  const story = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 }),
    // For each commit: reported here, reported late, only heard of, reported twice, or not mentioned at all.
    fates: fc.array(fc.constantFrom('now', 'late', 'heard', 'twice', 'unmentioned'), { minLength: 40, maxLength: 40 }),
    startAt: fc.nat(10),
    awayAt: fc.nat(40),
  })
  await fc.assert(
    fc.asyncProperty(story, async ({ sizes, fates, startAt, awayAt }) => {
      const commits = commitsOf(sizes)
      const journal = memoryJournal(commits)
      const begin = Math.min(startAt, commits.length)
      journal.write(begin)
      const seen: number[] = []
      const onLines = (lines: Lines) => seen.push(...lines.events.map((_, index) => lines.from + index))
      const follower = follow({ journal, workspaceId, onLines, onTrouble: () => {} })
      const late: Lines[] = []
      for (const [index, lines] of commits.entries()) {
        if (index < begin) continue
        journal.write(index + 1)
        journal.away = index === awayAt
        const fate = fates[index]
        if (fate === 'now' || fate === 'twice') follower.report(lines)
        if (fate === 'twice') follower.report(lines)
        if (fate === 'heard') follower.heardOf(lastOf(lines))
        if (fate === 'late') late.push(lines)
        if (index % 7 === 0) await Promise.resolve()
        if (index % 3 === 0) for (const one of late.splice(0).reverse()) follower.report(one)
      }
      journal.away = false
      const last = lastOf(commits.at(-1)!)
      follower.heardOf(last)
      for (const one of late) follower.report(one)
      await until(() => follower.last() === last)
      follower.stop()
      // What was written before the first look is not news; everything after it is.
      const first = (await follower.ready) + 1
      expect(seen).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index))
    }),
    { numRuns: 200 },
  )
})

test('a commit in order is handed on at once, without asking the database', async () => {
  const commits = commitsOf([1, 2])
  const journal = memoryJournal(commits)
  const seen: number[] = []
  const follower = follow({ journal, workspaceId, onLines: ({ from }) => seen.push(from), onTrouble: () => {} })
  await follower.ready
  journal.away = true
  follower.report(commits[0]!)
  follower.report(commits[1]!)
  expect(seen).toEqual([1, 2])
  follower.stop()
})

test('a commit that overtook another waits for it, and fetches it when nobody brings it', async () => {
  const commits = commitsOf([1, 2, 1])
  const journal = memoryJournal(commits)
  const seen: number[] = []
  const follower = follow({ journal, workspaceId, onLines: ({ from }) => seen.push(from), onTrouble: () => {} })
  await follower.ready
  // Its first look is over, and nobody is reading any more.
  await nextTurn()
  journal.write(3)
  follower.report(commits[2]!)
  await until(() => follower.last() === 4)
  expect(seen).toEqual([1, 2, 3, 4])
  follower.stop()
})

test('a look finds what nobody spoke of', async () => {
  const commits = commitsOf([1, 1])
  const journal = memoryJournal(commits)
  const seen: number[] = []
  const follower = follow({
    journal,
    workspaceId,
    onLines: ({ events }) => seen.push(events.length),
    onTrouble: () => {},
  })
  await follower.ready
  journal.write(2)
  follower.look()
  await until(() => follower.last() === 2)
  expect(seen).toEqual([1, 1])
  follower.stop()
})

test('somebody who speaks of lines that do not exist is not believed for ever', async () => {
  const commits = commitsOf([1])
  const journal = memoryJournal(commits)
  const reads: number[] = []
  const counted: Journal = {
    ...journal,
    after(workspace, after, limit) {
      reads.push(after)
      return journal.after(workspace, after, limit)
    },
  }
  const follower = follow({ journal: counted, workspaceId, onLines: () => {}, onTrouble: () => {} })
  await follower.ready
  follower.heardOf(500)
  await until(() => reads.length > 0)
  // A look goes through the same reader, after whatever it is still doing.
  journal.write(1)
  follower.look()
  await until(() => follower.last() === 1)
  expect(reads).toEqual([0, 0])
  follower.stop()
})
