import { areaOnDemand } from './catalogue.ts'
import { en } from './whatif/en.ts'

/** Words of the what-if room: loaded with it. */
export const whatif = areaOnDemand(en, {
  pt: () => import('./whatif/pt.ts').then((module) => module.pt),
  es: () => import('./whatif/es.ts').then((module) => module.es),
})
