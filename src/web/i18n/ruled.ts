import { areaOnDemand } from './catalogue.ts'
import { en } from './ruled/en.ts'

/** Words of what rules did, in a thread: fetched with the first such line. */
export const ruled = areaOnDemand(en, {
  pt: () => import('./ruled/pt.ts').then((module) => module.pt),
  es: () => import('./ruled/es.ts').then((module) => module.es),
})
