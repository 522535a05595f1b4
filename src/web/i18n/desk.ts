import { areaOnDemand } from './catalogue.ts'
import { en as enTalk } from './desk/en-talk.ts'
import { en as enWork } from './desk/en-work.ts'

/** Words of the desk: "talk" is the list, offers and the thread; "work" what one writes, chooses and looks up. */
export const desk = areaOnDemand(
  { ...enTalk, ...enWork },
  {
    pt: () => import('./desk/pt.ts').then((module) => module.pt),
    es: () => import('./desk/es.ts').then((module) => module.es),
  },
)
