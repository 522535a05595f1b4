import { expect, test } from 'vitest'
import { chaos } from './ledger.ts'

test('three hundred sends to a provider full of faults, some planned for later, and kills at every step of a send: nothing is lost, sent twice or sent too early', async () => {
  const said: string[] = []
  const log = (line: string) => void said.push(line)
  const report = await chaos({ sends: 300, rounds: 1, postgresStops: 0, storms: 1, seed: 3, log, trouble: log })
  expect(report, said.join('\n')).toMatchObject({
    ...{ sent: 300, planned: 60, faults: 7 },
    ...{ lost: 0, doubled: 0, early: 0, repeated: 0, stuck: 0, met: true },
  })
}, 180_000)
