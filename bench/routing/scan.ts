/** One round of the router beside the naive scan, in a thread of its own: answers with how many matches a second each made. */
import { deepStrictEqual } from 'node:assert'
import { parentPort, workerData } from 'node:worker_threads'
import { route } from '../../src/modules/routing/core/route.ts'
import { strategyOf } from '../../src/modules/routing/core/strategy.ts'
import { type CrowdSize, crowd } from './crowd.ts'
import { naiveRoute } from './naive.ts'

const snapshot = crowd(workerData as CrowdSize)
const [ours, ourSeconds] = timed(() => route(snapshot, strategyOf))
const [naive, naiveSeconds] = timed(() => naiveRoute(snapshot))
const pairs = ours.map(({ interactionId, agentIds }) => ({ interactionId, agentIds }))
deepStrictEqual(pairs, naive, 'the router and the naive scan agree')
parentPort?.postMessage({
  'router matches/s': ours.length / ourSeconds,
  'scan matches/s': naive.length / naiveSeconds,
})

function timed<T>(act: () => T): [T, number] {
  const began = performance.now()
  const result = act()
  return [result, (performance.now() - began) / 1_000]
}
