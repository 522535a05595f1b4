import { area } from './catalogue.ts'
import { en } from './common/en.ts'
import { es } from './common/es.ts'
import { pt } from './common/pt.ts'

/** Words of the parts, the shell, signing in and a person's own page: loaded always. */
export const common = area(en, pt, es)
