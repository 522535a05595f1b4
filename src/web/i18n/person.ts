import { area } from './catalogue.ts'
import { en } from './person/en.ts'
import { es } from './person/es.ts'
import { pt } from './person/pt.ts'

/** Words of signing in and of a person's own page, loaded with them. */
export const person = area(en, pt, es)
