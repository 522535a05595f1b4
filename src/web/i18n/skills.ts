import { areaOnDemand } from './catalogue.ts'
import { en } from './skills/en.ts'

/** Words of skills, and of the agent a contact would rather have: part of administration. */
export const skills = areaOnDemand(en, {
  pt: () => import('./skills/pt.ts').then((module) => module.pt),
  es: () => import('./skills/es.ts').then((module) => module.es),
})
