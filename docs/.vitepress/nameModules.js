import { ReflectionKind, Renderer } from 'typedoc';
import { MarkdownPageEvent } from 'typedoc-plugin-markdown';

/**
 * TypeDoc's names for a package's modules are their folders. That of `.` gets a name, too, and the pages' titles say what one
 * imports.
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.renderer.on(
    Renderer.EVENT_BEGIN,
    ({ project }) => {
      for (const { children = [] } of project.children ?? [])
        for (const module of children) if (module.name === '') module.name = 'main';
    },
    100, // before files get their names
  );
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    const { name, parent } = page.model;
    if (!parent?.name.startsWith('@') || !page.model.kindOf(ReflectionKind.Module)) return;
    const imported = name === 'main' ? parent.name : `${parent.name}/${name}`;
    page.contents = page.contents.replace(`# ${name}\n`, `# ${imported}\n`);
  });
}
