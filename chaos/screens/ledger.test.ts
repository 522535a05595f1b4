import { expect, test } from 'vitest'
import { freshDatabase } from '../../src/testing/database.ts'
import { screens } from './ledger.ts'

test('some runs of twenty browsers on two servers, one of them killed: every screen right by itself, nothing after a lost right', async () => {
  const database = await freshDatabase()
  try {
    const scale = { runs: 8, limitMs: 12_000, firms: 1, restarts: 1 }
    const report = await screens({ url: database.url, ...scale, seed: 4, log: console.error, trouble: console.error })
    expect(report).toMatchObject({
      lost: 0,
      doubled: 0,
      misordered: 0,
      laterThanASecond: 0,
      afterTheLoss: 0,
      met: true,
    })
    expect(report.sent).toBeGreaterThan(0)
  } finally {
    await database.drop()
  }
}, 120_000)
