import { areaOnDemand } from './catalogue.ts'
import { en } from './tags/en.ts'

/** Words of tags and of membership in bulk: part of administration. */
export const tags = areaOnDemand(en, {
  pt: () => import('./tags/pt.ts').then((module) => module.pt),
  es: () => import('./tags/es.ts').then((module) => module.es),
})
