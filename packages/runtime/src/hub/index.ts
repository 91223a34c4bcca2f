export { fetchHubModel, type HubOptions } from './fetchHubModel.js';
export { isHubSource } from './HubSource.js';
