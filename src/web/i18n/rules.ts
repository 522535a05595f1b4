import { areaOnDemand } from './catalogue.ts'
import { en } from './rules/en.ts'

/** Words of automation rules: their screen is fetched when it is opened. */
export const rules = areaOnDemand(en, {
  pt: () => import('./rules/pt.ts').then((module) => module.pt),
  es: () => import('./rules/es.ts').then((module) => module.es),
})
