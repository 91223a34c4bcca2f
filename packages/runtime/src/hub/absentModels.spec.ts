import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { llama, secondShard, TinyHub } from '../../test/hub/TinyHub.js';

const tiny = TinyHub.forEachTest();

describe('what is not there', () => {
  it('is told: the model', async () => {
    const error = await failure(() => tiny.fetch({ token: 'a token' }, 'hf:tiny/lama'));
    expect(error.message).toMatch(/^hf:tiny\/lama: there is no such model on http/);
  });

  it('is told: the revision', async () => {
    const error = await failure(() => tiny.fetch({}, 'hf:tiny/llama@v2'));
    expect(error.message).toMatch(/^hf:tiny\/llama: there is no revision v2; see the branches/);
  });

  it('is told: a file that the listing has', async () => {
    tiny.faultOnce(
      (path) => path.includes('config.json'),
      (_, response) => {
        response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
        return true;
      },
      3,
    );
    expect((await failure(() => tiny.fetch())).message).toMatch(
      /there is no file \w*config\.json at the revision main/,
    );
  });

  it('is told: a shard that the index names', async () => {
    const files = Object.entries(llama).filter(([name]) => name !== secondShard);
    tiny.serve({ files: Object.fromEntries(files) });
    expect((await failure(() => tiny.fetch())).message).toContain(`there is no file ${secondShard}`);
  });

  it('is told: a hub', async () => {
    tiny.hub.fault = (_, response) => {
      response.end('<html>Please log in to the hotel’s network</html>');
      return true;
    };
    expect((await failure(() => tiny.fetch())).message).toContain("the answer is not a hub's");
  });

  it.each(['hf:', 'hf:a/b/c', 'hf:../x', 'hf:a/..', 'hf:a--b/c', 'hf:a/b@', 'hf:a/b@../../x', 'hf:a/b@x y'])(
    'is refused before anything is asked: %s',
    async (source) => {
      expect((await failure(() => tiny.fetch({}, source))).code).toBe('input');
      expect(tiny.hub.requests).toEqual([]);
    },
  );
});
