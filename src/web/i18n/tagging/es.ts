import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const es: Translated<typeof en> = {
  tags: 'Etiquetas',
  edit: 'Etiquetar esta interacción',
  change: 'Poner o quitar',
  none: 'Todavía sin etiquetas.',
  chosen: 'Etiquetas de esta interacción',
  choose: 'Escriba unas letras, por ejemplo «ree» para Reembolso',
  explained: 'Se guardan enseguida y las ve quien pueda ver esta interacción. No ocultan nada.',
  noTags: 'Todavía no hay etiquetas. Las crea un administrador.',
  nothingFound: 'Ninguna etiqueta con ese nombre.',
  most: (most) => `Una interacción lleva ${most} etiquetas como máximo. Quite una antes.`,
  remove: (title) => `Quitar ${title}`,
  removed: (title) => `Se quitó ${title}.`,
  putBack: 'Volver a ponerla',
  done: 'Listo',
  only: 'Solo con una etiqueta',
  any: 'Toda etiqueta',
  clear: 'Mostrar todas otra vez',
}
