import { area } from './catalogue.ts'
import { en } from './telephone/en.ts'
import { es } from './telephone/es.ts'
import { pt } from './telephone/pt.ts'

/** Words of the screens about telephone systems and about passing on. */
export const telephone = area(en, pt, es)
