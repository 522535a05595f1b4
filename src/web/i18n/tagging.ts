import { area } from './catalogue.ts'
import { en } from './tagging/en.ts'
import { es } from './tagging/es.ts'
import { pt } from './tagging/pt.ts'

/** Words of tags on the desk: fetched with the first conversation, or when there is a tag to choose by. */
export const tagging = area(en, pt, es)
