"""What does a visitor see and do? The Gradio page, its French, and its few events.

Gradio takes seconds and a hundred megabytes to import: only :func:`build_pages` does it.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from assistant.api import check_length
from assistant.errors import AssistantError, BadQuestion
from assistant.limits import Limits
from assistant.metrics import Metrics
from assistant.problems import Problem
from assistant.requests import read_request
from assistant.types import Answer
from assistant.web import markup

if TYPE_CHECKING:
    import gradio as gr

    from assistant.pipeline import Assistant

log = logging.getLogger(__name__)

N_SUGGESTIONS = 4
# Follow-ups refer to what was just said; older questions only lead astray.
N_EARLIER_QUESTIONS = 6

FAILED = (
    "L’assistant n’a pas pu répondre. Votre question est toujours dans le champ : "
    "réessayez dans quelques instants."
)  # fmt: skip
EMPTY = "Écrivez une question, puis choisissez « Envoyer »."
WELCOME = "<p>Posez votre question, ou choisissez un exemple.<br>Chaque réponse montre le passage d’où elle vient.</p>"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and its answer."""

    question: str
    answer: Answer


Conversation = tuple[Turn, ...]


class Desk:
    """Receives the questions of the page, and says what changes on it."""

    def __init__(self, assistant: Assistant, limits: Limits, metrics: Metrics | None = None, *, streams: bool) -> None:
        self.assistant, self.limits, self.streams = assistant, limits, streams
        self.metrics = metrics or Metrics()

    def ask(self, question: str, conversation: Conversation) -> Iterator[dict[str, Any]]:
        """Steps of the page, by part: ``chat``, ``box``, ``panel``, ``error``, ``conversation``.

        A part that is not named stays as it is: above all the box, when no answer could be given.
        """
        text = (question or "").strip()
        try:
            self._check(text, conversation)
            if self.streams:
                # A model takes a while: the visitor sees at once that the question has arrived.
                pending = [*_messages(conversation), _user(text), _assistant(markup.pending_html())]
                yield {"chat": pending, "error": ""}
            for answer in self._answers(text, conversation):
                turns = (*conversation, Turn(text, answer))
                yield {"chat": _messages(turns), "error": ""}
            self.metrics.answered(answer, "page")
            yield {
                "chat": _messages(turns),
                "box": "",
                "panel": markup.panel_html(answer),
                "error": "",
                "conversation": turns,
            }
        except (BadQuestion, Problem) as refusal:
            yield self._refuse(text, conversation, str(refusal))
        except AssistantError as error:
            log.warning("a question could not be answered: %s", type(error).__name__)
            yield self._refuse(text, conversation, FAILED)
        except Exception:
            log.exception("a question could not be answered")
            yield self._refuse(text, conversation, FAILED)

    def start_again(self) -> dict[str, Any]:
        """The parts of the page for a new conversation."""
        return {"chat": [], "box": "", "panel": markup.panel_html(None), "error": "", "conversation": ()}

    def _check(self, text: str, conversation: Conversation) -> None:
        if not text:
            raise BadQuestion(EMPTY)
        check_length(text, self.limits)
        if len(conversation) >= self.limits.turns:
            n = len(conversation)
            raise BadQuestion(f"Cette conversation compte {n} questions. Choisissez « Nouvelle conversation ».")

    def _answers(self, text: str, conversation: Conversation) -> Iterator[Answer]:
        earlier = tuple(turn.question for turn in conversation[-N_EARLIER_QUESTIONS:])
        question = read_request({"question": text, "history": earlier})
        if self.streams:
            yield from self.assistant.stream(question)
        else:
            yield self.assistant.invoke(question)

    def _refuse(self, text: str, conversation: Conversation, message: str) -> dict[str, Any]:
        return {"chat": _messages(conversation), "box": text, "error": markup.error_html(message)}


def _messages(conversation: Conversation) -> list[dict[str, str]]:
    messages = []
    for number, turn in enumerate(conversation, start=1):
        messages += [_user(turn.question), _assistant(markup.answer_html(turn.answer, number))]
    return messages


def _user(question: str) -> dict[str, str]:
    return {"role": "user", "content": markup.question_html(question)}


def _assistant(content: str) -> dict[str, str]:
    return {"role": "assistant", "content": content}


def build_pages(assistant: Assistant, limits: Limits, metrics: Metrics, *, streams: bool) -> FastAPI:
    """The Gradio application. The caller runs its lifespan, which starts the queue."""
    import gradio as gr

    inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # Without one on the parent, Gradio adds its own, which allows every origin with credentials.
    inner.add_middleware(CORSMiddleware, allow_origins=[])
    gr.mount_gradio_app(
        inner,
        _blocks(assistant, Desk(assistant, limits, metrics, streams=streams)),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1b",
        enable_monitoring=False,
        ssr_mode=False,
        theme=_theme(),
    )
    return inner


