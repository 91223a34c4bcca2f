/** The errors that the packages and the command line promise; each has a `code`. */
export const ownErrors = new Set([
  'CliError',
  'DatasetError',
  'DinmError',
  'JudgeError',
  'MetricsError',
  'RuntimeError',
  'ServiceError',
]);
