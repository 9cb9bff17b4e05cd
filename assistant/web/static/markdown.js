// A file of Markdown, made in the browser: what any text becomes in it, and how it is saved. Shared by the pages that
// have something to take away.
const Markdown = (() => {
  "use strict";
  // Whatever a question or a report holds is text, also for a reader of Markdown.
  const plain = (value) =>
    value.replace(/[\\`*_[\]{}<>&~|$#!]/g, "\\$&").replace(/(https?|ftp|mailto):/gi, "$1\\:")
      .replace(/\b(www)\./gi, "$1\\.").replace(/@/g, "\\@")
      .replace(/^(\s*)([-+=])/gm, "$1\\$2").replace(/^(\s*\d+)([.)])/gm, "$1\\$2").replace(/^ +/gm, "");
  const today = () => new Date().toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });
  const here = () => location.origin + location.pathname;

  // Into the visitor's downloads, as `name-2026-11-26.md`; nothing of it is sent.
  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
    link.download = `${name}-${new Date().toISOString().slice(0, 10)}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  return { plain, today, here, save };
})();
