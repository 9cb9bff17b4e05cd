// Questions of the room, asked live: each with its answer and sources, or with what the report does not say.
(() => {
  "use strict";
  const { find, make, say, soil, presented } = Seance;
  const MOST_EARLIER = 6;
  const TIMEOUT_MS = 60_000;
  const BULLET = /^\s*[-–•*]\s+/;
  const asked = [];

  // Spaces that French does not break at; no control or direction character, which could feign another text.
  const tidy = (value) =>
    String(value ?? "").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "")
      .replace(/(\d) (?=\d{3}(?!\d)|[%€]|[kM]€)/g, "$1\u00a0").replace(/« | (?=[»?!:;])/g, (found) => found.trim() + "\u00a0");
  const pages = (value) => !value ? "" : value.includes("-") ? `pages\u00a0${value.replace("-", "\u00a0à\u00a0")}` : `page\u00a0${value}`;
  const readerAddress = ({ source, passage_id: id }) =>
    new URL(`../rapport?source=${encodeURIComponent(source)}#${encodeURIComponent(id)}`, location.href).href;

  const form = find("#demande");
  const box = find("#question");
  const send = find("button", form);

  function complain(message) {
    find("#erreur").replaceChildren(...(message ? [make("p", { class: "erreur" }, message)] : []));
    box.toggleAttribute("aria-invalid", Boolean(message));
  }

  async function receive(question) {
    const history = asked.slice(-MOST_EARLIER).map((turn) => turn.question);
    const response = await fetch("../api/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, history, audience: "agent" }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const data = await response.json();
    if (!response.ok) throw Object.assign(new Error("refused"), { said: data.detail });
    return data;
  }

  async function ask() {
    const question = box.value.trim();
    if (send.getAttribute("aria-disabled")) return;
    if (!question) return complain("Le champ est vide. Écrivez la question de la salle.");
    complain("");
    send.setAttribute("aria-disabled", "true");
    say("Recherche dans le rapport…");
    try {
      keep(turn(question, await receive(question)));
      if (box.value.trim() === question) box.value = "";
    } catch (error) {
      complain(error.said ? tidy(error.said) : "Le service ne répond pas. La question reste dans le champ\u00a0: réessayez dans un instant.");
    } finally {
      send.removeAttribute("aria-disabled");
    }
  }

  // What is shown and taken away of an answer.
  const turn = (question, answer) => ({
    question: tidy(question),
    abstained: answer.abstained,
    lines: tidy(answer.answer).split("\n").filter((line) => line.trim()).map((line) => ({
      item: BULLET.test(line), text: line.replace(BULLET, "").trim(),
    })),
    mode: tidy(answer.mode),
    byAi: Boolean(answer.generated_by_ai),
    notice: tidy(answer.notice),
    sources: answer.citations.map((citation) => ({
      marker: citation.marker,
      title: tidy([citation.section.at(-1) ?? citation.document, pages(citation.pages)].filter(Boolean).join(", ")),
      quote: tidy(citation.quote).replace(BULLET, ""),
      address: readerAddress(citation),
    })),
  });

  function keep(answered) {
    asked.push(answered);
    soil();
    for (const earlier of document.querySelectorAll("#posees details")) earlier.open = false;
    const shown = make("details", { class: "posee", open: "", "data-ai-generated": String(answered.byAi) },
      make("summary", {}, answered.question, ...(answered.abstained ? [make("span", { class: "etat" }, "Le rapport ne répond pas")] : [])),
      ...paragraphs(answered.lines),
      ...(answered.notice ? [make("p", { class: "aide" }, answered.notice)] : []),
      ...answered.sources.map((source) => make("div", { class: "source" },
        make("p", { class: "lien" }, make("a", { href: source.address, target: "_blank", rel: "noopener" }, `Source ${source.marker}\u00a0: ${source.title}`, make("span", { class: "onglet" }, " (nouvel onglet)"))),
        ...(source.quote ? [make("blockquote", {}, make("p", {}, source.quote))] : []))),
      make("p", { class: "aide mode" }, `${answered.mode}.`));
    find("#posees").prepend(shown);
    // On the screen the arrows go on from the answer; on the page the next question is typed at once.
    if (presented()) find("summary", shown).focus({ preventScroll: true });
    if (presented()) shown.scrollIntoView({ block: "nearest" });
    say(answered.lines.map((line) => line.text).join(" "));
  }

  function* paragraphs(lines) {
    let list = null;
    for (const line of lines) {
      if (!line.item) {
        list = null;
        yield make("p", { class: "dit" }, line.text);
      } else if (list) {
        list.append(make("li", {}, line.text));
      } else {
        yield (list = make("ul", { class: "dit" }, make("li", {}, line.text)));
      }
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    ask();
  });
  form.hidden = false;
  find("#sans-script").hidden = true;
  Seance.asked = asked;
})();
