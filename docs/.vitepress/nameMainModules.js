import { Renderer } from 'typedoc';

/** TypeDoc's names for a package's modules are their folders: that of `.` gets a name, too. @param {import('typedoc').Application} app */
export function load(app) {
  app.renderer.on(
    Renderer.EVENT_BEGIN,
    ({ project }) => {
      for (const { children = [] } of project.children ?? [])
        for (const module of children) if (module.name === '') module.name = 'main';
    },
    100, // before files get their names
  );
}
