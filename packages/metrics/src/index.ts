export { MetricsError, type MetricsErrorCode } from './MetricsError.js';
