import { area } from './catalogue.ts'
import { en } from './line/en.ts'
import { es } from './line/es.ts'
import { pt } from './line/pt.ts'

/** Words about the line before a queue. */
export const line = area(en, pt, es)
