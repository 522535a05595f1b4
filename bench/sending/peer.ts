/** The provider, as a process of its own: told over IPC how slowly to answer, and asked what it got. */
import { type Got, openGraph } from './graph.ts'

let delayMs = 0
let got: Got[] = []

const { port } = await openGraph({ delayMs: () => delayMs, onMessage: (message) => got.push(message) })

process.on('message', (order: { do: 'begin'; delayMs: number } | { do: 'report' } | { do: 'count' }) => {
  if (order.do === 'begin') {
    delayMs = order.delayMs
    got = []
    process.send?.({ begun: true })
  } else if (order.do === 'count') process.send?.({ count: got.length })
  else process.send?.({ got })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port })
