import { expect, test } from 'vitest'
import { freshDatabase } from '../../src/testing/database.ts'
import { assignment } from './ledger.ts'

test('three thousand offers on four nodes, two of them killed: nobody has two owners or too much, nothing is forgotten', async () => {
  const database = await freshDatabase()
  try {
    const scale = { operations: 3_000, limitMs: 14_000, kills: 2, houses: 2, agents: 20 }
    const report = await assignment({
      url: database.url,
      ...scale,
      seed: 5,
      log: console.error,
      trouble: console.error,
    })
    expect(report).toMatchObject({ lost: 0, doubled: 0, misordered: 0, overCapacity: 0, orphans: 0, met: true })
    expect(report.sent).toBeGreaterThan(500)
  } finally {
    await database.drop()
  }
}, 120_000)
