import type { Assumption, Change } from '../../../contract/day.ts'
import type { Misfit } from '../../../modules/whatif/core/change.ts'
import type { ProblemKind } from '../../../modules/whatif/core/check.ts'
import type { Difference } from '../../../modules/whatif/core/estimate.ts'
import type { Preset, Shape } from '../../../modules/whatif/core/made-up.ts'
import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('es')

type Then = Pick<Extract<Change, { kind: 'most_waiting' | 'longest_wait' }>, 'does' | 'toQueueId'>

/** Qué pasa con quien es uno de más, o esperó demasiado. */
function then({ does, toQueueId }: Then, name: (id: string) => string): string {
  if (does === 'close') return 'después se les despide'
  return does === 'move' && toQueueId !== null ? `después van a ${name(toQueueId)}` : 'después se les avisa y se quedan'
}

export const es: Translated<typeof en> = {
  title: '¿Y si…?',
  intro:
    'Reproduzca un día como es y como sería, con el mismo encaminador que atiende a sus clientes. Nada de esto cambia un ajuste.',

  theDay: 'El día',
  source: 'De dónde viene el día',
  madeUp: 'Inventado',
  lived: 'Un día que fue',
  fromFile: 'De un archivo',
  preset: 'Empezar con',
  presetName: (preset: Preset) =>
    ({
      quiet_monday: 'Un lunes tranquilo',
      usual_day: 'Un día normal',
      campaign_day: 'Un día de campaña',
      large_house: 'Una casa grande, 300 agentes',
    })[preset],
  queueNames: [
    'Ventas',
    'Soporte',
    'Facturación',
    'Pedidos',
    'Devoluciones',
    'Técnica',
    'Contratos',
    'Entregas',
    'Quejas',
    'Socios',
    'Renovaciones',
    'Prensa',
  ].join(','),
  agentsCount: 'Agentes',
  agentsNote: 'En tres turnos de ocho horas. Ejemplo: 24',
  peopleADay: 'Personas que escriben en un día',
  peopleNote: 'Ejemplo: 1900, la mayoría antes del mediodía',
  shape: 'Cuándo escriben',
  shapeName: (shape: Shape) =>
    ({
      even: 'Por igual de 8 a 20',
      office: 'Como en un día de oficina',
      campaign: 'Una avalancha al mediodía, como tras un envío',
    })[shape],
  handlingMinutes: 'Minutos por conversación',
  handlingNote: 'De media, sin nada más que hacer. Ejemplo: 9',
  patienceMinutes: 'Minutos hasta que desisten',
  patienceNote: 'De media; vacío: nunca. Ejemplo: 8',
  atOnce: 'Conversaciones a la vez',
  atOnceNote: 'Cuántas puede tener un agente en un canal. Ejemplo: 2',
  inTimeWithin: 'A tiempo significa dentro de, segundos',
  inTimeNote: 'Ejemplo: 60',
  date: 'Día',
  zone: (zone) => `Según los relojes en ${zone}`,
  load: 'Cargar el día',
  loadedDay: (date) => `El día ${date}`,
  nobodyWrote: 'Nadie escribió ese día. Elija otro.',
  dayFacts: (agents, queues, people) =>
    `${count(agents, '# agente', '# agentes')}, ${count(queues, '# cola', '# colas')}, ${count(people, '# persona escribe', '# personas escriben')}`,
  assumed: 'Lo que se supone, porque nada lo dice',
  assumption: (assumption: Assumption) =>
    ({
      answer_and_wrap_up: 'Las ofertas se aceptan a los 6 segundos de media y se usa la mitad del tiempo de cierre.',
      shifts_from_work:
        'Pasó tanto que no se leyeron las presencias: los agentes cuentan como presentes desde lo primero que tomaron hasta lo último que cerraron.',
      nobody_gave_up: 'Nadie desistió ese día, así que aquí tampoco. Añada un cambio para ver qué hace la impaciencia.',
      few_handled: 'Algunas colas cerraron muy pocas para saber cuánto duran: allí lo dice la casa entera.',
      no_shifts_known: 'No se sabe que nadie estuviera. Añada agentes como cambio.',
      sent_on_counts_there:
        'Algunas colas mandan a la gente a otra: quien fue mandado cuenta como si hubiera escrito a la cola en que acabó.',
    })[assumption],
  openFile: 'Abrir un archivo',
  saveFile: 'Guardar como archivo',
  fileName: 'y-si.json',
  fileWrong: (name) => `${name} no se puede reproducir:`,
  problem: (problem: ProblemKind, at) => {
    const what = {
      not_json: 'No es un archivo JSON.',
      not_a_scenario: 'No es un archivo de esta sala.',
      value_not_allowed: 'Falta un valor o no está permitido',
      same_id_twice: 'El mismo id aparece dos veces',
      queue_not_there: 'Se nombra una cola que no está en el día',
      channel_not_there: 'Se nombra un canal que no está en el día',
      ends_before_it_begins: 'Algo termina antes de empezar',
      shifts_overlap: 'Dos turnos del mismo agente se solapan',
      sent_on_to_nowhere: 'Una cola manda a la gente a ninguna otra',
      too_many_interactions: 'Escriben más personas de las que se pueden reproducir: 500.000 como mucho',
      change_does_not_fit: 'Un cambio no encaja en el día',
    }[problem]
    return at === '' ? what : `${what}: ${at}`
  },

  changes: 'Qué es distinto',
  noChanges: 'Nada todavía. Añada lo que quiera probar.',
  addChange: 'Añadir un cambio',
  kind: 'Cambio',
  kindName: (kind: Change['kind']) =>
    ({
      agents: 'Más o menos agentes',
      strategy: 'Cómo se elige al agente',
      channel_capacity: 'Conversaciones a la vez, por canal',
      agent_capacity: 'Conversaciones a la vez, en total',
      shifts: 'Los turnos empiezan antes o después',
      opening: 'Horario de un canal',
      arrivals: 'Escriben más o menos personas',
      handling: 'Las conversaciones duran más o menos',
      patience: 'Cuánta paciencia tienen',
      wrap_up: 'Tiempo de cierre',
      asks: 'Se pide a los agentes que acepten',
      misses: 'Ofertas que se pierden',
      priority: 'Con qué prioridad se empieza',
      ageing: 'Cómo la espera compensa la prioridad',
      weight: 'Cuánto pesa una cola junto a otras',
      most_waiting: 'Cuántos pueden esperar',
      longest_wait: 'Cuánto tiempo se puede esperar',
      share: 'Los miembros de una cola atienden también otra',
    })[kind],
  example: (kind: Change['kind']) =>
    ({
      agents: 'Ejemplo: 2 más en Ventas de 9 a 13, o -1 para uno menos',
      strategy: 'Ejemplo: el mejor primero en lugar del que más espera',
      channel_capacity: 'Ejemplo: 3 a la vez en lugar de 2',
      agent_capacity: 'Ejemplo: 4; vacío: lo que sumen sus canales',
      shifts: 'Ejemplo: 60 empieza una hora después, -30 media hora antes',
      opening: 'Ejemplo: de 9 a 17; a quien escribe fuera se le dice',
      arrivals: 'Ejemplo: 20 para una quinta parte más',
      handling: 'Ejemplo: -10 para una décima parte menos',
      patience: 'Ejemplo: 300 segundos; vacío: nadie desiste',
      wrap_up: 'Ejemplo: 0 segundos para ninguno',
      asks: 'Ejemplo: no, y se asignan enseguida',
      misses: 'Ejemplo: 10 de cien',
      priority: 'Ejemplo: 10 en Ventas, y pasan antes que quienes no tienen',
      ageing: 'Ejemplo: 60, y un punto de prioridad vale un minuto de espera; vacío: lo más urgente va siempre primero',
      weight: 'Ejemplo: 3, y un minuto de espera allí vale tres, para agentes de varias colas',
      most_waiting: 'Ejemplo: 10, y al undécimo se le despide; vacío: cualquier número',
      longest_wait: 'Ejemplo: 300 segundos, y entonces van a otra cola; vacío: sin límite',
      share: 'Ejemplo: los de Soporte atienden también Ventas, en el nivel 15',
    })[kind],
  queue: 'Cola',
  allQueues: 'Todas las colas',
  alsoQueue: 'Atienden también',
  channel: 'Canal',
  allChannels: 'Todos los canales',
  howMany: 'Cuántos',
  percent: 'Por ciento',
  minutes: 'Minutos',
  seconds: 'Segundos',
  points: 'Puntos, de 0 a 1000',
  level: 'Nivel, 1 es el mejor',
  from: 'De',
  to: 'A',
  on: 'Sí',
  off: 'No',
  remove: (sentence) => `Quitar: ${sentence}`,
  misfit: (misfit: Misfit) =>
    ({
      no_such_queue: 'Esta cola no está en el día.',
      no_such_channel: 'Este canal no está en el día.',
      not_so_many_agents: 'No hay tantos agentes que quitar.',
      too_many_agents: 'Tantos agentes no se pueden reproducir: 5.000 como mucho.',
      hours_end_before_they_begin: 'Estas horas terminan antes de empezar.',
      too_many_interactions: 'Tantas personas no se pueden reproducir: 500.000 como mucho.',
      sent_on_to_nowhere: 'Elija otra cola a la que mandarlos.',
    })[misfit],
  said: (change, name, strategy, hours) => {
    const of = (id: string | null) => (id === null ? 'en todas partes' : `en ${name(id)}`)
    switch (change.kind) {
      case 'agents':
        return `${count(Math.abs(change.count), '# agente', '# agentes')} ${change.count < 0 ? 'menos' : 'más'} en ${name(change.queueId)}, ${hours(change.hours)}`
      case 'strategy':
        return `«${strategy}» ${of(change.queueId)}`
      case 'channel_capacity':
        return `${change.capacity} a la vez ${of(change.channelId)}`
      case 'agent_capacity':
        return change.capacity === null
          ? 'En total tantas a la vez como sumen los canales'
          : `${change.capacity} a la vez en total para todos`
      case 'shifts':
        return `Turnos ${of(change.queueId)} ${Math.abs(change.minutes)} minutos ${change.minutes < 0 ? 'antes' : 'después'}`
      case 'opening':
        return change.hours === null
          ? `Abierto todo el día ${of(change.channelId)}`
          : `Abierto ${hours(change.hours)} ${of(change.channelId)}`
      case 'arrivals':
        return `${Math.abs(change.percent)} % ${change.percent < 0 ? 'menos' : 'más'} personas ${of(change.queueId)}, ${hours(change.hours)}`
      case 'handling':
        return `Las conversaciones ${of(change.queueId)} duran un ${Math.abs(change.percent)} % ${change.percent < 0 ? 'menos' : 'más'}`
      case 'patience':
        return change.seconds === null
          ? `Nadie desiste ${of(change.queueId)}`
          : `La gente ${of(change.queueId)} desiste a los ${change.seconds} segundos de media`
      case 'wrap_up':
        return `${change.seconds} segundos de cierre ${of(change.queueId)}`
      case 'asks':
        return change.on
          ? `Se pide a los agentes que acepten ${of(change.queueId)}`
          : `Se asigna sin preguntar ${of(change.queueId)}`
      case 'misses':
        return `Se pierden ${change.percent} de cada cien ofertas`
      case 'priority':
        return `Se empieza con prioridad ${change.priority} ${of(change.queueId)}`
      case 'ageing':
        return change.pointSeconds === null
          ? `Lo más urgente va siempre primero ${of(change.queueId)}`
          : `Un punto de prioridad vale ${count(change.pointSeconds, '# segundo', '# segundos')} de espera ${of(change.queueId)}`
      case 'weight':
        return `Un minuto de espera vale ${change.weight} ${of(change.queueId)}`
      case 'most_waiting':
        return change.mostWaiting === null
          ? `Puede esperar cualquier número ${of(change.queueId)}`
          : `Esperan ${change.mostWaiting} como mucho ${of(change.queueId)}; ${then(change, name)}`
      case 'longest_wait':
        return change.longestWaitSeconds === null
          ? `Se puede esperar sin límite ${of(change.queueId)}`
          : `Tras ${change.longestWaitSeconds} segundos de espera ${of(change.queueId)}: ${then(change, name)}`
      case 'share':
        return `Los miembros de ${name(change.queueId)} atienden también ${name(change.alsoQueueId)}, en el nivel ${change.level}`
    }
  },
  allDay: 'todo el día',
  fromTo: (from, to) => `de ${from} a ${to}`,

  plays: 'Veces que se reproduce el día',
  playsNote: 'Cada una tiene su propia suerte; se muestra cuánto difieren',
  playing: (percent) => `Reproduciendo: ${percent} %`,
  cancel: 'Cancelar',
  again: 'Reproducir',
  cancelled: 'Cancelado. Lo que se muestra abajo es de la última vez que llegó a su fin.',
  failed: 'El día no se pudo reproducir hasta el final. Quite el último cambio o abra la sala de nuevo.',
  finished: 'Reproducido. Las cifras están al día.',

  result: 'Lo que resulta',
  now: 'Ahora',
  changed: 'Cambiado',
  difference: 'Diferencia',
  better: 'mejor',
  worse: 'peor',
  same: 'igual',
  between: (least, most) => `de ${least} a ${most} en cada vez`,
  inTime: 'Atendidos a tiempo',
  inTimeHint:
    'De todos los atendidos, los que desistieron, los despedidos y los que a medianoche llevaban más tiempo esperando',
  waitMean: 'Espera, de media',
  waitMost: 'Nueve de diez esperaron menos de',
  waitMedian: 'La mitad esperó menos de',
  waitNearlyAll: '99 de cien esperaron menos de',
  gaveUp: 'Desistieron',
  turnedAway: 'Despedidos sin atender',
  sentOn: 'Mandados a otra cola',
  sentOnHint: 'Cuentan donde escribieron primero',
  toldAndStayed: 'Avisados de que tarda, y se quedaron',
  longest: 'Cola más larga',
  occupied: 'Agentes ocupados',
  answered: 'Atendidos',
  wrote: 'Escribieron',
  stillWaiting: 'Aún esperando a medianoche',
  toldClosed: 'Se les dijo que está cerrado',
  waitingOver: 'Cuántos esperan, a lo largo del día',
  waitOver: 'Cuánto se espera, según cuándo se escribe',
  staffOver: 'Agentes de turno, a lo largo del día',
  loadOver: 'Carga de cada agente',
  loadNote: 'Qué parte de su turno tuvieron algo, del más ocupado al menos ocupado',
  loadSpread: (least, middle, most) => `de ${least} a ${most}, la mitad por encima de ${middle}`,
  asTable: 'Como tabla',
  time: 'Hora',
  agent: 'Agente',
  byQueue: 'Cola por cola',
  erlang: 'Erlang-A',
  erlangTitle: 'Lo que dice Erlang-A',
  erlangText: (estimate, played) =>
    `Erlang-A, la fórmula habitual de los centros de llamadas, dice ${estimate} a tiempo; el día reproducido dice ${played}.`,
  erlangNothing: 'Erlang-A no dice nada aquí: llega más de lo que se puede atender y nadie desiste.',
  erlangWhy: 'Conoce una sola cola y una conversación a la vez. Aquí difieren porque:',
  erlangSame: 'Nada de este día le es ajeno, así que los dos deberían parecerse.',
  differs: (difference: Difference) =>
    ({
      several_at_once: 'Los agentes tienen varias conversaciones a la vez.',
      several_queues: 'Los agentes atienden varias colas; la fórmula recibe una parte de cada una.',
      rushes:
        'Quien llega en una avalancha espera hasta el cuarto de hora siguiente; la fórmula empieza de nuevo en cada uno.',
      lines: 'Las colas tienen límite, o unos pasan antes que otros; la fórmula conoce una sola cola, por antigüedad.',
      offers: 'Las ofertas llevan tiempo y algunas se pierden.',
      not_exponential: 'Lo que duran las cosas no sigue la distribución que supone la fórmula.',
    })[difference],
}
