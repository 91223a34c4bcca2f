import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RuntimeError } from '../RuntimeError.js';
import { hubSettings } from './HubSettings.js';

const home = join(homedir(), '.cache', 'huggingface');
const nobody = { HF_TOKEN_PATH: '/nowhere/token' };

describe('hubSettings', () => {
  // https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
  it.each([
    [{}, join(home, 'hub')],
    [{ XDG_CACHE_HOME: '/xdg' }, '/xdg/huggingface/hub'],
    [{ HF_HOME: '/hf', XDG_CACHE_HOME: '/xdg' }, '/hf/hub'],
    [{ HF_HOME: '~/hf' }, join(homedir(), 'hf', 'hub')],
    [{ HF_HOME: '$SCRATCH/hf', SCRATCH: '/scratch' }, '/scratch/hf/hub'],
    [{ HF_HOME: '/hf', HUGGINGFACE_HUB_CACHE: '/old' }, '/old'],
    [{ HF_HUB_CACHE: '/new', HUGGINGFACE_HUB_CACHE: '/old', HF_HOME: '/hf' }, '/new'],
    [{ HF_HUB_CACHE: '${SCRATCH}/hub', SCRATCH: '/scratch' }, '/scratch/hub'],
    [{ HF_HUB_CACHE: '' }, join(home, 'hub')],
  ])('%j keeps files in %s', (env, cache) => {
    expect(hubSettings({ ...nobody, ...env }).cache).toBe(cache);
  });

  it.each([
    [{}, 'https://huggingface.co'],
    [{ HF_ENDPOINT: '' }, 'https://huggingface.co'],
    [{ HF_ENDPOINT: 'https://mirror.example/hf/' }, 'https://mirror.example/hf'],
  ])('%j asks %s', (env, endpoint) => {
    expect(hubSettings({ ...nobody, ...env }).endpoint).toBe(endpoint);
  });

  it.each(['https://me:sesame@mirror.example', 'me:sesame@mirror.example'])(
    'refuses an endpoint with a password, and repeats neither: %s',
    (endpoint) => {
      const settings = (): unknown => hubSettings({ ...nobody, HF_ENDPOINT: endpoint });
      expect(settings).toThrow('HF_ENDPOINT holds an @');
      expect(settings).not.toThrow('sesame');
    },
  );

  it.each(['mirror.example', 'ftp://mirror.example'])('refuses the endpoint %s', (endpoint) => {
    expect(() => hubSettings({ ...nobody, HF_ENDPOINT: endpoint })).toThrow(RuntimeError);
  });

  it.each([
    ['1', true],
    ['true', true],
    ['ON', true],
    ['Yes', true],
    ['0', false],
    ['', false],
    ['no', false],
  ])('HF_HUB_OFFLINE=%s', (value, offline) => {
    expect(hubSettings({ ...nobody, HF_HUB_OFFLINE: value }).offline).toBe(offline);
  });

  it('takes an empty token for none', () => {
    expect(hubSettings({ ...nobody, HF_TOKEN: '', HUGGING_FACE_HUB_TOKEN: ' \n' }).token).toBeUndefined();
    expect(hubSettings({ ...nobody, HF_TOKEN: 'hf_x\r\n' }).token).toBe('hf_x');
  });
});
