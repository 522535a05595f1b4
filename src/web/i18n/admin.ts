import { en } from './admin/en.ts'
import { areaOnDemand } from './catalogue.ts'

/** Words of the administration screens: loaded with them. */
export const admin = areaOnDemand(en, {
  pt: () => import('./admin/pt.ts').then((module) => module.pt),
  es: () => import('./admin/es.ts').then((module) => module.es),
})
