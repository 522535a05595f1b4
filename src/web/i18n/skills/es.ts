import { counted } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('es')
const list = new Intl.ListFormat('es', { type: 'conjunction' })

export const es: typeof en = {
  skill: 'Habilidad',
  skills: 'Habilidades',
  newSkill: 'Nueva habilidad',
  noSkills: 'Todavía no hay habilidades',
  noSkillsText:
    'Una habilidad es lo que algunas personas saben hacer y otras no, por ejemplo español o facturas. Las colas las piden, y solo a quien las tiene se le ofrece algo.',
  searchSkills: 'Buscar nombre o descripción',
  skillGone: 'Esta habilidad ya no existe',
  skillGoneText: 'Vuelva a la lista y elija otra.',
  skillSaved: 'La habilidad se ha guardado.',
  skillCreated: 'La habilidad se ha creado.',
  skillRemoved: (name) => `${name} se ha eliminado.`,
  skillNameNote: 'De 2 a 30 letras, cifras y - _ . : sin espacios. Por ejemplo: español, o facturas-2ª_línea',
  skillNameWrong: 'De 2 a 30 letras, cifras y - _ . : sin espacios.',
  askedForBy: 'Colas que la piden',
  askedForByNobody: 'Ninguna cola la pide todavía. Abra una cola y añádala allí.',
  askedForByQueues: (names) => `No se puede eliminar: la piden ${list.format(names)}.`,
  removeSkill: 'Eliminar la habilidad',
  removeSkillQuestion: (name) => `¿Eliminar ${name}?`,
  removeSkillText: (people) =>
    people === 0 ? 'Nadie la tiene.' : count(people, '# persona deja de tenerla.', '# personas dejan de tenerla.'),
  people: 'Personas',
  peopleCount: (n) => count(n, 'Personas · #', 'Personas · #'),
  peopleNote: 'El nivel 1 es el mejor, el 20 el peor',
  nobodyHasIt: 'Nadie tiene esta habilidad',
  nobodyHasItText: 'Añada personas aquí, o désela a alguien en su propia pantalla.',
  setLevel: (n) => count(n, 'Fijar el nivel de #', 'Fijar el nivel de #'),
  levelForAll: 'Nivel para quienes están marcados',
  takeAway: (n) => count(n, 'Quitársela a #', 'Quitársela a #'),
  addPeople: (n) => count(n, 'Añadir # persona', 'Añadir # personas'),
  everybodyHasIt: 'Todos la tienen',
  everybodyHasItText: 'No queda nadie por añadir.',
  levelOf: (name) => `Nivel de ${name}, 1 es el mejor`,
  levelWrong: 'Un nivel es un número entero de 1 (mejor) a 20.',

  userSkillsNote: 'Lo que sabe hacer, y cómo de bien: 1 es lo mejor, 20 lo peor. Ejemplo: español 2',
  addSkill: 'Añadir una habilidad',
  removeOne: (name) => `Quitar ${name}`,
  noSkillsYet: 'Todavía no hay habilidades. Un administrador las añade en Habilidades.',
  bySkillIn: (queues) => `Por sus habilidades, también en ${list.format(queues)}`,
  withoutSkillIn: (queues) =>
    `Nombrada en ${list.format(queues)}, pero sin las habilidades que se piden allí: no se le ofrece nada.`,

  requiredNote:
    'Solo a quien tiene todas estas se le ofrece algo. Ejemplo: español de 1 a 5 admite a quien lo habla bien, y a nadie con un 6.',
  requiredNothing: 'Esta cola no pide ninguna habilidad: se pregunta a sus miembros, sepan lo que sepan.',
  best: 'Mejor',
  worst: 'Peor',
  bestOf: (name) => `Mejor nivel de ${name} que cuenta`,
  worstOf: (name) => `Peor nivel de ${name} que cuenta`,
  boundsWrong: 'Los niveles van de 1 (mejor) a 20, y el mejor no puede ser peor que el peor.',
  joinsBySkill: 'Quien tiene estas habilidades es miembro',
  joinsBySkillNote:
    'No hace falta nombrar a nadie. Quien recibe la habilidad entra al momento, y quien la pierde sale.',
  joinsByNameNote: 'Solo es miembro quien está nombrado abajo, y se le pregunta si tiene las habilidades.',
  nobodyAble: (names) => `Nadie tiene ${list.format(names)} con estos niveles: lo que llegue aquí esperará.`,
  nobodyAbleNamed: 'Nadie de los nombrados tiene las habilidades que se piden: lo que llegue aquí esperará.',
  requiredIs: (name, best, worst) => `${name} ${best}–${worst}`,
  member: 'Miembro',
  memberBy: (by) => ({ name: 'por nombre', skill: 'por habilidad', both: 'por nombre y habilidad' })[by],
  notAsked: 'sin las habilidades: no se le pregunta',
  levelBySkill: 'De sus habilidades',
  outboundTemplate: 'Plantilla para escribir primero',
  outboundTemplateNote:
    'Ya elegida cuando alguien inicia una conversación en un canal de esta cola. Vacía: la propia del canal.',

  preferredSection: 'Agente preferido',
  preferredBy: 'Quién va primero',
  preferredName: (by) =>
    ({
      off: 'Nadie en particular',
      interaction: 'Quien tuvo esta conversación por última vez',
      contact: 'Quien tuvo a este contacto por última vez',
    })[by],
  preferredText: (by) =>
    ({
      off: 'Todo sigue la forma de elegir de esta cola.',
      interaction:
        'Inés atendió a Rosa en WhatsApp y Rosa vuelve a escribir allí: Inés va primero. Lo que Rosa mande por SMS va a cualquiera.',
      contact: 'Inés atendió a Rosa en cualquier canal y Rosa vuelve a escribir: Inés va primero.',
    })[by],
  preferredHow: 'Cuando no está libre',
  waitForPreferred: 'Esperarla',
  preferIfAvailable: 'Seguir al momento',
  waitForPreferredText:
    'Con 5 minutos, Rosa espera a Inés hasta las 14:05 si escribe a las 14:00. Después se sigue la forma de elegir de esta cola, y quien la atiende va primero la próxima vez.',
  preferIfAvailableText: 'La recibe Inés si en ese momento está lista y tiene sitio. Si no, el siguiente agente.',
  waitMinutes: 'Minutos de espera',
  waitMinutesWrong: 'De 1 a 1440 minutos.',
  preferredInList: 'Aquí los agentes toman de la lista lo que quieren, así que nadie es preferido.',
}
