import { en } from './api-docs/en.ts'
import { es } from './api-docs/es.ts'
import { pt } from './api-docs/pt.ts'
import { area } from './catalogue.ts'

/** Words of the page that describes the API: loaded with it. */
export const apiDocs = area(en, pt, es)
