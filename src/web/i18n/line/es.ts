import type { en } from './en.ts'

export const es: typeof en = {
  channels: 'Canales',
  channelsLabel: 'Recibe lo que llega por',
  channelsText:
    'Vacío: todos los canales. Con solo España WhatsApp, nadie puede mover ni pasar aquí lo que llegó por SMS. Lo que ya espera aquí se queda.',
  anyChannel: 'Todos los canales',
  section: 'La fila',
  priority: 'Prioridad',
  priorityText:
    'Con la que empiezan aquí las interacciones: de 0 a 1000. Una regla para respuestas tardías puede subirla.',
  ages: 'La espera compensa la prioridad',
  agesText: 'No: quien tiene más prioridad va siempre primero. Sí: nadie espera para siempre detrás de otros.',
  pointSeconds: 'Un punto de prioridad vale, en segundos de espera',
  pointText: (seconds: number) =>
    `Quien tiene prioridad 10 está donde estaría alguien con prioridad 0 que lleva ${seconds * 10} segundos más esperando.`,
  weight: 'Peso junto a otras colas',
  weightText: 'Para agentes de varias colas. Con 3, un minuto de espera aquí cuenta como tres.',
  limits: 'La fila tiene un límite',
  limitsText: 'Quien llega cuando está llena, o espera demasiado, se trata como usted diga abajo, una vez por espera.',
  mostWaiting: 'Personas que pueden esperar',
  mostWaitingText: 'Vacío: cualquier número. Con 10, la undécima es una de más.',
  longestWait: 'Espera más larga',
  longestWaitOn: 'Nadie espera más de cierto tiempo',
  whatThen: 'Qué ocurre entonces',
  does: (does: 'stay' | 'move' | 'close') =>
    ({ stay: 'Se quedan', move: 'Van a otra cola', close: 'Se termina' })[does],
  doesText: (does: 'stay' | 'move' | 'close') =>
    ({
      stay: 'Conservan su lugar y se les avisa.',
      move: 'Allí conservan su antigüedad, y ningún límite de allí los envía más lejos.',
      close: 'Se les avisa y pueden volver a escribir más tarde. Cuenta como abandonada.',
    })[does],
  overflowQueue: 'Qué cola',
  overflowQueueNeeded: 'Elija una cola.',
  overflowText: 'Qué se les dice',
  overflowTextText: 'Vacío: nada.',
  announces: 'A quien espera se le dice cuánto tardará',
  announcesText:
    'Se calcula por lo rápido que avanzó la fila en la última hora. Mientras no se sabe nada, no se promete nada.',
  announceAfter: 'Después de esperar',
  announceText: 'Con estas palabras',
  announceTextText: 'Ponga {minutes} donde van los minutos y {ahead} para cuántas personas hay delante.',
  announceExample: 'Gracias por esperar. Hay {ahead} delante; tardará unos {minutes} minutos.',
  textNeeded: 'Escriba qué se les dice.',
  textTooLong: (most: number) => `Como mucho ${most} letras.`,
  from: (least: number, most: number) => `Un número entero de ${least} a ${most.toLocaleString('es')}.`,
}
