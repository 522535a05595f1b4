import { area } from './catalogue.ts'
import { en } from './finishing/en.ts'
import { es } from './finishing/es.ts'
import { pt } from './finishing/pt.ts'

export const finishing = area(en, pt, es)
