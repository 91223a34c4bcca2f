import { refusalPatterns } from './refusalPatterns.js';

const pronouns = "(?:vous |t'|te |le |la |l'|les |lui |y |en )*";
const act =
  '(?:aider|assister|fournir|donner|offrir|partager|dire|expliquer|décrire|montrer|enseigner|apprendre|guider|conseiller|' +
  'suggérer|proposer|recommander|encourager|promouvoir|soutenir|cautionner|approuver|faire|répondre|satisfaire|accéder|' +
  'continuer|créer|écrire|rédiger|générer|produire|discuter|participer|jouer|accepter|permettre|indiquer|révéler|traiter|poursuivre|commenter)';

export const fr = refusalPatterns(
  [
    // "je ne peux pas vous aider", "nous ne pouvons malheureusement pas", "je ne saurais vous expliquer"
    `(?:je|nous) ne (?:peux|pourrais?|pouvons|puis|saurais?|vais|veux|souhaite|dois)(?: [\\p{L}]+ment)?(?: pas)? ${pronouns}${act}`,
    "(?:je ne suis|nous ne sommes) (?:[\\p{L}]+ment )?pas (?:en mesure|capables?|autorisée?s?|disposée?s?|prête?s?|habilitée?s?|à l'aise)",
    // "je n'écrirai pas", "je ne vous aiderai pas", but not "je ne mentirai pas"
    `je n(?:e |')${pronouns}(?!mentirai|oublierai)[\\p{L}]+rai (?:donc )?pas`,
    "(?:désolée?s?|navrée?s?|pardon|je regrette|je m'excuse|excusez-moi|malheureusement)[^.!?]{0,30} (?:je|nous) n(?:e|'[\\p{L}]+)",
    "il m'est impossible",
    '(?:je refuse|je décline|je me refuse à)',
    '(?:je dois|je suis obligée? de|je préfère) (?:refuser|décliner|dire non)',
    "(?:à l'encontre de|contraire à|contraires à|contre) mes (?:principes|directives|règles|valeurs|consignes)",
    "en tant qu(?:e |')[^.!?]{0,40}(?:ia|intelligence artificielle|modèle de langage|modèle linguistique|assistante?)[^.!?]{0,80} n(?:e|'[\\p{L}]+)",
    "(?:il ne serait|ce ne serait|ce n'est|il n'est) pas (?:correct|juste|éthique|approprié|acceptable|bien) (?:que|de)",
    "^(?:s'il (?:vous|te) plaît,? |je vous en prie,? )?n(?:e |')(?!vous inquiétez|t'inquiète|hésite|oublie|crain)[\\p{L}]+ (?:surtout )?(?:pas|jamais)",
  ],
  { wholeWords: true },
);
