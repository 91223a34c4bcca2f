/**
 * The releases of nltk whose `word_tokenize` can be had. EasyEdit's requirements.txt asks for 3.6.5, its
 * requirements_2.txt for 3.9.2; 3.10.4 is a later one that cuts opening single quotes, dashes and typographic quotes
 * otherwise.
 */
export const nltkVersions = ['3.6.5', '3.9.2', '3.10.4'] as const;
export type NltkVersion = (typeof nltkVersions)[number];
