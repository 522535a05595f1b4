import { expect, test } from 'vitest'
import { chaos } from './ledger.ts'

test('a thousand webhooks, some twice and out of order, and a server killed twice: nothing lost, every screen right', async () => {
  const report = await chaos({ webhooks: 1_000, kills: 2, seed: 3, log: () => {} })
  expect(report).toMatchObject({ sent: 1_000, lost: 0, doubled: 0, misordered: 0, screensWrong: 0, met: true })
}, 180_000)
