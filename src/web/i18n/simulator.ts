import { areaOnDemand } from './catalogue.ts'
import { en } from './simulator/en.ts'

/** Words of the simulated phone: loaded with its screen. */
export const simulator = areaOnDemand(en, {
  pt: () => import('./simulator/pt.ts').then((module) => module.pt),
  es: () => import('./simulator/es.ts').then((module) => module.es),
})
