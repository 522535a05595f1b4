import { areaOnDemand } from './catalogue.ts'
import { en } from './times/en.ts'

/** Words of calendars and service promises: loaded with their screens. */
export const times = areaOnDemand(en, {
  pt: () => import('./times/pt.ts').then((module) => module.pt),
  es: () => import('./times/es.ts').then((module) => module.es),
})
