import { expect, test } from 'vitest'
import { chaos, isMet } from './ledger.ts'

test('a thousand webhooks, some twice, out of order and late, while the server and Postgres are killed: nothing is lost', async () => {
  const plan = { kills: 1, postgresStops: 1, bothKilled: 0, storms: 1, fullDisks: 0, stalls: 0, idlePeers: 1 }
  const said: string[] = []
  const log = (line: string) => void said.push(line)
  const report = await chaos({
    webhooks: 1_000,
    plan,
    seed: 3,
    postgres: 'embedded',
    diskMegabytes: 0,
    log,
    trouble: log,
  })
  expect(report, said.join('\n')).toMatchObject({ sent: 1_000, faults: 4, lost: 0, doubled: 0, misordered: 0 })
  expect(isMet(report), said.join('\n')).toBe(true)
}, 180_000)
