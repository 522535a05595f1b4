import { en } from './board/en.ts'
import { areaOnDemand } from './catalogue.ts'

/** Words of the live board: loaded with it. */
export const board = areaOnDemand(en, {
  pt: () => import('./board/pt.ts').then((module) => module.pt),
  es: () => import('./board/es.ts').then((module) => module.es),
})
