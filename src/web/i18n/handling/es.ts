import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const es: Translated<typeof en> = {
  parkNow: 'Aparcar hasta que la recupere',
  snooze: 'Que vuelva a una hora',
  inAnHour: 'Dentro de una hora',
  tomorrow: 'Mañana a las 9:00',
  pickTime: 'Elegir una hora',
  comeBackAt: 'Vuelve a las',
  timePast: 'Esa hora ya pasó. Elija una posterior.',
  example: 'Por ejemplo, mañana a las 9:00. Si el contacto escribe antes, vuelve enseguida.',
  parkedFor: (reason, until) =>
    ({
      manual: until === null ? 'Aparcada. No ocupa ninguno de sus lugares.' : `Aparcada hasta ${until}.`,
      call: 'Aparcada mientras está al teléfono. Vuelve cuando cuelgue.',
      customer_silence: 'Aparcada: el contacto guarda silencio. Su próximo mensaje va a la cola, primero a usted.',
    })[reason] ?? '',
  wakes: 'Vuelve cuando el contacto escribe.',
  askNow: 'Preguntar qué le parece',
  askedNow: 'Preguntado. La respuesta queda con la conversación.',
  takeBack: 'Recuperar',
  passTo: 'A quién',
  aColleague: 'A un colega',
  aQueue: 'A una cola',
  colleague: 'Colega',
  queue: 'Cola',
  nobodyThere: 'Ningún colega está disponible ahora. Pásela a una cola.',
  note: 'Nota para quien la tome',
  notePlaceholder: 'Por ejemplo: pide un reembolso',
  askFirst: 'Preguntar antes y conservarla hasta que la tome',
  returns: (seconds) =>
    seconds === 0 ? 'No vuelve por sí sola.' : `Si nadie la toma en ${seconds} segundos, vuelve a usted.`,
  cancel: 'Cancelar',
  passed: 'Pasada.',
  asked: 'Preguntado. La conserva hasta que la tome.',
  waitsFor: (name) => `Se ha preguntado a ${name} si la toma.`,
  onCall: (name) => `${name} (al teléfono)`,
  callBack: 'Conservarla',
}
