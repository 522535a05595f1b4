import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('es')

export const es: Translated<typeof en> = {
  wereAway: (time, returned) =>
    returned === 0
      ? `Estuvo ausente desde las ${time}. Lo que tiene sigue siendo suyo.`
      : `Estuvo ausente desde las ${time}. ${count(returned, '# conversación volvió a la cola.', '# conversaciones volvieron a la cola.')}`,
  draftsKept: 'Lo que había escrito se conserva.',
  asked: 'Pedido: empieza al terminar la última.',

  rules: 'Listo y ausente',
  rulesNote: 'Para todos en este espacio; un usuario puede tener su propia regla para estar listo.',
  rulesSaved: 'Las reglas se han guardado.',
  readyRule: 'Cómo sigue lista la gente',
  readyRuleOf: (rule) =>
    ({ by_queue: 'Como diga la cola', force_ready: 'Siempre listo de nuevo', one_by_one: 'De una en una' })[rule],
  readyRuleNote: (rule) =>
    ({
      by_queue:
        'Lista mientras tenga sitio; al terminar decide la cola. Por ejemplo Ana tiene una de tres, y se le pregunta de nuevo',
      force_ready:
        'Lista hasta llenarse, y otra vez después de cada una. Solo sale en pausa si la pide, y termina lo que tiene. Por ejemplo Ana tiene dos, pide comer, y sale al terminar ambas',
      one_by_one:
        'Deja de estar lista con la primera, hasta que lo diga o la termine. Por ejemplo Ana podría tener tres, y recibe la segunda al terminar la primera',
    })[rule],
  breakWait: 'Una pausa pedida sin nada en mano espera',
  breakWaitNote: 'Para que un supervisor pueda oponerse. Por ejemplo 30 segundos; 0: empieza enseguida',
  grace: 'Quien pierde la línea está ausente después de',
  graceNote: 'Un portátil cerrado o una red caída. Por ejemplo 60 segundos; quien vuelve antes no pierde nada',
  secondsFrom: (min, max) => `Dé un número de ${min} a ${max}.`,
  ownRule: 'Como diga el espacio',

  onAgentGone: 'Cuando un agente se ha ido, sus conversaciones',
  onAgentGoneOf: (what) => ({ keep: 'siguen siendo suyas', return: 'vuelven a esta cola' })[what],
  onAgentGoneNote: 'Después de salir o perder la línea, pasado el plazo. Por ejemplo en un chat en vivo: vuelven',
}
