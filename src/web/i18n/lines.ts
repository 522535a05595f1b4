import { areaOnDemand } from './catalogue.ts'
import { en } from './lines/en.ts'

/** Words of the lines between messages: what happened to the interaction itself, and what rules did. */
export const lines = areaOnDemand(en, {
  pt: () => import('./lines/pt.ts').then((module) => module.pt),
  es: () => import('./lines/es.ts').then((module) => module.es),
})
