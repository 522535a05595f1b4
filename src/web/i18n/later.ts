import { area } from './catalogue.ts'
import { en } from './later/en.ts'
import { es } from './later/es.ts'
import { pt } from './later/pt.ts'

/** Words of sending later: fetched with the composer's button for it, and with what is planned. */
export const later = area(en, pt, es)