def _blocks(assistant: Assistant, desk: Desk) -> gr.Blocks:
    import gradio as gr

    demo = gr.Blocks(title=page_title(assistant), analytics_enabled=False, fill_width=True)
    with demo:
        conversation: Any = gr.State(())
        with gr.Row(elem_id="page"):
            with gr.Column(elem_id="conversation", scale=3):
                chat = gr.Chatbot(
                    show_label=False, buttons=[], latex_delimiters=[], height=None, elem_id="fil",
                    feedback_options=None, placeholder=WELCOME, autoscroll=False, container=False,
                )  # fmt: skip
                error = gr.Markdown("", elem_id="erreur", latex_delimiters=[])
                with gr.Group(elem_id="saisie"):
                    box = gr.Textbox(
                        label="Votre question", elem_id="votre-question", lines=1, max_lines=6, max_length=2000,
                        html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
                    )  # fmt: skip
                    with gr.Row(elem_id="actions"):
                        send = gr.Button("Envoyer", variant="primary", elem_id="envoyer")
                        again = gr.Button("Nouvelle conversation", elem_id="recommencer")
                suggestions = assistant.suggestions(N_SUGGESTIONS)
                with gr.Column(elem_id="exemples", visible=bool(suggestions)):
                    gr.Markdown("<h2>Exemples de questions</h2>")
                    examples = [gr.Button(unbroken(text), elem_classes="exemple") for text in suggestions]
            with gr.Column(elem_id="sources", scale=2):
                panel = gr.Markdown(markup.panel_html(None), latex_delimiters=[])
        parts = {"chat": chat, "box": box, "panel": panel, "error": error, "conversation": conversation}

        def ask(question: str, turns: Conversation) -> Iterator[dict[Any, Any]]:
            for step in desk.ask(question, turns):
                yield {parts[name]: value for name, value in step.items()}

        def start_again() -> dict[Any, Any]:
            return {parts[name]: value for name, value in desk.start_again().items()}

        common: dict[str, Any] = {"outputs": list(parts.values()), "show_progress": "hidden", "queue": True}
        private: dict[str, Any] = {**common, "api_visibility": "private"}
        gr.on([box.submit, send.click], ask, [box, conversation], **private)
        for button in examples:
            button.click(ask, [button, conversation], **private)
        again.click(start_again, None, **private)
    # Beyond the queue, Gradio refuses at once and the page says so.
    demo.queue(default_concurrency_limit=10, max_size=200, api_open=False)
    return demo


def unbroken(text: str) -> str:
    """French punctuation stays on the line of its word."""
    return re.sub(r"(?<=«) | (?=[»?!:;])", "\u00a0", text)


def _theme() -> gr.themes.Base:
    """System fonts, and the colours of ``page.css`` for light and dark alike."""
    import gradio as gr

    colours = {
        "body_background_fill": "fond", "body_text_color": "encre", "body_text_color_subdued": "encre-douce",
        "background_fill_primary": "carte", "background_fill_secondary": "fond", "block_background_fill": "carte",
        "border_color_primary": "trait", "block_label_text_color": "encre", "block_title_text_color": "encre",
        "input_background_fill": "carte", "input_background_fill_focus": "carte", "input_border_color": "bord",
        "input_border_color_focus": "accent", "input_placeholder_color": "encre-douce",
        "button_primary_background_fill": "accent", "button_primary_background_fill_hover": "accent-fort",
        "button_primary_text_color": "sur-accent", "button_primary_text_color_hover": "sur-accent",
        "button_secondary_background_fill": "carte", "button_secondary_background_fill_hover": "voile",
        "button_secondary_text_color": "accent", "button_secondary_text_color_hover": "accent",
        "button_secondary_border_color": "bord", "link_text_color": "accent", "link_text_color_hover": "accent-fort",
        "link_text_color_visited": "accent", "link_text_color_active": "accent",
    }  # fmt: skip
    both = {f"{name}{mode}": f"var(--{colour})" for name, colour in colours.items() for mode in ("", "_dark")}
    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]).set(**both)


def documents(assistant: Assistant) -> list[str]:
    """Titles of the reports, in the order of the index."""
    return list(dict.fromkeys(passage.document for passage in assistant.passages))


def page_title(assistant: Assistant) -> str:
    """What the browser shows for the page."""
    titles = documents(assistant)
    return f"Interroger le rapport – {titles[0]}" if len(titles) == 1 else "Interroger les rapports"


PIN = "for(const[k,v]of[['language','fr'],['languages',['fr']]])Object.defineProperty(navigator,k,{get:()=>v})"


def rewrite(page: str, nonce: str, *, title: str, head: str, before: str, after: str) -> str:
    """Gradio's page in French, with our header and footer around it and no other host named in it.

    Args:
        head: further elements of the head. before, after: HTML around the application.
    """
    # Gradio sets the language of the page to that of the browser; the text is French whatever the browser.
    page = page.replace('lang="en"', 'lang="fr"', 1).replace(
        "<head>", f"<head><title>{html.escape(title)}</title><script>{PIN}</script>{head}", 1
    )
    page = re.sub(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>', "", page)
    page = re.sub(r'<link rel="manifest"[^>]*>', "", page)
    # Loads a script that only pages framed by gradio.app need.
    page = re.sub(r"<script>\s*\(\(\) => \{(?:(?!</script>).)*iframeResizer.*?</script>", "", page, flags=re.DOTALL)
    page = page.replace("<gradio-app", before + "<gradio-app", 1).replace("</gradio-app>", "</gradio-app>" + after, 1)
    return page.replace("<script", f'<script nonce="{nonce}"')
