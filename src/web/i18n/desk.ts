import { area } from './catalogue.ts'
import { en as enTalk } from './desk/en-talk.ts'
import { en as enWork } from './desk/en-work.ts'
import { es as esTalk } from './desk/es-talk.ts'
import { es as esWork } from './desk/es-work.ts'
import { pt as ptTalk } from './desk/pt-talk.ts'
import { pt as ptWork } from './desk/pt-work.ts'

/** Words of the desk: "talk" is the list, offers and the thread; "work" what one writes, chooses and looks up. */
export const desk = area({ ...enTalk, ...enWork }, { ...ptTalk, ...ptWork }, { ...esTalk, ...esWork })
