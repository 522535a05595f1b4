import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '10000' },
    steps: { type: 'string', default: '100' },
    story: { type: 'boolean', default: false },
  },
})
const [first, count, steps] = [values.seed, values.seeds, values.steps].map(Number) as [number, number, number]

for (let seed = first; seed < first + count; seed++) {
  const story = simulate(seed, steps)
  if (values.story) console.log(story.join('\n'))
}
console.log(`${count} shifts of ${steps} steps, from seed ${first}: every promise was kept`)
