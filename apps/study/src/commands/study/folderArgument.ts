import { Argument } from 'commander';
import { nonEmpty } from '../../options/text.js';

/** The study's folder, the working folder by default. */
export const folderArgument = (): Argument =>
  new Argument('[folder]', 'the study’s folder, with its study.yaml').argParser(nonEmpty).default('.');

/** The folder behind a command that is shown, to be copied. */
export const folderToType = (folder: string): string => (folder === '.' ? '' : ` ${folder}`);
