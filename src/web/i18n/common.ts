import { areaOnDemand } from './catalogue.ts'
import { en } from './common/en.ts'

/** Words of the parts and the shell: loaded always. */
export const common = areaOnDemand(en, {
  pt: () => import('./common/pt.ts').then((module) => module.pt),
  es: () => import('./common/es.ts').then((module) => module.es),
})
