export { LocatorError, type LocatorErrorCode } from './LocatorError.js';
export { locatorStrategies, type LocatorStrategy } from './LocatorStrategy.js';
export {
  locateToxicLayer,
  type LocatedLayer,
  type LocateInput,
  type LocateOptions,
} from './locateToxicLayer.js';
