import { pt as talk } from './pt-talk.ts'
import { pt as work } from './pt-work.ts'

export const pt = { ...talk, ...work }
