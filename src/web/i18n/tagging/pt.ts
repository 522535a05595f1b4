import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const pt: Translated<typeof en> = {
  tags: 'Etiquetas',
  edit: 'Etiquetar esta interação',
  change: 'Pôr ou tirar',
  none: 'Ainda sem etiquetas.',
  chosen: 'Etiquetas desta interação',
  choose: 'Escreva algumas letras, por exemplo “ree” para Reembolso',
  explained: 'São guardadas na hora e aparecem para quem pode ver esta interação. Não escondem nada.',
  noTags: 'Ainda não há etiquetas. Um administrador as cria.',
  nothingFound: 'Nenhuma etiqueta com esse nome.',
  most: (most) => `Uma interação leva no máximo ${most} etiquetas. Tire uma antes.`,
  remove: (title) => `Tirar ${title}`,
  removed: (title) => `${title} foi tirada.`,
  putBack: 'Pôr de volta',
  done: 'Pronto',
  only: 'Só com uma etiqueta',
  any: 'Toda etiqueta',
  clear: 'Mostrar todas de novo',
}
