import { en } from './attendance/en.ts'
import { es } from './attendance/es.ts'
import { pt } from './attendance/pt.ts'
import { area } from './catalogue.ts'

export const attendance = area(en, pt, es)
