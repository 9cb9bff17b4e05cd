// The sheet to take away: made here from the programme and from the questions of the room, as a file of Markdown and
// on paper. Nothing of it is sent or stored.
(() => {
  "use strict";
  const { find, all, text, make, say } = Seance;
  const { plain, today, save } = Markdown;
  const CAUTION = "L’assistant peut se tromper\u00a0: seul le rapport fait foi.";
  const sheet = find("#feuille");

  const places = (inside) => all("[data-lieu]", inside).map((link) => ({ address: link.href, name: link.dataset.lieu }));

  // What a figure counts often holds the figure: it is not said twice.
  const isIn = (figure, label) => {
    const i = label.indexOf(figure);
    return i >= 0 && !/\d/.test((label[i - 1] ?? "") + (label[i + figure.length] ?? ""));
  };

  // The parts of the sheet: each entry has a lead, what follows it, and where it stands.
  function content() {
    const figures = all(".chiffre").map((node) => {
      const [figure, rest] = [text(find(".valeur", node)), text(find(".compte", node))];
      return { lead: isIn(figure, rest) ? "" : figure, rest, places: places(node) };
    });
    const quiz = all(".question").map((node) => ({
      ask: text(find(".enonce", node)), lead: text(find(".juste", node)), quote: text(find(".phrase", node)), places: places(node),
    }));
    const talks = all(".echange").map((node) => ({
      lead: "", rest: text(find(".enonce", node)), places: places(node),
    }));
    const [said, unsaid] = [false, true].map((abstained) => Seance.asked.filter((turn) => turn.abstained === abstained).map((turn) => ({
      lead: turn.question, rest: turn.lines.map((line) => line.text).join(" "), sources: turn.sources, mode: turn.mode,
    })));
    return [
      ["Les chiffres clés", figures], ["Le quiz et ses réponses", quiz], ["À discuter", talks],
      ["Les questions de la salle", said], ["Ce que le rapport ne dit pas", unsaid],
    ].filter(([, entries]) => entries.length);
  }

  const intro = () => [`${text(find("#programme h2"))}, le ${today()}`, text(find(".themes"))];

  function asMarkdown() {
    const parts = [`# ${plain(text(find("h1")))}`, intro().map(plain).join("  \n"), `<${location.href.split("#")[0]}>  \n${CAUTION}`];
    for (const [title, entries] of content()) {
      parts.push(`## ${title}`, entries.map((entry) => {
        const links = (entry.places ?? []).map((one) => `${plain(one.name)}\u00a0: <${one.address}>`);
        const sources = (entry.sources ?? []).map((one) => `\\[${one.marker}\\] ${plain(one.title)}\u00a0: « ${plain(one.quote)} » <${one.address}>`);
        const said = [entry.ask && plain(entry.ask), entry.lead && `**${plain(entry.lead)}**`, entry.rest && plain(entry.rest), entry.quote && `« ${plain(entry.quote)} »`];
        return `- ${[said.filter(Boolean).join(" "), ...links, ...sources].join("  \n  ")}`;
      }).join("\n"));
    }
    return `${parts.join("\n\n")}\n`;
  }

  function draw() {
    sheet.replaceChildren(
      make("p", { class: "en-tete" }, make("strong", {}, text(find("h1"))), ` ${intro().join(". ")}`),
      ...content().map(([title, entries]) => make("section", {}, make("h3", {}, title), make("ul", {}, ...entries.map(item)))),
      make("p", { class: "aide" }, `${CAUTION} Séance à refaire\u00a0: ${location.href.split("#")[0]}`));
  }

  // Two sheets of paper for a session: a sentence with a gap is not written again without it, and what an answer
  // quotes is in the answer.
  function item({ ask = "", lead, rest = "", quote = "", places: where = [], sources = [], mode }) {
    const aside = [...new Set(where.map((one) => one.name))].join(", ");
    const cited = sources.map((one) => `[${one.marker}] ${one.title}`).join(", ");
    const end = [cited && `Sources\u00a0: ${cited}.`, mode && `${mode}.`].filter(Boolean).join(" ");
    return make("li", {}, ask && `${ask} `, make("strong", {}, lead), rest && ` ${rest}`,
      quote && !ask.includes("…") ? ` « ${quote} »` : "",
      ...[aside && ` (${aside})`, end && ` ${end}`].filter(Boolean).map((words) => make("span", { class: "ou" }, words)));
  }

  find("#enregistrer").addEventListener("click", () => {
    save("seance", asMarkdown());
    say("La feuille est enregistrée dans vos téléchargements.");
  });
  find("#imprimer").addEventListener("click", () => print());
  find("#voir").addEventListener("click", ({ currentTarget }) => {
    draw();
    sheet.hidden = !sheet.hidden;
    currentTarget.setAttribute("aria-expanded", String(!sheet.hidden));
    currentTarget.textContent = sheet.hidden ? "Voir la feuille" : "Cacher la feuille";
  });
  addEventListener("beforeprint", draw);
  document.documentElement.classList.add("feuille");
  find("#emporter").hidden = false;
})();
