// What Gradio leaves in English or without a role, and where the focus goes.
(() => {
  "use strict";
  const UNAVAILABLE =
    "Le service ne répond pas pour le moment. Votre question est toujours dans le champ : réessayez dans quelques instants.";
  const QUESTION = "#votre-question textarea";
  const find = (selector) => document.querySelector(selector);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // An unconditional write would call the observer again, for ever.
  const set = (node, name, value) => {
    if (node && node.getAttribute(name) !== value) node.setAttribute(name, value);
  };
  const unset = (node, name) => {
    if (node && node.hasAttribute(name)) node.removeAttribute(name);
  };
  const scrollTo = (node, block) => node.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  function unavailable() {
    find("#alerte").textContent = UNAVAILABLE;
    keep(find(QUESTION)?.value);
  }

  function available() {
    find("#alerte").textContent = "";
    keep("");
  }

  // When sending fails, Gradio reloads the page as soon as the server answers again, and conversation and
  // question are lost. So a failure to send is given to it as a refusal, after which one can try again.
  const send = window.fetch;
  window.fetch = async (resource, options) => {
    const asks = /\/queue\/join|\/run\/predict/.test(String(resource?.url ?? resource));
    try {
      const response = await send(resource, options);
      if (asks) response.ok ? available() : unavailable();
      return response;
    } catch (error) {
      if (options?.signal?.aborted || !asks) throw error;
      unavailable();
      return new Response('{"detail": "unreachable"}', { status: 503, headers: { "Content-Type": "application/json" } });
    }
  };

  let shown = 0;
  let chosen = false;
  let prefilled = false;
  const translated = new WeakSet();

  function polish() {
    set(document.documentElement, "lang", "fr");
    set(find("#fil [role=log]"), "aria-label", "Conversation");
    unset(find("#fil .placeholder-content"), "role");
    set(find("#erreur"), "role", "alert");
    for (const button of document.querySelectorAll("#suites button"))
      if (button.textContent.trim()) unset(button, "hidden");
      else set(button, "hidden", "");
    set(find("#enregistrer"), "aria-label", "Enregistrer la conversation");
    set(find("#imprimer"), "aria-label", "Imprimer la conversation");
    set(find("#merci"), "role", "status");
    set(find("#avis-reponse"), "role", "group");
    set(find("#avis-reponse"), "aria-labelledby", "aide");
    set(find("#raisons"), "role", "group");
    set(find("#raisons"), "aria-labelledby", "pourquoi");
    const sources = find("#sources");
    set(sources, "role", "region");
    set(sources, "aria-label", "Sources de la dernière réponse");
    // A region that scrolls must be reachable by keyboard, one that does not is a useless stop.
    if (sources && sources.scrollHeight > sources.clientHeight + 1) set(sources, "tabindex", "0");
    else unset(sources, "tabindex");
    // An error is read out with the box, as long as it is shown.
    const box = find(QUESTION);
    set(box, "aria-describedby", find("#erreur .erreur") ? "avis erreur" : "avis");
    if (find("#erreur .a-corriger")) set(box, "aria-invalid", "true");
    else unset(box, "aria-invalid");
    for (const [who, label] of [["user", "Votre question"], ["bot", "Réponse"]])
      for (const message of document.querySelectorAll(`#fil [data-testid=${who}]`)) {
        set(message, "role", "group");
        set(message, "aria-label", label);
        const mode = message.querySelector(".mode");
        if (mode) set(message, "data-ai-generated", String(mode.classList.contains("ia-oui")));
      }
    for (const link of document.querySelectorAll("a.renvoi")) unset(link, "target");
    prefill();
    followAnswers();
    translateToasts();
  }

  // `/?q=...`: the question is written in the box, the visitor sends it. `#q=...` is the same question after a
  // reload; a fragment is not sent to the server, and so is in no log.
  function prefill() {
    const box = find(QUESTION);
    if (prefilled || !box) return;
    prefilled = true;
    const kept = location.hash.startsWith("#q=") ? location.hash : "";
    const question = new URLSearchParams(kept.slice(1) || location.search).get("q");
    keep("");
    if (!question) return;
    box.value = question.slice(0, 2000);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function keep(question) {
    const fragment = question ? `#q=${encodeURIComponent(question)}` : "";
    if (fragment || location.hash.startsWith("#q="))
      history.replaceState(history.state, "", location.pathname + location.search + fragment);
  }

  function followAnswers() {
    const questions = document.querySelectorAll("#fil [data-testid=user]");
    if (questions.length > shown) {
      for (const verdict of document.querySelectorAll(":is(#avis-reponse, #raisons) button")) unset(verdict, "aria-pressed");
      find("#alerte").textContent = "";
      keep("");
      const latest = questions[questions.length - 1];
      // A proposed question goes away once it is chosen, and the focus with it: it waits at the question instead.
      if (chosen) {
        set(latest, "tabindex", "-1");
        latest.focus({ preventScroll: true });
        chosen = false;
      }
      scrollTo(latest, "start");
      const sources = find("#sources");
      if (sources) sources.scrollTop = 0;
    }
    shown = questions.length;
  }

  // Gradio says in English, for ten seconds, that the server is busy or gone.
  function translateToasts() {
    for (const toast of document.querySelectorAll(".toast-wrap .toast-body")) {
      if (translated.has(toast)) continue;
      translated.add(toast);
      unavailable();
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const verdict = target?.closest(":is(#avis-reponse, #raisons) button");
    // The first one is what is counted.
    if (verdict && !verdict.closest(".rangee").querySelector("[aria-pressed]")) set(verdict, "aria-pressed", "true");
    const skip = target?.closest(".evitement");
    if (skip) {
      event.preventDefault();
      find(`${skip.getAttribute("href")} :is(textarea, input)`)?.focus();
    } else if (target?.closest("#recommencer")) {
      find(QUESTION)?.focus();
    } else if (target?.closest("#page button")) {
      chosen = Boolean(target.closest(".exemple"));
    }
    const link = target?.closest("a.renvoi");
    if (!link) return;
    event.preventDefault();
    const source = document.getElementById(link.getAttribute("href").slice(1));
    if (!source) return;
    source.open = true;
    source.querySelector("summary").focus({ preventScroll: true });
    scrollTo(source, "nearest");
  });

  // The page that is shown while the index is being prepared.
  async function wait() {
    try {
      if ((await fetch("./api/ready", { cache: "no-store" })).ok) return location.reload();
    } catch { /* the server restarts */ }
    setTimeout(wait, 1000);
  }
  if (find("#patience")) return void setTimeout(wait, 1000);

  let planned = 0;
  const plan = () => { planned ||= requestAnimationFrame(() => { planned = 0; polish(); }); };
  new MutationObserver(plan).observe(document.documentElement, {
    attributeFilter: ["aria-label", "lang", "role", "target"], attributes: true, characterData: true, childList: true, subtree: true,
  });
  addEventListener("resize", plan);
  polish();
})();
