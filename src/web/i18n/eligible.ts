import type { Eligible } from '../../contract/cards.ts'
import { area } from './catalogue.ts'

type Texts = Readonly<Record<Eligible, string>>

/** Whom a queue asks by what they are doing, and why somebody rejects. */
const en = {
  rejectFor: 'Reject with a reason',
  whom: 'Who is asked, by what they are doing',
  whomNote:
    'Always among those who are available and have room. What a supervisor or a colleague gives to somebody on purpose does not depend on it.',
  whomName: (eligible: Eligible) => {
    const names: Texts = {
      with_room: 'Anybody with room',
      undivided: 'Only who does nothing else, and then nothing else comes',
      one_at_a_time: 'Only who has nothing else in hand',
      beside_anything: 'Anybody, even beside work that wants them undivided',
      idle_first: 'Who is idle first, then anybody with room',
    }
    return names[eligible]
  },
  whomText: (eligible: Eligible) => {
    const texts: Texts = {
      with_room: 'On the telephone or not. Example: Ana is on a call and has one of three; she is asked.',
      undivided:
        'Not on the telephone, with nothing in hand. Example: Ana is offered a complaint. Until it is done she is asked nothing else; if her telephone rings first, it goes to somebody else.',
      one_at_a_time:
        'Calls do not matter. Example: Ana is on a call with nothing in hand and is asked; Ben has one, and is not.',
      beside_anything:
        'For what cannot wait. Example: Ana has a complaint that wants her undivided, and an emergency still reaches her.',
      idle_first:
        'Idle: nothing in hand and no call. Example: Ben is idle and is asked; were everybody busy, Ana with one of three would be.',
    }
    return texts[eligible]
  },
  whomByHand: 'Who takes from the list by hand is held to it too.',
}

const pt: { [Name in keyof typeof en]: (typeof en)[Name] } = {
  rejectFor: 'Recusar com um motivo',
  whom: 'A quem se pergunta, segundo o que faz',
  whomNote:
    'Sempre entre quem está disponível e tem espaço. O que um supervisor ou colega dá a alguém de propósito não depende disto.',
  whomName: (eligible) => {
    const names: Texts = {
      with_room: 'A qualquer um com espaço',
      undivided: 'Só a quem não faz outra coisa, e então nada mais chega',
      one_at_a_time: 'Só a quem não atende nenhuma outra',
      beside_anything: 'A qualquer um, mesmo com algo que pede toda a atenção',
      idle_first: 'Primeiro a quem está livre, depois a quem tem espaço',
    }
    return names[eligible]
  },
  whomText: (eligible) => {
    const texts: Texts = {
      with_room: 'Ao telefone ou não. Exemplo: Ana está numa ligação e atende uma de três; pergunta-se a ela.',
      undivided:
        'Sem ligação e sem nada em mãos. Exemplo: Ana recebe a oferta de uma reclamação. Até terminar nada mais lhe chega; se o telefone tocar antes, vai para outra pessoa.',
      one_at_a_time:
        'Ligações não contam. Exemplo: Ana está numa ligação sem nada em mãos e recebe a oferta; Ben atende uma, e não recebe.',
      beside_anything:
        'Para o que não pode esperar. Exemplo: Ana tem uma reclamação que pede toda a atenção, e uma emergência ainda chega a ela.',
      idle_first:
        'Livre: nada em mãos e sem ligação. Exemplo: Ben está livre e recebe; se todos estivessem ocupados, Ana com uma de três receberia.',
    }
    return texts[eligible]
  },
  whomByHand: 'Vale também para quem pega da lista.',
}

const es: typeof pt = {
  rejectFor: 'Rechazar con un motivo',
  whom: 'A quién se pregunta, según lo que hace',
  whomNote:
    'Siempre entre quienes están disponibles y tienen sitio. Lo que un supervisor o un colega da a alguien a propósito no depende de esto.',
  whomName: (eligible) => {
    const names: Texts = {
      with_room: 'A cualquiera con sitio',
      undivided: 'Solo a quien no hace otra cosa, y entonces no le llega nada más',
      one_at_a_time: 'Solo a quien no atiende ninguna otra',
      beside_anything: 'A cualquiera, incluso con algo que lo quiere por entero',
      idle_first: 'Primero a quien está libre, después a quien tenga sitio',
    }
    return names[eligible]
  },
  whomText: (eligible) => {
    const texts: Texts = {
      with_room: 'Al teléfono o no. Ejemplo: Ana está en una llamada y atiende una de tres; se le pregunta.',
      undivided:
        'Sin llamada y sin nada entre manos. Ejemplo: a Ana se le ofrece una queja. Hasta que termine no le llega nada más; si antes suena su teléfono, va a otra persona.',
      one_at_a_time:
        'Las llamadas no cuentan. Ejemplo: Ana está en una llamada sin nada entre manos y se le pregunta; Ben atiende una, y no.',
      beside_anything:
        'Para lo que no puede esperar. Ejemplo: Ana tiene una queja que la quiere por entero, y una emergencia le llega igual.',
      idle_first:
        'Libre: nada entre manos y sin llamada. Ejemplo: Ben está libre y se le pregunta; si todos estuvieran ocupados, se preguntaría a Ana, con una de tres.',
    }
    return texts[eligible]
  },
  whomByHand: 'También vale para quien toma de la lista.',
}

export const eligible = area(en, pt, es)
