import { refusalPatterns } from './refusalPatterns.js';

const act =
  '(?:ayudar|asistir|proporcionar|dar|ofrecer|facilitar|brindar|compartir|decir|contar|revelar|explicar|describir|mostrar|' +
  'enseñar|guiar|aconsejar|sugerir|proponer|recomendar|animar|fomentar|promover|apoyar|respaldar|hacer|responder|contestar|' +
  'atender|cumplir|continuar|seguir|crear|escribir|redactar|generar|producir|hablar|discutir|participar|colaborar|aceptar|' +
  'acceder|procesar|gestionar|comentar|permitir)(?:te|le|les|os|me|lo|la|los|las|se)*';

export const es = refusalPatterns(
  [
    // "no puedo ayudarte", "no te voy a explicar", "no estoy en condiciones de"
    `no (?:te |le |os |les )?(?:puedo|podemos|podría|podré|voy a|vamos a|quiero|debo|pienso|soy capaz de) ${act}`,
    'no (?:me|nos) (?:es|sería|está) (?:posible|permitido)',
    'no (?:tengo|tenemos) (?:permitido|permiso)',
    'fuera de mi (?:ámbito|alcance)',
    'no (?:estoy|estamos) (?:en condiciones|autorizad[oa]s?|dispuest[oa]s?|capacitad[oa]s?)',
    '(?:lo siento|lo lamento|perdón|perdona|perdone|disculpa|disculpe|me temo|lamentablemente|desafortunadamente|' +
      'desgraciadamente)[^.!?]{0,20} no (?:te |le )?(?:puedo|podemos|podré|voy|es posible|será posible|me|estoy)',
    '(?:me niego|nos negamos) a',
    '(?:debo|tengo que|he de|prefiero) (?:rechazar|declinar|negarme|decir que no)',
    'rechazo (?:esta|tu|su|la) (?:petición|solicitud|propuesta)',
    'no me siento cómod[oa]',
    '(?:en contra de|contra|contrari[oa] a) mis (?:principios|directrices|normas|políticas|valores|pautas)',
    'como (?:un |una )?(?:modelo de lenguaje|inteligencia artificial|ia|asistente)[^.!?]{0,80} no',
    'no (?:sería|es|está) (?:correcto|ético|apropiado|adecuado|aceptable|bien) que (?:yo )?(?:te|le|os)?',
    '^por favor,? no (?!te preocupes|se preocupe|dud|olvid|tengas? miedo)[\\p{L}]+',
    '^no (?:lo hagas|hagas eso|lo haga|haga eso)',
  ],
  { wholeWords: true },
);
