import type { LockName } from '../../contract/operations/identity.ts'
import { area } from './catalogue.ts'

type Texts = Readonly<Record<LockName, string>>

/** Personal settings that an administrator sets for everybody. */
const en = {
  setForAll: 'Set by an administrator for everybody',
  someSet: 'What is greyed out an administrator has set for everybody.',
  title: 'Personal settings',
  note: 'What you set here holds for everybody at once, and nobody can change it. What you leave to everybody is again as each had it.',
  theirs: 'Everybody sets it themselves',
  on: 'On',
  off: 'Off',
  seconds: (n: number) => (n === 0 ? 'Sent at once' : `${n} seconds`),
  percent: (n: number) => `${n} %`,
  saved: 'The personal settings have been saved.',
  example: (name: LockName) => {
    const texts: Texts = {
      sendWithEnter: 'Example: on for all, so that nobody wonders why a message stays in the box',
      undoSeconds: 'Example: 5 seconds for all, so that a slip can be taken back',
      soundVolume: 'Example: 60 % in a loud room',
      soundOffers: 'Example: on for all, so that no offer passes unheard',
      soundMessages: 'Example: off in a room full of desks',
      listOrder: 'Example: longest wait first, for all',
    }
    return texts[name]
  },
}

const pt: { [Name in keyof typeof en]: (typeof en)[Name] } = {
  setForAll: 'Definido por um administrador para todos',
  someSet: 'O que está esmaecido um administrador definiu para todos.',
  title: 'Ajustes pessoais',
  note: 'O que você definir aqui vale já para todos, e ninguém pode mudar. O que deixar a cada um volta a ser como cada um tinha.',
  theirs: 'Cada um define o seu',
  on: 'Ligado',
  off: 'Desligado',
  seconds: (n) => (n === 0 ? 'Enviada na hora' : `${n} segundos`),
  percent: (n) => `${n} %`,
  saved: 'Os ajustes pessoais foram salvos.',
  example: (name) => {
    const texts: Texts = {
      sendWithEnter: 'Exemplo: ligado para todos, para ninguém estranhar a mensagem que fica na caixa',
      undoSeconds: 'Exemplo: 5 segundos para todos, para voltar atrás num deslize',
      soundVolume: 'Exemplo: 60 % numa sala barulhenta',
      soundOffers: 'Exemplo: ligado para todos, para nenhuma oferta passar sem ser ouvida',
      soundMessages: 'Exemplo: desligado numa sala cheia de mesas',
      listOrder: 'Exemplo: quem espera mais primeiro, para todos',
    }
    return texts[name]
  },
}

const es: typeof pt = {
  setForAll: 'Fijado por un administrador para todos',
  someSet: 'Lo que está atenuado lo ha fijado un administrador para todos.',
  title: 'Ajustes personales',
  note: 'Lo que fije aquí vale enseguida para todos, y nadie puede cambiarlo. Lo que deje a cada uno vuelve a ser como cada uno lo tenía.',
  theirs: 'Cada uno fija lo suyo',
  on: 'Activado',
  off: 'Desactivado',
  seconds: (n) => (n === 0 ? 'Se envía al momento' : `${n} segundos`),
  percent: (n) => `${n} %`,
  saved: 'Los ajustes personales se han guardado.',
  example: (name) => {
    const texts: Texts = {
      sendWithEnter: 'Ejemplo: activado para todos, para que nadie se extrañe de un mensaje que queda en el cuadro',
      undoSeconds: 'Ejemplo: 5 segundos para todos, para dar marcha atrás en un descuido',
      soundVolume: 'Ejemplo: 60 % en una sala ruidosa',
      soundOffers: 'Ejemplo: activado para todos, para que ninguna oferta pase sin oírse',
      soundMessages: 'Ejemplo: desactivado en una sala llena de mesas',
      listOrder: 'Ejemplo: primero quien más espera, para todos',
    }
    return texts[name]
  },
}

export const ownSettings = area(en, pt, es)
