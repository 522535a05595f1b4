import { area } from './catalogue.ts'
import { en } from './simulator/en.ts'
import { es } from './simulator/es.ts'
import { pt } from './simulator/pt.ts'

/** Words of the simulated phone: loaded with its screen. */
export const simulator = area(en, pt, es)
