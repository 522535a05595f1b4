import type { ClockName } from '../../../contract/cards.ts'
import type { SpecialDate } from '../../../contract/operations/calendars.ts'
import type { Escalation } from '../../../contract/operations/sla.ts'
import type { PolicyOwner } from '../../../modules/sla/core/policy.ts'
import type { en } from './en.ts'

export const es: typeof en = {
  calendar: 'Calendario',
  calendarNote:
    'Cuándo está abierto este canal. Por ejemplo: de lunes a viernes 09:00–17:00, cerrado el 25 de diciembre.',
  openCalendar: 'Abrir el calendario',
  newCalendar: 'Nuevo calendario',
  copyCalendar: 'Copiar',
  copyOf: (name: string) => `Copia de ${name}`,
  useOfCalendars: 'Qué calendarios',
  useOf: (use: 'all' | 'used' | 'unused') => ({ all: 'Todos', used: 'En uso', unused: 'Sin usar' })[use],
  searchCalendars: 'Buscar calendarios',
  noCalendars: 'Todavía no hay ningún calendario',
  noCalendarsText:
    'Un calendario dice cuándo están abiertos los canales: horas de la semana, festivos y días especiales.',
  calendarNameNeeded: 'Dé un nombre al calendario.',
  calendarNameNote: 'Por ejemplo: Tienda de Lisboa',
  atMostLetters: (most: number) => `Como máximo ${most} letras.`,
  calendarSaved: 'El calendario se ha guardado.',
  calendarRemoved: (name: string) => `${name} se ha eliminado.`,
  calendarUsed: (names: string) => `Aún lo siguen ${names}. Elija antes otro calendario allí.`,
  removeCalendar: 'Eliminar el calendario',
  removeCalendarQuestion: (name: string) => `¿Eliminar ${name}?`,
  removeCalendarText: 'Sus horas y días especiales desaparecen. Ningún canal lo sigue.',
  week: 'Horas de la semana',
  zoneNote: 'El reloj de pared que cuenta, en verano y en invierno. Por ejemplo: Europe/Lisbon',
  zoneWrong: 'Elija una zona de la lista.',
  tooManyBlocks: (most: number) => `Como máximo ${most} bloques en una semana.`,
  timeWrong: 'Escriba ambas horas como 09:00. El final del día es 24:00.',
  endsBeforeBegin:
    'Termina antes de empezar. Para una noche escriba dos bloques: 22:00–24:00, y 00:00–06:00 al día siguiente.',
  overlapsWith: (from: string, to: string) => `Se solapa con ${from}–${to} del mismo día.`,
  specialDays: 'Días especiales',
  specialDaysNote:
    'Sustituyen al día de la semana. Sin horas, el día está cerrado. Por ejemplo: Navidad, cada 25 de diciembre.',
  skipsDate: (date) => `El reloj de esta zona se salta el ${date}: ese día no llega nunca.`,
  skipsHours: (date, from, to, left) =>
    left === 0
      ? `El ${date} el reloj se adelanta y se salta ${from}–${to}: no se abre entonces.`
      : `El ${date} el reloj se adelanta: de ${from}–${to} quedan ${left} minutos.`,
  addSpecialDay: 'Añadir un día especial',
  specialName: 'Nombre del día especial',
  specialNameExample: 'Navidad',
  specialNameNeeded: 'Dé un nombre al día.',
  specialDayNumber: (n: number) => `Día especial ${n}`,
  tooManySpecial: (most: number) => `Como máximo ${most} días especiales.`,
  every: (every: SpecialDate['every']) => ({ once: 'En una fecha', year: 'Cada año', month: 'Cada mes' })[every],
  everyOf: (name: string) => `${name}: con qué frecuencia`,
  dateOf: (name: string) => `${name}: fecha`,
  monthOf: (name: string) => `${name}: mes`,
  dayOfMonthOf: (name: string) => `${name}: día del mes`,
  dateWrong: 'Esa fecha no existe.',
  sameDayAs: (name: string) => `El mismo día que ${name || 'otro'}.`,
  removeSpecial: 'Quitar este día',
  removeSpecialDay: (name: string) => `Quitar ${name}`,
  openNow: 'Abierto',
  whatHappensNext: 'Qué ocurre después',
  openNowUntil: (moment: string) => `Abierto ahora, hasta el ${moment}`,
  closedNowUntil: (moment: string) => `Cerrado ahora, hasta el ${moment}`,
  opensNext: (moment: string) => `Después abre el ${moment}`,
  closesNext: (moment: string) => `Después cierra el ${moment}`,
  alwaysOpenNow: 'Siempre abierto',
  neverOpens: 'Nunca abre: añada horas al menos un día',
  holdsNote:
    'Las conversaciones nuevas esperan a la apertura. Desactivado: se pregunta igualmente a quien esté disponible. Los agentes pueden tomarlas a mano en ambos casos.',
  promisesElsewhere: 'Con qué rapidez se responde se ajusta en',
  promisesNote:
    'Cuatro relojes corren en cada conversación. Lo que dice una cola va antes que su canal, y este antes que el espacio de trabajo.',
  ownerName: (owner: PolicyOwner) => ({ workspace: 'Espacio de trabajo', channel: 'Canal', queue: 'Cola' })[owner],
  wholeWorkspace: 'Todo el espacio de trabajo',
  searchPromises: 'Buscar canales y colas',
  follows: 'Sigue',
  ownClocks: (n: number) => (n === 0 ? 'Nada propio' : n === 1 ? '1 reloj propio' : `${n} relojes propios`),
  clock: (clock: ClockName) =>
    ({
      queue_answer: 'Atención de la cola',
      first_response: 'Primera respuesta',
      next_response: 'Respuesta siguiente',
      solution: 'Solución',
    })[clock],
  clockNote: (clock: ClockName) =>
    ({
      queue_answer: 'Desde el inicio hasta que un agente la toma. Empieza de nuevo cada vez que vuelve a esperar.',
      first_response: 'Desde el primer mensaje hasta la primera respuesta de una persona.',
      next_response: 'Desde cada mensaje del contacto hasta la respuesta. El anillo que ven los agentes.',
      solution: 'Desde el inicio hasta el cierre. Reabierta, sigue con lo que quedaba.',
    })[clock],
  ownPromise: (clock: string) => `${clock}: valor propio, en lugar de seguir`,
  followed: (owner: PolicyOwner | 'plain') =>
    ({
      workspace: 'Como en el espacio de trabajo.',
      channel: 'Como en el canal de cada conversación.',
      queue: '',
      plain: 'Como viene de fábrica.',
    })[owner],
  runs: (clock: string) => `${clock} en marcha`,
  within: 'En',
  withinNote: 'Por ejemplo: 5 minutos',
  withinWrong: 'De 10 segundos a 30 días.',
  warnsAt: (percent: number) => `Ámbar al ${percent} % del tiempo`,
  neverWarns: 'Nunca ámbar',
  warnAt: 'Aviso, en porcentaje del tiempo',
  businessHours: 'Solo cuenta el horario de atención',
  businessHoursNote:
    'Según el calendario del canal. Por ejemplo: viernes 16:30 más una hora, abierto 09:00–17:00, es lunes 09:30.',
  example: (begun: string, amber: string, late: string) =>
    `Si empieza a las ${begun}, pasa a ámbar a las ${amber} y a rojo a las ${late}.`,
  exampleNoWarning: (begun: string, late: string) =>
    `Si empieza a las ${begun}, pasa a rojo a las ${late}, sin aviso previo.`,
  agentsSee: 'Lo que ven los agentes',
  onWarning: 'Cuando pasa a ámbar',
  onBreach: 'Cuando pasa a rojo',
  movedHereBy: (names) => `No se puede quitar: hay compromisos que mueven conversaciones aquí (${names.join(', ')}).`,
  escalationNote: 'Ocurre solo, una vez cada vez que corre el reloj.',
  escalation: (what: Escalation['do']) =>
    ({ raise_priority: 'Subir la prioridad', move: 'Mover a otra cola', tell_supervisors: 'Avisar a supervisores' })[
      what
    ],
  add: 'Añadir…',
  whose: 'De quién',
  addEscalation: (when: string) => `${when}: añadir`,
  removeEscalation: (what: string) => `Quitar: ${what}`,
  raiseBy: 'Cuánto, hasta 1.000',
  moveTo: 'A qué cola',
  chooseQueue: 'Elija una cola',
  queueNeeded: 'Elija la cola a la que pasa.',
  raiseWrong: 'De 1 a 1.000.',
  ownQueue: 'Ya espera en esta cola. Elija otra.',
  serviceLevel: 'Nivel de servicio',
  serviceLevelSeconds: 'Atendida en',
  serviceLevelNote:
    'La parte de conversaciones que un agente toma en este tiempo es el nivel de servicio. Por ejemplo: 1 minuto',
  abandonAfterSeconds: 'Abandonada después de',
  abandonNote: 'Nadie la tomó en ese tiempo: cuenta como abandonada. Por ejemplo: 30 minutos',
  chatLimitSeconds: 'Demasiado tiempo en manos después de',
  chatLimitNote:
    'Un agente la tiene desde hace tanto: el panel en vivo la señala y no pasa nada más. Por ejemplo: 1 hora',
  levelWrong: 'De 1 segundo a 30 días.',
  serviceLevelWrong: 'De 1 segundo a 1 día.',
  followWorkspace: 'Vacío sigue al espacio de trabajo.',
  promisesSaved: 'Los compromisos se han guardado. Los relojes en marcha conservan sus tiempos.',
}
