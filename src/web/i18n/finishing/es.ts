import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('es')

export const es: Translated<typeof en> = {
  toFillIn: 'Para completar',
  required: 'obligatorio',
  choose: 'Elija',
  yes: 'Sí',
  no: 'No',
  numberWrong: 'Dé un número, por ejemplo 12,5.',
  fillInFirst: (names) => `Falta completar: ${names}`,
  stopsContact: (name: string) =>
    `Después de esto nadie aquí escribe primero a ${name}, ni sale ninguna plantilla. Si escribe, puede responder.`,
  satisfaction: 'Satisfacción',
  notAnswered: 'Preguntado, sin respuesta',

  sectionFields: 'Para completar al cerrar',
  fieldsNote:
    'Nadie cierra una interacción sin lo que aquí es obligatorio: ningún agente, flujo ni otro sistema. Por ejemplo: número de pedido, un número, obligatorio.',
  noFields: 'Al cerrar no se completa nada.',
  addField: 'Añadir un campo',
  removeField: (name) => (name === '' ? 'Quitar este campo' : `Quitar ${name}`),
  moveUp: (name) => `Subir ${name}`,
  fieldName: 'Nombre',
  fieldNameExample: 'Por ejemplo Número de pedido',
  fieldKind: 'Tipo',
  kinds: (kind) =>
    ({ text: 'Texto', number: 'Número', choice: 'Uno de una lista', date: 'Fecha', yes_no: 'Sí o no' })[kind],
  fieldRequired: 'Obligatorio',
  choices: 'Opciones',
  choicesNote: 'Escriba una y pulse Intro, por ejemplo: Reembolso, Cambio, Reparación',
  nameNeeded: 'Dé un nombre al campo.',
  nameTwice: 'Otro campo tiene este nombre.',
  choicesNeeded: 'Dé al menos una opción, cada una una vez.',
  fieldsInShort: (n) => count(n, '# campo', '# campos'),
  sectionSatisfaction: 'Pregunta de satisfacción',
  satisfactionNote:
    'Se hace una vez al cerrar una interacción: con botones dentro de las 24 horas desde el último mensaje del contacto, después con la plantilla. A quien no quiere que le escriban no se le pregunta nunca, y una respuesta no reabre nada.',
  asksContacts: 'Preguntar a los contactos qué les pareció',
  question: 'Pregunta',
  questionExample: '¿Qué le pareció nuestra ayuda de hoy?',
  answers: 'Respuestas',
  answersNote: 'De mejor a peor, de dos a cinco, de 20 caracteres como máximo. Por ejemplo: Muy bien, Bien, Mal',
  answersExample: ['Muy bien', 'Bien', 'Mal'].join('\n'),
  answersWrong: 'Dé de dos a cinco respuestas distintas de 20 caracteres como máximo.',
  questionNeeded: 'Dé la pregunta.',
  tooLong: (length, most) => `${length} caracteres, como máximo ${most}.`,
  listLabel: 'Botón que abre la lista',
  listLabelNote: 'Cuatro o cinco respuestas no caben bajo un mensaje: se abren con este botón',
  listLabelExample: 'Elegir',
  listLabelNeeded: 'Dé al botón un texto de 20 caracteres como máximo.',
  asText: 'Preguntar por texto en vez de botones',
  asTextNote:
    'Las respuestas van numeradas y el contacto responde con un número o con las palabras, por ejemplo 1. El SMS no tiene botones y pregunta siempre así',
  satisfactionTemplate: 'Plantilla pasadas 24 horas',
  satisfactionTemplateNote:
    'Sus respuestas rápidas, en su orden, son las respuestas. Sin plantilla no se pregunta más tarde.',

  satisfactionReport: 'Lo que dijeron los contactos',
  answer: 'Respuesta',
  askedCount: (n) => count(n, '# contacto preguntado', '# contactos preguntados'),
  withoutAnswer: 'Sin respuesta',
}
