// What a visitor takes away: an answer copied, the conversation as a file, or on paper. Made here from what is
// shown; nothing of it is sent or stored.
(() => {
  "use strict";
  const COPIED = "La réponse et ses sources sont copiées.";
  const NOT_COPIED = "Votre navigateur n’a pas permis la copie. Enregistrez la conversation.";
  const REFUSED = "Votre navigateur n’a pas permis la copie. Sélectionnez le texte et copiez-le.";
  const SAVED = "La conversation est enregistrée dans vos téléchargements.";
  const CAUTION = "L’assistant peut se tromper : seul le rapport fait foi.";
  const find = (selector) => document.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const text = (node) => node?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const { plain, today, here } = Markdown;

  let silence = 0;
  function say(message) {
    const status = find("#etat");
    status.textContent = message;
    clearTimeout(silence);
    silence = setTimeout(() => { status.textContent = ""; }, 6000);
  }

  // `[1]` is read « Source [1], page 7 » on the page; elsewhere the number is enough.
  function sentence(node) {
    const copy = node.cloneNode(true);
    for (const hidden of all(".lu", copy)) hidden.remove();
    return text(copy);
  }

  // Question and answer pairs, as they stand on the page.
  function turns() {
    const pairs = [];
    for (const message of all("#fil [data-testid=user], #fil [data-testid=bot]")) {
      if (message.dataset.testid === "user") pairs.push({ question: text(message.querySelector(".question")) });
      else if (pairs.length && message.querySelector(".mode")) Object.assign(pairs.at(-1), answer(message));
    }
    return pairs.filter((turn) => turn.lines);
  }

  function answer(message) {
    return {
      lines: all(":is(.phrase, li, .avis):not(.passage *)", message).map((node) => ({ item: node.tagName === "LI", text: sentence(node) })),
      mode: text(message.querySelector(".mode")),
      sources: all(".source", message).map((source) => ({
        title: text(source.querySelector("summary")),
        quote: all("mark", source).map(text).join(" "),
        passage: all(".passage :is(p, li)", source).map((node) => (node.tagName === "LI" ? "- " : "") + text(node)).join("\n"),
        address: source.querySelector(".lire")?.href ?? "",
      })),
    };
  }

  function asText({ question, lines, sources, mode }) {
    const said = lines.map((line) => (line.item ? `- ${line.text}` : line.text));
    const cited = sources.map(({ title, quote, address }) =>
      [title, quote && `« ${quote} »`, address].filter(Boolean).join("\n"));
    return [question, said.join("\n"), ...cited, `${mode}. ${CAUTION}`].join("\n\n");
  }

  function asMarkdown(pairs) {
    const parts = [
      `# ${plain(text(find("#entete h1")))}`,
      `${plain(text(find("#entete .document")))}  \nLe ${today()}, <${here()}>  \n${CAUTION}`,
    ];
    for (const { question, lines, sources, mode } of pairs) {
      parts.push(`## ${plain(question)}`);
      let list = false;
      for (const line of lines) {
        if (line.item && list) parts.push(`${parts.pop()}\n- ${plain(line.text)}`);
        else parts.push(line.item ? `- ${plain(line.text)}` : plain(line.text));
        list = line.item;
      }
      parts.push(`*${plain(mode)}*`);
      for (const { title, passage, address } of sources) {
        const quoted = passage.split("\n").filter((line) => line.trim()).map((line) => `> ${plain(line.trim())}`);
        parts.push(`### ${plain(title)}`, quoted.join("\n>\n"), `<${address}>`);
      }
    }
    return `${parts.join("\n\n")}\n`;
  }

  // The clipboard of the browser is for secure addresses only; an intranet may have none.
  async function copy(value) {
    try {
      await navigator.clipboard.writeText(value);
      return true;
    } catch { /* the old way */ }
    const focused = document.activeElement;
    const field = document.createElement("textarea");
    field.value = value;
    field.className = "lu";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    focused?.focus();
    return done;
  }

  function save() {
    Markdown.save("conversation", asMarkdown(turns()));
    say(SAVED);
  }

  document.addEventListener("click", async (event) => {
    const tool = event.target instanceof Element ? event.target.closest("#copier, #enregistrer, #imprimer") : null;
    if (tool?.id === "copier") say((await copy(asText(turns().at(-1)))) ? COPIED : NOT_COPIED);
    if (tool?.id === "enregistrer") save();
    if (tool?.id === "imprimer") print();
  });

  // Other scripts of a page copy and speak through these two, so that there is one voice.
  document.addEventListener("a-dire", ({ detail }) => say(detail));
  document.addEventListener("a-copier", async ({ detail }) => say((await copy(detail.text)) ? detail.done : REFUSED));

  // On paper nothing can be unfolded: every source of every answer is open, and the reader learns where it is from.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    if (!find("#impression")) return; // the page that waits for the index
    unfolded = all("#fil .source:not([open])");
    for (const source of unfolded) source.open = true;
    find("#impression").textContent = `Imprimé le ${today()} depuis ${here()}`;
  });
  addEventListener("afterprint", () => {
    if (!find("#impression")) return;
    for (const source of unfolded) source.open = false;
    find("#impression").textContent = "";
  });
})();
