// A module-federation container written by hand, so that no bundler is needed to build the course.
// It touches only notebooks that carry `metadata.cslib`.
(function () {
  'use strict';
  const NAME = 'cslib-lesson';
  const UNTRUSTED =
    '这一课还没有得到信任，所以没有自动运行。请用 make lab（或 cslib lab）打开课程；' +
    '也可以在菜单“查看 → 激活命令面板”里搜索“信任笔记本”，信任后重新打开。';

  const CSS = `
.cslib-lesson .jp-InputPrompt, .cslib-lesson .jp-OutputPrompt, .cslib-lesson .jp-InputPlaceholder,
.cslib-lesson .jp-OutputPlaceholder, .cslib-lesson .jp-OutputArea-promptOverlay, .cslib-lesson .jp-cell-toolbar, .cslib-lesson .jp-Notebook-footer,
.cslib-lesson .jp-Collapser { display: none; }
.cslib-lesson .jp-WindowedPanel-viewport, .cslib-lesson.jp-NotebookPanel .jp-Notebook > .jp-Cell {
  max-width: 54rem; margin-inline: auto; }
.cslib-lesson .jp-WindowedPanel-inner { padding: .5rem 1rem 40vh; box-sizing: content-box; }
.cslib-lesson .jp-Cell { padding: 2px 0; border: 0; box-shadow: none; }
.cslib-lesson .jp-RenderedMarkdown { padding: 0; font-size: 17px; line-height: 1.8;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif; }
.cslib-lesson .jp-Notebook .jp-Cell.jp-mod-active.jp-mod-selected { box-shadow: none !important; }
.cslib-lesson .jp-RenderedMarkdown { border-color: transparent !important; }
.cslib-lesson .jp-RenderedMarkdown table { margin-left: 0; font-size: .95em; }
.cslib-lesson .jp-RenderedMarkdown td, .cslib-lesson .jp-RenderedMarkdown th { text-align: left; white-space: normal; }
.cslib-lesson .jp-RenderedMarkdown h1 { font-size: 1.75em; }
.cslib-lesson .jp-RenderedMarkdown h2 { font-size: 1.35em; margin-top: 1.6em; }
.cslib-lesson .jp-RenderedMarkdown blockquote { border-left: 4px solid #c8623a; padding: .3em 1em;
  background: color-mix(in srgb, #c8623a 8%, transparent); color: inherit; }
.cslib-lesson .jp-OutputArea-output { padding-left: 0; overflow-x: auto; }
@media (max-width: 600px) { .cslib-lesson .jp-WindowedPanel-inner { padding-inline: .25rem; } }
`;

  let scope;

  async function shared(name) {
    const versions = scope[name];
    const factory = await versions[Object.keys(versions)[0]].get();
    return factory();
  }

  const lessonOf = (panel) => panel.content.model && panel.content.model.getMetadata('cslib');

  const isTrusted = (panel) =>
    Array.from(panel.content.model.cells).every((cell) => cell.type !== 'code' || cell.trusted);

  async function runLesson(panel, { NotebookActions }, { Notification }) {
    const { kernel } = panel.sessionContext.session || {};
    if (!kernel || panel.isDisposed) return;
    await kernel.info;
    if (!isTrusted(panel)) {
      Notification.warning(UNTRUSTED, { autoClose: false });
      return;
    }
    // Unlike "run all", this neither selects nor scrolls: the learner stays at the top of the lesson.
    await NotebookActions.runCells(panel.content, panel.content.widgets, panel.sessionContext);
  }

  async function openLesson(panel, notebook, apputils) {
    await panel.context.ready;
    const lesson = lessonOf(panel);
    if (!lesson) return;
    panel.addClass('cslib-lesson');
    await panel.revealed;
    await panel.sessionContext.ready;
    if (!lesson.autorun) return;
    // A restarted kernel has forgotten every exercise on the page: run again, drafts come back from disk.
    let restarted = false;
    panel.sessionContext.statusChanged.connect((_, status) => {
      if (status === 'restarting' || status === 'autorestarting') restarted = true;
      else if (status === 'idle' && restarted) {
        restarted = false;
        void runLesson(panel, notebook, apputils);
      }
    });
    await runLesson(panel, notebook, apputils);
  }

  async function makePlugin() {
    const notebook = await shared('@jupyterlab/notebook');
    const apputils = await shared('@jupyterlab/apputils');
    return {
      id: NAME + ':plugin',
      description: 'Runs a lesson when it is opened and folds its code away.',
      autoStart: true,
      optional: [notebook.INotebookTracker],
      activate: (_app, tracker) => {
        if (!tracker) return;
        const style = document.createElement('style');
        style.textContent = CSS;
        document.head.append(style);
        tracker.widgetAdded.connect((_, panel) => void openLesson(panel, notebook, apputils));
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: (given) => { scope = given; },
    get: async () => {
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
