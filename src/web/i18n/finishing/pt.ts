import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('pt')

export const pt: Translated<typeof en> = {
  toFillIn: 'Para preencher',
  required: 'obrigatório',
  choose: 'Escolha',
  yes: 'Sim',
  no: 'Não',
  numberWrong: 'Dê um número, por exemplo 12,5.',
  fillInFirst: (names) => `Falta preencher: ${names}`,
  stopsContact: (name: string) =>
    `Depois disto ninguém aqui escreve primeiro a ${name}, e nenhum modelo sai. Se escrever, você pode responder.`,
  satisfaction: 'Satisfação',
  notAnswered: 'Perguntado, sem resposta',

  sectionFields: 'Para preencher ao encerrar',
  fieldsNote:
    'Ninguém encerra uma interação sem o que aqui é obrigatório: nenhum agente, fluxo ou outro sistema. Por exemplo: número do pedido, um número, obrigatório.',
  noFields: 'Ao encerrar não se preenche nada.',
  addField: 'Adicionar um campo',
  removeField: (name) => (name === '' ? 'Remover este campo' : `Remover ${name}`),
  moveUp: (name) => `Mover ${name} para cima`,
  fieldName: 'Nome',
  fieldNameExample: 'Por exemplo Número do pedido',
  fieldKind: 'Tipo',
  kinds: (kind) =>
    ({ text: 'Texto', number: 'Número', choice: 'Um de uma lista', date: 'Data', yes_no: 'Sim ou não' })[kind],
  fieldRequired: 'Obrigatório',
  choices: 'Opções',
  choicesNote: 'Digite uma e pressione Enter, por exemplo: Reembolso, Troca, Reparo',
  nameNeeded: 'Dê um nome ao campo.',
  nameTwice: 'Outro campo tem este nome.',
  choicesNeeded: 'Dê ao menos uma opção, cada uma uma vez.',
  fieldsInShort: (n) => count(n, '# campo', '# campos'),
  sectionSatisfaction: 'Pergunta de satisfação',
  satisfactionNote:
    'Feita uma vez quando uma interação foi encerrada: por botões até 24 horas depois da última mensagem do contato, depois pelo modelo. Quem não quer ser contatado nunca é perguntado, e uma resposta não reabre nada.',
  asksContacts: 'Perguntar aos contatos o que acharam',
  question: 'Pergunta',
  questionExample: 'O que você achou da nossa ajuda hoje?',
  answers: 'Respostas',
  answersNote: 'Da melhor à pior, de duas a cinco, com até 20 caracteres cada. Por exemplo: Muito bom, Bom, Ruim',
  answersExample: ['Muito bom', 'Bom', 'Ruim'].join('\n'),
  answersWrong: 'Dê de duas a cinco respostas diferentes com até 20 caracteres.',
  questionNeeded: 'Dê a pergunta.',
  tooLong: (length, most) => `${length} caracteres, no máximo ${most}.`,
  listLabel: 'Botão que abre a lista',
  listLabelNote: 'Quatro ou cinco respostas não cabem sob uma mensagem: abrem com este botão',
  listLabelExample: 'Escolher',
  listLabelNeeded: 'Dê ao botão um texto com até 20 caracteres.',
  asText: 'Perguntar por texto em vez de botões',
  asTextNote:
    'As respostas são numeradas e o contato responde com um número ou com as palavras, por exemplo 1. O SMS não tem botões e sempre pergunta assim',
  satisfactionTemplate: 'Modelo depois de 24 horas',
  satisfactionTemplateNote:
    'As respostas rápidas dele, na ordem, são as respostas. Sem modelo ninguém é perguntado depois.',

  satisfactionReport: 'O que os contatos disseram',
  answer: 'Resposta',
  askedCount: (n) => count(n, '# contato perguntado', '# contatos perguntados'),
  withoutAnswer: 'Sem resposta',
}
