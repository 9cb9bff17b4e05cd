// The page of the staff: its buttons ask, and what is copied is made here from what is shown. Nothing is stored.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const say = (text) => document.dispatchEvent(new CustomEvent("a-dire", { detail: text }));
  const copy = (text, done) => document.dispatchEvent(new CustomEvent("a-copier", { detail: { text, done } }));
  const set = (node, name, value) => {
    if (node && node.getAttribute(name) !== value) node.setAttribute(name, value);
  };

  // What only those hear who do not see is no part of a quotation. Spaces that do not break stay.
  function shown(node) {
    const copied = node.cloneNode(true);
    for (const hidden of all(".lu", copied)) hidden.remove();
    for (const end of all("br", copied)) end.replaceWith("\n");
    return copied.textContent.replace(/[ \t]+/g, " ").replace(/ ?\n ?/g, "\n").trim();
  }

  // The lines of a passage as the report has them: dashes before items, cells of a row beside each other.
  function whole(passage) {
    return all("p, li, tr", passage).map((node) => {
      if (node.tagName === "TR") return all("th, td", node).map(shown).join(" | ");
      const own = node.cloneNode(true);
      for (const inner of all("ul, ol", own)) inner.remove();
      const dash = node.tagName !== "LI" ? "" : node.parentNode.tagName === "OL" ? `${node.value}. ` : "- ";
      return dash + shown(own);
    }).join("\n");
  }

  // What is selected in the passage, in whole words: half of a figure would be another figure.
  function selected(passage) {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return "";
    const range = selection.getRangeAt(0).cloneRange();
    if (!passage.contains(range.startContainer) || !passage.contains(range.endContainer)) return "";
    widen(range, passage);
    const holder = document.createElement("div");
    holder.append(range.cloneContents());
    for (const block of all("p, li, tr", holder)) block.append("\n");
    return shown(holder).replace(/\n+/g, "\n").trim();
  }

  function widen(range, passage) {
    const texts = [];
    const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode);
    const blockOf = (node) => node.parentElement.closest("p, li, td, th");
    const reach = (node, offset, step) => {
      let at = texts.indexOf(node);
      if (at < 0) return [node, offset];
      for (;;) {
        const text = texts[at].data;
        while (step < 0 ? offset > 0 && !/[ \t\n]/.test(text[offset - 1]) : offset < text.length && !/[ \t\n]/.test(text[offset]))
          offset += step;
        const next = texts[at + step];
        const stopped = step < 0 ? offset > 0 : offset < text.length;
        if (stopped || !next || blockOf(next) !== blockOf(texts[at])) return [texts[at], offset];
        at += step;
        offset = step < 0 ? next.data.length : 0;
      }
    };
    range.setStart(...reach(range.startContainer, range.startOffset, -1));
    range.setEnd(...reach(range.endContainer, range.endOffset, 1));
  }

  const referenceOf = (holder) => shown(holder.querySelector(".reference"));
  const quoted = (text, holder) => `«\u00a0${text}\u00a0» (${referenceOf(holder)})`;

  function copyPassage(button) {
    const holder = button.closest(".a-citer, .source");
    const passage = holder.querySelector(".passage");
    const part = selected(passage);
    copy(quoted(part || whole(passage), holder), part ? "La sélection est copiée avec sa référence." : "Le passage est copié avec sa référence.");
  }

  function copyQuote(button) {
    const source = button.closest(".source");
    const quote = all("mark", source).map(shown).join(" ");
    if (!quote) return copyPassage(button);
    copy(quoted(quote, source), "La citation est copiée avec sa référence.");
  }

  function copyAnswer(button) {
    const message = button.closest("[data-testid=bot]");
    const said = all(":is(.phrase, li, .avis):not(.passage *, .pourquoi *)", message)
      .map((node) => (node.tagName === "LI" ? "- " : "") + shown(node));
    const cited = all(".source", message).map((source, n) => {
      const quote = all("mark", source).map(shown).join(" ");
      const number = /\d+/.exec(source.querySelector("summary").textContent)?.[0] ?? n + 1;
      return `[${number}] ${quote ? quoted(quote, source) : referenceOf(source)}`;
    });
    const mode = shown(message.querySelector(".mode"));
    copy([said.join("\n"), cited.join("\n"), `${mode}. L’assistant peut se tromper\u00a0: seul le rapport fait foi.`]
      .filter(Boolean).join("\n\n"), "La réponse est copiée avec ses références.");
  }

  let n = 0;
  let moves = "";
  // One after the other: what is compared grows by each of them.
  const waiting = [];
  let patience = 0;
  function ask(command) {
    waiting.push(command);
    if (!patience) next();
  }

  function next() {
    clearTimeout(patience);
    patience = 0;
    const box = find("#commande :is(textarea, input)");
    const command = waiting.shift();
    if (!box || !command) return;
    patience = setTimeout(next, 5000);
    moves = command.split(":")[0];
    n += 1;
    box.value = `${n} ${command}`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
  }

  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button?.matches(".commande")) ask(button.value);
    if (button?.matches(".aller")) go(`${button.value} .ici`);
    if (button?.matches(".copier-passage")) copyPassage(button);
    if (button?.matches(".copier-citation")) copyQuote(button);
    if (button?.matches(".copier-reponse")) copyAnswer(button);
  });

  // Where the answer to a button is: there the focus goes, unless the button stays where it is.
  const PLACES = {
    lire: ["#passage-ouvert .ici"], chapitre: ["#resultats .ici"], retirer: ["#comparaison .ici"],
    vider: ["#comparaison .ici"], fermer: ["#resultats .ici", "#chercher h2"],
  };
  let heard = "";
  function polish() {
    const compared = new Set(all("#comparaison button[value^='retirer:']").map((button) => button.value.slice(8)));
    for (const button of all("button[value^='comparer:']")) set(button, "aria-pressed", String(compared.has(button.value.slice(9))));
    set(find("#recherche"), "role", "search");
    for (const [id, label] of [["passages", "Passages du rapport"], ["comparaison", "Comparaison"]]) {
      set(find(`#${id}`), "role", "region");
      set(find(`#${id}`), "aria-label", label);
    }
    const notice = find("#annonce .annonce");
    if (!notice || notice.id === heard) return;
    heard = notice.id;
    say(notice.textContent);
    go(...(PLACES[moves] ?? []));
    moves = "";
    next();
  }

  // The first of these places that there is gets the focus.
  function go(...places) {
    const place = places.map(find).find(Boolean);
    if (!place) return;
    set(place, "tabindex", "-1");
    place.focus();
  }

  let planned = 0;
  new MutationObserver(() => { planned ||= requestAnimationFrame(() => { planned = 0; polish(); }); })
    .observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["id"] });
})();
