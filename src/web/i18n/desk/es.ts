import { es as talk } from './es-talk.ts'
import { es as work } from './es-work.ts'

export const es = { ...talk, ...work }
