import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('es')

export const es: Translated<typeof en> = {
  // The list.
  newRule: 'Regla nueva',
  search: 'Buscar reglas',
  noRules: 'Todavía no hay reglas',
  noRulesText:
    'Una regla hace sola lo que, si no, alguien tendría que recordar. Por ejemplo: «Cuando un agente responde, y si 1 día después sigue así: cerrarla».',
  whichRules: 'Qué reglas',
  which: (which) => ({ all: 'Todas', on: 'Encendidas', off: 'Apagadas' })[which],
  when: 'Cuándo',
  does: 'Qué hace',
  lastRun: 'Última vez',
  neverRan: 'Aún no ha actuado',
  isOn: 'Encendida',
  switchRule: (name) => `${name}: encendida`,
  switchedOn: (name) => `${name} está encendida.`,
  switchedOff: (name) => `${name} está apagada. Lo que le quedaba por hacer se descarta.`,
  whenLater: (when, length) => `${when}, ${length} después`,

  // Starting points.
  startFrom: 'Empezar con',
  startNote: 'Todo se puede cambiar antes de guardar.',
  start: (start) =>
    ({
      answered: 'Respondida y en silencio desde hace 24 horas: cerrarla',
      waiting: 'En espera desde hace 10 minutos: subir la prioridad',
      monday: 'Lunes a las 8:00: primero lo que está sin respuesta',
      said: 'El contacto dice «reembolso»: poner una etiqueta',
    })[start],
  startName: (start) =>
    ({
      answered: 'Cerrar lo que queda en silencio',
      waiting: 'Espera demasiado',
      monday: 'Quedó del fin de semana',
      said: 'Pide un reembolso',
    })[start],
  startWord: 'reembolso',

  // The form.
  gone: 'Esta regla ya no existe',
  goneText: 'Alguien la ha eliminado. Lo que hizo queda hecho.',
  nameNote: 'Aparece en la conversación cuando la regla ha hecho algo. Por ejemplo: Cerrar lo que queda en silencio',
  nameNeeded: 'Dé un nombre a la regla.',
  onNote: 'Apagada: no hace nada, y lo que le quedaba por hacer se descarta.',
  sectionWhen: 'Cuándo',
  whenNote: 'Lo que hace una regla no pone en marcha otra: las reglas nunca se siguen unas a otras.',
  looks: 'Mira',
  looksAt: (on) => ({ event: 'Cuando pasa algo', times: 'En ciertos momentos' })[on],
  looksAtNote: (on) =>
    ({
      event: 'La interacción a la que le pasa.',
      times: 'Todas las interacciones abiertas en ese momento.',
    })[on],
  whatHappens: 'Qué pasa',
  tagOf: 'Qué etiqueta',
  anyTag: 'Cualquier etiqueta',
  crontab: 'Momentos',
  crontabNote:
    'Minuto, hora, día del mes, mes, día de la semana. Por ejemplo 0 8 * * 1-5: de lunes a viernes a las 8:00.',
  crontabWrong: 'Estos momentos no se entienden, o no llegan nunca. Por ejemplo 0 8 * * 1: el lunes a las 8:00.',
  usualTimes: 'Momentos habituales',
  chooseTimes: 'Elija momentos habituales',
  nextTimes: 'Las próximas veces',
  timesIn: (zone) => `Según el reloj de ${zone}`,
  within: 'Solo en el horario de',
  withinNote: 'Fuera de él se omite. Por ejemplo: Horario de oficina',
  anyTime: 'A cualquier hora',
  delay: 'Cuánto después',
  delayNote: 'Si entonces sigue así: se cumplen las condiciones y lo que pasó no se ha deshecho. 0: en el acto.',
  delayStill: (length) => `${length} después, si sigue así.`,
  atOnce: 'En el acto.',
  delayWrong: 'De 0 a 30 días.',

  // Conditions.
  sectionConditions: 'Condiciones',
  conditionsNote: 'Las de un grupo deben cumplirse todas. De varios grupos basta uno.',
  noConditions: 'Sin condiciones: actúa siempre.',
  set: (n) => `Grupo ${n}`,
  and: 'y',
  or: 'o',
  addCondition: 'Añadir una condición',
  addTo: (set) => `Añadir una condición al grupo ${set}`,
  orSet: 'U otro grupo: empezar con',
  removeCondition: (what) => `Quitar la condición: ${what}`,
  tooManySets: (most) => `Como mucho ${most} grupos.`,
  tooManyConditions: (most) => `Como mucho ${most} condiciones por grupo.`,
  conditionOf: (of) =>
    ({
      channel: 'Canal',
      channel_kind: 'Tipo de canal',
      queue: 'Cola',
      tag: 'Etiqueta',
      state: 'Estado',
      parked: 'Aparcada',
      held: 'En manos de un agente',
      priority: 'Prioridad',
      disposition: 'Tipificación',
      do_not_contact: 'No contactar',
      waited: 'En espera desde hace',
      unanswered: 'Sin respuesta desde hace',
      said: 'Último mensaje del contacto',
    })[of],
  isOf: (of, is) =>
    ({
      channel: is ? 'es' : 'no es',
      channel_kind: is ? 'es' : 'no es',
      queue: is ? 'es' : 'no es',
      tag: is ? 'la lleva' : 'no la lleva',
      state: is ? 'es' : 'no es',
      parked: is ? 'sí' : 'no',
      held: is ? 'sí' : 'no',
      priority: is ? 'es al menos' : 'es menor que',
      disposition: is ? 'se eligió' : 'no se eligió',
      do_not_contact: is ? 'sí' : 'no',
      waited: '',
      unanswered: '',
      said: is ? 'contiene' : 'no contiene',
    })[of],
  howOf: (what) => `${what}: ¿se cumple o no?`,
  chooseSome: 'Elija uno o varios',
  chooseOne: 'Elija una',
  someNeeded: 'Elija al menos uno.',
  oneNeeded: 'Elija una.',
  anyDisposition: 'Cualquier tipificación',
  textNeeded: 'Escriba el texto.',
  textTooLong: (most) => `Como mucho ${most.toLocaleString('es')} letras.`,
  secondsWrong: 'De 1 segundo a 30 días.',
  priorityWrong: (most) => `Un número entero de 0 a ${most.toLocaleString('es', { useGrouping: 'always' })}.`,
  saidExample: 'Por ejemplo: reembolso',
  channelKind: (kind) => ({ whatsapp: 'WhatsApp', sms: 'SMS' })[kind],
  stateName: (state) =>
    ({
      waiting: 'en espera',
      offered: 'ofrecida a un agente',
      active: 'con un agente',
      wrapping_up: 'en cierre',
      closed: 'cerrada',
    })[state],

  // Jobs.
  sectionJobs: 'Qué hace',
  jobsNote: 'En este orden. Si algo no se puede hacer, no se hace nada.',
  addJob: 'Añadir qué hace',
  jobNeeded: 'Diga qué hace.',
  tooManyJobs: (most) => `Como mucho ${most}.`,
  twice: 'Esto ya lo hace.',
  jobNumber: (n, what) => `${n}. ${what}`,
  moveUp: (what) => `Subir: ${what}`,
  moveDown: (what) => `Bajar: ${what}`,
  moveKeys: 'Alt con una flecha sube o baja.',
  movedTo: (what, place, of) => `${what}: ahora ${place} de ${of}`,
  removeJob: (what) => `Quitar: ${what}`,
  jobName: (job) =>
    ({
      tag: 'Ponerle una etiqueta',
      untag: 'Quitarle una etiqueta',
      set_priority: 'Fijar su prioridad',
      move: 'Moverla a una cola',
      close: 'Cerrarla',
      write: 'Escribir al contacto',
    })[job],
  jobNote: (job) =>
    ({
      tag: '',
      untag: '',
      set_priority: 'De 0 a 1.000. La más alta va primero en la fila.',
      move: 'Espera allí, la tenga quien la tenga ahora.',
      close: 'Donde hace falta una tipificación y no la hay, sigue abierta y queda anotado.',
      write: 'En nombre de la casa, y solo mientras se puede enviar texto libre.',
    })[job],
  priority: 'Prioridad',
  queue: 'Cola',
  tag: 'Etiqueta',
  text: 'Texto',
  withDisposition: 'Con la tipificación',
  chosenDisposition: 'La que se eligió, si la hay',

  // The whole rule, read back.
  inWords: 'En palabras sencillas',
  inWordsNote: 'Léalo una vez antes de guardar.',
  missing: '…',
  whenEvent: (clause) => `Cuando ${clause}`,
  whenTimes: (times) => `${times}, para cada interacción abierta`,
  reads: ({ when, later, conditions, within, jobs }) =>
    `${[
      when,
      ...(within ? [`dentro del horario de ${within}`] : []),
      ...(conditions ? [`si ${conditions}`] : []),
      ...(later ? [`y si ${later} después sigue así`] : []),
    ].join(', ')}: ${jobs}.`,
  follows: ({ later, conditions, jobs }) => {
    if (!later) return conditions ? `En el acto, si ${conditions}: ${jobs}.` : `En el acto: ${jobs}.`
    return conditions
      ? `Si ${conditions}, y si ${later} después sigue así: ${jobs}.`
      : `${later} después, si sigue así: ${jobs}.`
  },
  willSkip: 'Se omitirá: su calendario está cerrado en ese momento.',
  orSets: (sets) => sets.join('; o si '),
  event: (event) =>
    ({
      created: 'empieza una interacción',
      reopened: 'se reabre una interacción',
      not_taken: 'nadie toma lo que se ofreció',
      assigned: 'un agente recibe una interacción',
      contact_wrote: 'el contacto escribe',
      agent_answered: 'un agente responde',
      parked: 'se aparca una interacción',
      unparked: 'una interacción deja de estar aparcada',
      passed: 'se pasa una interacción a un colega',
      moved: 'una interacción espera de nuevo o en otra cola',
      resolved: 'un agente termina la conversación',
      resumed: 'un agente sigue con la conversación después de todo',
      closed: 'se cierra una interacción',
      rated: 'el contacto dice qué le pareció',
      clock_warned: 'un reloj pasa a ámbar',
      clock_breached: 'un reloj pasa a rojo',
      priority_changed: 'cambia la prioridad',
    })[event],
  tagged: (tag) =>
    tag === null ? 'se pone una etiqueta a una interacción' : `se pone la etiqueta «${tag}» a una interacción`,
  untagged: (tag) =>
    tag === null ? 'se quita una etiqueta a una interacción' : `se quita la etiqueta «${tag}» a una interacción`,
  onChannel: (names, is) => (is ? `llegó por ${names}` : `no llegó por ${names}`),
  byKind: (kind, is) => (is ? `llegó por ${kind}` : `no llegó por ${kind}`),
  inQueue: (names, is) => (is ? `está en ${names}` : `no está en ${names}`),
  carries: (tag, is) => (is ? `lleva la etiqueta «${tag}»` : `no lleva la etiqueta «${tag}»`),
  isState: (states, is) => (is ? `está ${states}` : `no está ${states}`),
  isParked: (is) => (is ? 'está aparcada' : 'no está aparcada'),
  isHeld: (is) => (is ? 'la tiene un agente' : 'no la tiene ningún agente'),
  hasPriority: (n, is) => (is ? `su prioridad es al menos ${n}` : `su prioridad es menor que ${n}`),
  wasChosen: (name, is) => {
    if (name === null) return is ? 'se eligió una tipificación' : 'no se eligió ninguna tipificación'
    return is ? `se eligió la tipificación «${name}»` : `no se eligió la tipificación «${name}»`
  },
  isNotToContact: (is) =>
    is ? 'al contacto no se le debe escribir primero' : 'al contacto se le puede escribir primero',
  hasWaited: (length) => `espera desde hace ${length}`,
  isUnanswered: (length) => `el contacto está sin respuesta desde hace ${length}`,
  saysText: (text, is) =>
    is ? `el último mensaje del contacto contiene «${text}»` : `el último mensaje del contacto no contiene «${text}»`,
  doesTag: (tag) => `ponerle la etiqueta «${tag}»`,
  doesUntag: (tag) => `quitarle la etiqueta «${tag}»`,
  doesPriority: (n) => `fijar su prioridad en ${n}`,
  doesMove: (queue) => `moverla a ${queue}`,
  doesClose: (disposition) => (disposition === null ? 'cerrarla' : `cerrarla con la tipificación «${disposition}»`),
  doesWrite: (text) => `escribir «${text}» al contacto`,

  // Times in words.
  everyMinute: 'cada minuto',
  everyMinutes: (n) => `cada ${n} minutos`,
  everyHour: 'cada hora',
  everyHourAt: (minutes) => `cada hora en el minuto ${minutes}`,
  at: (times) => `a las ${times}`,
  fromTo: (what, from, to) => `${what} de ${from} a ${to}`,
  minutesOfHours: (minutes, hours) => `en el minuto ${minutes} de la hora ${hours}`,
  everyDay: 'cada día',
  everyWeekday: (days) => `cada ${days}`,
  weekdaysFromTo: (from, to) => `de ${from} a ${to}`,
  onDays: (days) => `el día ${days} del mes`,
  daysOrWeekdays: (days, weekdays) => `${days} y también ${weekdays}`,
  inMonths: (days, months) => `${days} en ${months}`,
  dayAndTime: (day, time) => `${day} ${time}`,

  // Runs.
  runs: 'Actuaciones',
  runsNote: (most) => `Las últimas ${most}, con las que están por venir.`,
  lookAgain: 'Mirar de nuevo',
  noRuns: 'Aún no ha actuado.',
  noRunsNew: 'Se ven aquí cuando la regla esté creada.',
  pending: (n) => count(n, '# por venir', '# por venir'),
  runAt: (moment) => `prevista ${moment}`,
  outcome: (what) => ({ done: 'Hecha', skipped: 'Omitida', refused: 'Rechazada', pending: 'Por venir' })[what],
  skippedWhy: (why) =>
    ({
      outside_hours: 'Estaba fuera del horario de su calendario.',
      undone: 'Lo que pasó ya se había deshecho.',
      conditions: 'Las condiciones ya no se cumplían.',
      too_often: 'Actuó demasiadas veces en una hora para esta interacción.',
      nothing_to_do: 'Todo estaba ya así.',
    })[why],
  refusedAt: (job, refusal) => `${job}: ${refusal}`,

  // Acts.
  copy: 'Copiar',
  copyOf: (name) => `Copia de ${name}`,
  saved: 'La regla se ha guardado.',
  created: 'La regla se ha creado.',
  remove: 'Eliminar la regla',
  removeQuestion: (name) => `¿Eliminar ${name}?`,
  removeText: (pending) =>
    pending === 0
      ? 'Lo que hizo queda hecho.'
      : count(
          pending,
          'Lo que hizo queda hecho. # actuación por venir se descarta.',
          'Lo que hizo queda hecho. # actuaciones por venir se descartan.',
        ),
  removed: (name) => `${name} se ha eliminado.`,
}
