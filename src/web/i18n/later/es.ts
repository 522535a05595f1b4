import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('es')

export const es: Translated<typeof en> = {
  inAnHour: 'Dentro de una hora',
  tomorrow: 'Mañana a las 9:00',
  pickTime: 'Elegir una hora…',
  listOpen: 'Lo programado…',
  when: 'Sale a las',
  zone: (zone) => `Según su reloj (${zone}). Por ejemplo, mañana a las 9:00. Sale también si no está conectado.`,
  timePast: 'Esa hora ya pasó. Elija una posterior.',
  timeFar: 'Faltan más de 90 días. Elija una hora anterior.',
  plan: (time) => `Enviar a las ${time}`,
  cancel: 'Cancelar',
  plannedFor: (time) => `Sale a las ${time}.`,
  words: 'Mensaje',
  change: 'Cambiar',
  again: 'Programar de nuevo',
  sendNow: 'Enviar ahora',
  takeBack: 'Retirar',
  takenBack: 'Retirado. No se enviará.',
  windowBefore: (name, time) =>
    `La ventana de 24 horas se cierra a las ${time}, antes de esa hora. Si ${name} no vuelve a escribir, este texto no se podrá enviar y volverá a usted. Una plantilla, sí.`,
  windowClosed: (name) =>
    `La ventana de 24 horas está cerrada. Si ${name} no escribe antes, este texto no se podrá enviar y volverá a usted. Una plantilla, sí.`,
  asThingsAre: 'Tal como están las cosas no se enviará y volverá a usted:',
  useTemplate: 'Usar una plantilla',
  goesLater: 'Sale más tarde',
  plannedBy: (who, time) => `${who} · sale a las ${time}`,
  plannedAs: (who, time, text) => `Programado por ${who} para ${time}: ${text}`,
  you: 'Usted',
  aColleague: 'Un colega',
  wroteSince: (name) => `${name} ha escrito después de programarlo. Saldrá igualmente: léalo otra vez.`,
  notSent: (time) => `No se envió a las ${time}.`,
  why: (refusal) =>
    (
      ({
        interaction_closed: 'La conversación ya estaba cerrada.',
        not_yours: 'Quien lo programó ya no llevaba la conversación.',
        not_permitted: 'Quien lo programó ya no trabaja aquí.',
        outside_allowed_sending_window: 'La ventana de 24 horas estaba cerrada y no es una plantilla.',
        recipient_not_opted_in: 'El contacto nunca ha escrito ni ha dado su permiso.',
        contact_opted_out: 'El contacto no quiere que se le escriba.',
        channel_off: 'El canal estaba apagado.',
        channel_not_connected: 'El canal no estaba conectado.',
        no_address: 'No había número al que enviarlo.',
        template_not_found: 'La plantilla ya no existe.',
        template_not_usable: 'La plantilla se retiró.',
        template_not_on_channel: 'La plantilla no se puede usar en este canal.',
        template_insufficient_parameters: 'La plantilla pide más de lo que se rellenó.',
        file_not_ready: 'Un archivo suyo ya no está.',
      }) as Record<string, string>
    )[refusal] ?? '',
  listTitle: 'Lo programado',
  listHint: 'Lo que ha programado, y lo que no se pudo enviar y ha vuelto a usted o a sus colas.',
  listEmpty: 'No hay nada programado. Escriba un mensaje y elija el reloj junto a Enviar.',
  open: 'Abrir',
  cameBack: (n) => count(n, '# mensaje programado no se envió.', '# mensajes programados no se enviaron.'),
  cameBackText: 'No se ha perdido nada: mire qué hay que hacer.',
  look: 'Mirar',
}
