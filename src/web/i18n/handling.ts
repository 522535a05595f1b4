import { area } from './catalogue.ts'
import { en } from './handling/en.ts'
import { es } from './handling/es.ts'
import { pt } from './handling/pt.ts'

/** Words of parking and passing on: fetched when somebody holds something. */
export const handling = area(en, pt, es)
