import { counted } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('pt')
const list = new Intl.ListFormat('pt', { type: 'conjunction' })

export const pt: typeof en = {
  skill: 'Habilidade',
  skills: 'Habilidades',
  newSkill: 'Nova habilidade',
  noSkills: 'Ainda não há habilidades',
  noSkillsText:
    'Uma habilidade é o que algumas pessoas sabem fazer e outras não, por exemplo espanhol ou faturas. As filas as pedem, e só a quem as tem se oferece algo.',
  searchSkills: 'Buscar nome ou descrição',
  skillGone: 'Esta habilidade não existe mais',
  skillGoneText: 'Volte à lista e escolha outra.',
  skillSaved: 'A habilidade foi salva.',
  skillCreated: 'A habilidade foi criada.',
  skillRemoved: (name) => `${name} foi removida.`,
  skillNameNote: 'De 2 a 30 letras, dígitos e - _ . : sem espaços. Por exemplo: espanhol, ou faturas-2ª_linha',
  skillNameWrong: 'De 2 a 30 letras, dígitos e - _ . : sem espaços.',
  askedForBy: 'Filas que a pedem',
  askedForByNobody: 'Nenhuma fila a pede ainda. Abra uma fila e inclua-a lá.',
  askedForByQueues: (names) => `Não pode ser removida: ${list.format(names)} a pedem.`,
  removeSkill: 'Remover a habilidade',
  removeSkillQuestion: (name) => `Remover ${name}?`,
  removeSkillText: (people) =>
    people === 0 ? 'Ninguém a tem.' : count(people, '# pessoa deixa de tê-la.', '# pessoas deixam de tê-la.'),
  people: 'Pessoas',
  peopleCount: (n) => count(n, 'Pessoas · #', 'Pessoas · #'),
  peopleNote: 'O nível 1 é o melhor, o 20 o pior',
  nobodyHasIt: 'Ninguém tem esta habilidade',
  nobodyHasItText: 'Inclua pessoas aqui, ou dê-a a alguém na tela da própria pessoa.',
  setLevel: (n) => count(n, 'Definir o nível de #', 'Definir o nível de #'),
  levelForAll: 'Nível para quem está marcado',
  takeAway: (n) => count(n, 'Tirar de #', 'Tirar de #'),
  addPeople: (n) => count(n, 'Incluir # pessoa', 'Incluir # pessoas'),
  everybodyHasIt: 'Todos a têm',
  everybodyHasItText: 'Não resta ninguém para incluir.',
  levelOf: (name) => `Nível de ${name}, 1 é o melhor`,
  levelWrong: 'Um nível é um número inteiro de 1 (melhor) a 20.',

  userSkillsNote: 'O que sabe fazer, e quão bem: 1 é o melhor, 20 o pior. Exemplo: espanhol 2',
  addSkill: 'Incluir uma habilidade',
  removeOne: (name) => `Remover ${name}`,
  noSkillsYet: 'Ainda não há habilidades. Um administrador as inclui em Habilidades.',
  bySkillIn: (queues) => `Pelas habilidades, também em ${list.format(queues)}`,
  withoutSkillIn: (queues) =>
    `Nomeada em ${list.format(queues)}, mas sem as habilidades pedidas ali: nada lhe é oferecido.`,

  requiredNote:
    'Só a quem tem todas estas se oferece algo. Exemplo: espanhol de 1 a 5 aceita quem fala bem, e ninguém com um 6.',
  requiredNothing: 'Esta fila não pede habilidade: seus membros são chamados, saibam o que souberem.',
  best: 'Melhor',
  worst: 'Pior',
  bestOf: (name) => `Melhor nível de ${name} que conta`,
  worstOf: (name) => `Pior nível de ${name} que conta`,
  boundsWrong: 'Os níveis vão de 1 (melhor) a 20, e o melhor não pode ser pior que o pior.',
  joinsBySkill: 'Quem tem estas habilidades é membro',
  joinsBySkillNote: 'Ninguém precisa ser nomeado. Quem recebe a habilidade entra na hora, e quem a perde sai.',
  joinsByNameNote: 'Só é membro quem está nomeado abaixo, e é chamado se tem as habilidades.',
  nobodyAble: (names) => `Ninguém tem ${list.format(names)} nestes níveis: o que chegar aqui vai esperar.`,
  nobodyAbleNamed: 'Ninguém dos nomeados tem as habilidades pedidas: o que chegar aqui vai esperar.',
  requiredIs: (name, best, worst) => `${name} ${best}–${worst}`,
  member: 'Membro',
  memberBy: (by) => ({ name: 'por nome', skill: 'por habilidade', both: 'por nome e habilidade' })[by],
  notAsked: 'sem as habilidades: não é chamado',
  levelBySkill: 'Das habilidades',
  outboundTemplate: 'Modelo para escrever primeiro',
  outboundTemplateNote:
    'Já escolhido quando alguém inicia uma conversa num canal desta fila. Vazio: o do próprio canal.',

  preferredSection: 'Agente preferido',
  preferredBy: 'Quem vem primeiro',
  preferredName: (by) =>
    ({
      off: 'Ninguém em particular',
      interaction: 'Quem teve esta conversa por último',
      contact: 'Quem teve este contato por último',
    })[by],
  preferredText: (by) =>
    ({
      off: 'Tudo segue a forma de escolher desta fila.',
      interaction:
        'Inês atendeu Rosa no WhatsApp e Rosa escreve de novo ali: Inês vem primeiro. O que Rosa mandar por SMS vai para qualquer um.',
      contact: 'Inês atendeu Rosa em qualquer canal e Rosa escreve de novo: Inês vem primeiro.',
    })[by],
  preferredHow: 'Quando não está livre',
  waitForPreferred: 'Esperar por ela',
  preferIfAvailable: 'Seguir na hora',
  waitForPreferredText:
    'Com 5 minutos, Rosa espera por Inês até 14:05 se escreve às 14:00. Depois segue a forma de escolher desta fila, e quem atender vem primeiro na próxima vez.',
  preferIfAvailableText: 'Inês recebe se nesse momento está pronta e tem vaga. Se não, o próximo agente.',
  waitMinutes: 'Minutos de espera',
  waitMinutesWrong: 'De 1 a 1.440 minutos.',
  preferredInList: 'Aqui os agentes pegam da lista o que querem, então ninguém é preferido.',
}
