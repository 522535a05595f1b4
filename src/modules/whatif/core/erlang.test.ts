import { expect, test } from 'vitest'
import { type ErlangAnswer, type ErlangInput, erlangA } from './erlang.ts'

/**
 * The slow way: the stationary distribution of the birth-death chain, state by state, and the time until an agent is
 * free for whoever comes in each state, step by step (uniformisation).
 */
function slowly({ arrivals, service, impatience, agents, withinSeconds }: ErlangInput): ErlangAnswer {
  const states = agents + 4_000
  const logs = [0]
  for (let n = 1; n < states; n++) {
    const death = Math.min(n, agents) * service + Math.max(0, n - agents) * impatience
    logs.push((logs[n - 1] ?? 0) + Math.log(arrivals / death))
  }
  const top = Math.max(...logs)
  const weights = logs.map((log) => Math.exp(log - top))
  const all = weights.reduce((sum, one) => sum + one, 0)
  const shares = weights.map((weight) => weight / all)
  const line = shares.reduce((sum, share, n) => sum + share * Math.max(0, n - agents), 0)
  const waits = shares.slice(agents).reduce((sum, share) => sum + share, 0)
  const abandons = (impatience * line) / arrivals
  return { waits, abandons, wait: line / arrivals, inTime: 1 - waits + servedWithin() }

  /** In state n - 1 + k of line k: somebody must leave the line k + 1 times before it is one's own turn. */
  function servedWithin(): number {
    const longest = 400
    // shareAt[k]: how many of those who found k in the line before them are still in it, k places from the head.
    const places = Array.from({ length: longest }, (_, k) => shares[agents + k] ?? 0)
    const step = 0.01
    let served = 0
    for (let at = 0; at < withinSeconds; at += step) {
      const head = places[0] ?? 0
      served += head * agents * service * step
      for (let k = 0; k < longest - 1; k++) {
        const leaves = (agents * service + k * impatience) * step
        const own = impatience * step
        const comes = (places[k + 1] ?? 0) * (agents * service + (k + 1) * impatience) * step
        places[k] = (places[k] ?? 0) * (1 - leaves - own) + comes
      }
    }
    return served
  }
}

const inputs: ErlangInput[] = [
  { arrivals: 0.8, service: 1 / 60, impatience: 1 / 120, agents: 50, withinSeconds: 10 },
  { arrivals: 0.1, service: 1 / 300, impatience: 1 / 240, agents: 35, withinSeconds: 20 },
  { arrivals: 0.05, service: 1 / 300, impatience: 1 / 600, agents: 10, withinSeconds: 30 },
  { arrivals: 0.01, service: 1 / 60, impatience: 1 / 60, agents: 1, withinSeconds: 15 },
]

test('it equals the birth-death chain, state by state', () => {
  for (const input of inputs) {
    const [fast, slow] = [erlangA(input)!, slowly(input)]
    expect(fast.waits).toBeCloseTo(slow.waits, 6)
    expect(fast.abandons).toBeCloseTo(slow.abandons, 6)
    expect(fast.wait).toBeCloseTo(slow.wait, 4)
    expect(fast.inTime).toBeCloseTo(slow.inTime, 3)
  }
})

test('50 agents, 48 calls a minute of a minute each, two minutes of patience: as published (Garnett et al. 2002, table 1)', () => {
  const calls = { arrivals: 48 / 60, service: 1 / 60, agents: 50, withinSeconds: 20 }
  const without = erlangA({ ...calls, impatience: 0 })!
  expect(without.wait).toBeCloseTo(20.8, 1)
  const patient = erlangA({ ...calls, impatience: 1 / 120 })!
  expect(100 * patient.abandons).toBeCloseTo(3.1, 1)
  // Published: the average speed of answer of those who were answered, 3.7 seconds.
  expect(patient.wait).toBeCloseTo(3.7, 1)
})

test('one agent and nobody gives up: M/M/1, in closed form', () => {
  const answer = erlangA({ arrivals: 0.5, service: 1, impatience: 0, agents: 1, withinSeconds: 2 })!
  expect(answer.waits).toBeCloseTo(0.5, 6)
  expect(answer.wait).toBeCloseTo(1, 5)
  expect(answer.inTime).toBeCloseTo(1 - 0.5 * Math.exp(-1), 6)
})

test('it stays a number however much comes and however many serve', () => {
  for (const agents of [0, 1, 3, 100, 5_000]) {
    for (const load of [0.001, 0.5, 0.999, 1, 1.5, 20]) {
      for (const patience of [1, 60, 86_400]) {
        const arrivals = (load * Math.max(1, agents)) / 300
        const answer = erlangA({ arrivals, service: 1 / 300, impatience: 1 / patience, agents, withinSeconds: 20 })!
        for (const share of [answer.waits, answer.abandons, answer.inTime]) {
          expect(share).toBeGreaterThanOrEqual(-1e-9)
          expect(share).toBeLessThanOrEqual(1 + 1e-9)
        }
        // What is not served gives up: in the long run no more can be answered than agents can do.
        expect(arrivals * (1 - answer.abandons)).toBeLessThanOrEqual((agents / 300) * (1 + 1e-6))
      }
    }
  }
})

test('more comes than can be served and nobody gives up: there is no answer', () => {
  expect(erlangA({ arrivals: 1, service: 1, impatience: 0, agents: 1, withinSeconds: 20 })).toBeNull()
  expect(erlangA({ arrivals: 0, service: 1, impatience: 0, agents: 0, withinSeconds: 20 })).toMatchObject({ inTime: 1 })
})
